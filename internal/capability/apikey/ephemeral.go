// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/privatestate"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure = &keyEphemeral{}
	_ ephemeral.EphemeralResourceWithRenew     = &keyEphemeral{}
	_ ephemeral.EphemeralResourceWithClose     = &keyEphemeral{}
)

// NewEphemeral returns the openbanking_api_key ephemeral resource: a key for the
// run, revoked when that ends.
func NewEphemeral() ephemeral.EphemeralResource {
	return &keyEphemeral{clock: clockwork.NewRealClock()}
}

type keyEphemeral struct {
	connection *platform.Connection
	clock      clockwork.Clock // decides when the CLI renews, which goes by this machine's time
}

// defaultTTL is how long a key lives that nothing renews or revokes.
const defaultTTL = 15 * time.Minute

// ephemeralModel is the ephemeral resource in configuration and result.
type ephemeralModel struct {
	Name        types.String `tfsdk:"name"`
	TTL         types.String `tfsdk:"ttl"`
	ID          types.String `tfsdk:"id"`
	Key         types.String `tfsdk:"key"`
	KeyHint     types.String `tfsdk:"key_hint"`
	Fingerprint types.String `tfsdk:"fingerprint"`
	CreatedAt   types.String `tfsdk:"created_at"`
	ExpiresAt   types.String `tfsdk:"expires_at"`
}

// lease is what the end of the run has to know of the key: never the key itself.
type lease struct {
	ID        string        `json:"id"`
	Hint      string        `json:"hint"`
	TTL       time.Duration `json:"ttl"`
	ExpiresAt time.Time     `json:"expires_at"`
}

// leaseKey is where the lease is in the private data.
const leaseKey = "lease"

func (e *keyEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_api_key"
}

func (e *keyEphemeral) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	e.connection = connection.From(req.ProviderData, platform.CapabilityAPIKey, &resp.Diagnostics)
}

func (e *keyEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var config ephemeralModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ttl := defaultTTL
	if !config.TTL.IsNull() {
		ttl = rotation.Duration(config.TTL)
	}
	wanted := platform.NewAPIKey{Name: config.Name.ValueString(), ExpiresIn: ttl}
	if e.connection.Has(platform.CapabilityAPIKey, "type") {
		wanted.Type = platform.SecretKey
	}
	renewAt := e.clock.Now().Add(renewAfter(ttl))
	ctx, cancel := platform.WithGrace(ctx)
	defer cancel()
	key, err := e.connection.APIKeys.Create(ctx, wanted, rand.Text())
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not create the key %q for this run", config.Name.ValueString()), err))
		return
	}
	config.ID = types.StringValue(key.ID)
	config.Key = types.StringValue(key.Key)
	config.KeyHint = convert.Text(key.KeyHint)
	config.Fingerprint = convert.Text(key.Fingerprint)
	config.CreatedAt = convert.Time(key.CreatedAt)
	config.ExpiresAt = convert.Time(key.ExpiresAt)
	asked := model{Name: config.Name, Type: convert.Text(string(wanted.Type))}
	has := asked
	has.set(key)
	unlike := asked.unlike(has)
	unlike.Compare("expires_at", endsAt(key, key.CreatedAt, ttl), has.ExpiresAt)
	resp.Diagnostics.Append(unlike.Warning("API key " + key.ID)...)
	resp.Diagnostics.Append(has.noticeStatus()...)
	resp.Diagnostics.Append(resp.Result.Set(ctx, config)...)
	resp.Diagnostics.Append(lease{key.ID, key.KeyHint, ttl, key.ExpiresAt}.store(ctx, resp.Private)...)
	resp.RenewAt = renewAt
	if resp.Diagnostics.HasError() {
		// The CLI closes only what was opened well.
		resp.Diagnostics.Append(e.revoke(ctx, lease{key.ID, key.KeyHint, ttl, key.ExpiresAt})...)
	}
}

// renewAfter is two thirds of a key's time, which leaves a third for what goes
// wrong meanwhile.
func renewAfter(ttl time.Duration) time.Duration { return ttl * 2 / 3 }

// Renew gives the key as much time again as it had at first.
func (e *keyEphemeral) Renew(ctx context.Context, req ephemeral.RenewRequest, resp *ephemeral.RenewResponse) {
	held, diags := leaseOf(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	renewAt := e.clock.Now().Add(renewAfter(held.TTL))
	key, err := e.connection.APIKeys.Expire(ctx, held.ID, held.TTL)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not renew the key %s of this run", held.Hint), err))
		return
	}
	held.ExpiresAt = key.ExpiresAt
	resp.Diagnostics.Append(held.store(ctx, resp.Private)...)
	resp.RenewAt = renewAt
}

// Close revokes the key. One that has ended, or that the platform no longer knows,
// is as good as revoked.
func (e *keyEphemeral) Close(ctx context.Context, req ephemeral.CloseRequest, resp *ephemeral.CloseResponse) {
	held, diags := leaseOf(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.WithGrace(ctx)
	defer cancel()
	resp.Diagnostics.Append(e.revoke(ctx, held)...)
}

// revoke ends the key. That it could not is a warning: the run has done its work,
// and the key ends by itself.
func (e *keyEphemeral) revoke(ctx context.Context, held lease) diag.Diagnostics {
	err := e.connection.APIKeys.Revoke(ctx, held.ID, 0)
	if err == nil || platform.IsNotFound(err) {
		return nil
	}
	ends := "It ends by itself after its ttl."
	if !held.ExpiresAt.IsZero() {
		ends = fmt.Sprintf("It ends by itself at %s.", held.ExpiresAt.UTC().Format(time.RFC3339))
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(fmt.Sprintf("Key %s (%s) of this run was not revoked", held.ID, held.Hint),
		fmt.Sprintf("%s To end it now, revoke it on the platform.\n\n%s", ends, diagnostics.Detail(err)))}
}

// store keeps the lease in private data.
func (l lease) store(ctx context.Context, private privatestate.Writer) diag.Diagnostics {
	return privatestate.Set(ctx, private, leaseKey, l)
}

// leaseOf reads the lease.
func leaseOf(ctx context.Context, private privatestate.Reader) (lease, diag.Diagnostics) {
	held, diags := privatestate.Get[lease](ctx, private, leaseKey)
	if !diags.HasError() && held.ID == "" {
		diags.AddError("The key's id is lost",
			"The private data of the ephemeral openbanking_api_key does not hold the id of its key, so it cannot be renewed or revoked. It ends by itself after its ttl. This is a bug in the provider; please report it to its developers.")
	}
	return held, diags
}
