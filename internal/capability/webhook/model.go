// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/extension"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/mismatch"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/spelling"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// model is the resource in configuration, plan and state.
type model struct {
	ID              types.String `tfsdk:"id"`
	URL             types.String `tfsdk:"url"`
	Events          types.Set    `tfsdk:"events"`
	Enabled         types.Bool   `tfsdk:"enabled"`
	Description     types.String `tfsdk:"description"`
	SigningSecret   types.String `tfsdk:"signing_secret"`
	Fingerprint     types.String `tfsdk:"fingerprint"`
	SecretVersion   types.Int64  `tfsdk:"secret_version"`
	SecretCreatedAt types.String `tfsdk:"secret_created_at"`
	CreatedAt       types.String `tfsdk:"created_at"`
	UpdatedAt       types.String `tfsdk:"updated_at"`

	EncryptTo              types.Set    `tfsdk:"encrypt_to"`
	EncryptedSigningSecret types.String `tfsdk:"encrypted_signing_secret"`

	SigningSecretWO        types.String `tfsdk:"signing_secret_wo"` // In plan and state it is null.
	SigningSecretWOVersion types.String `tfsdk:"signing_secret_wo_version"`

	rotation.Policy
	Overlap types.String `tfsdk:"overlap"`

	own extension.Values // what only single platforms have
}

func (r *webhookResource) get(ctx context.Context, from any, m *model) diag.Diagnostics {
	return r.extension.Get(ctx, from, m, &m.own)
}

func (r *webhookResource) set(ctx context.Context, to any, m model) diag.Diagnostics {
	return r.extension.Set(ctx, to, m, m.own)
}

// set takes over what the platform says, and what follows from it for the
// rotation, but for the signing secret, which the platform shows once. What means
// the same keeps its spelling, and what the platform does not say is as it was.
func (m *model) set(ctx context.Context, w platform.Webhook) diag.Diagnostics {
	var diags diag.Diagnostics
	switch {
	case len(w.Events) > 0:
		m.Events, diags = types.SetValueFrom(ctx, types.StringType, w.Events)
	case w.Events != nil || m.Events.IsNull():
		m.Events = types.SetNull(types.StringType)
	}
	m.ID = types.StringValue(w.ID)
	if w.URL != "" {
		m.URL = spelling.Keep(m.URL, w.URL, spelling.SameURL)
	}
	if w.Enabled != nil {
		m.Enabled = types.BoolPointerValue(w.Enabled)
	}
	m.Description = spelling.Keep(m.Description, w.Description, spelling.SameText)
	m.Fingerprint = convert.Text(w.SecretFingerprint)
	if !m.version().IsNull() {
		m.Fingerprint = types.StringNull() // Of a user-given secret there is none, whatever a platform says.
	}
	m.SecretVersion = convert.Count(w.SecretVersion)
	m.SecretCreatedAt = convert.Time(w.SecretCreatedAt)
	m.CreatedAt = convert.Time(w.CreatedAt)
	m.UpdatedAt = convert.Time(w.UpdatedAt)
	m.Observe(rotation.Secret{
		CreatedAt: w.SecretCreatedAt,
		AsOf:      w.AsOf,
		Overlap:   rotation.Duration(m.Overlap),
	})
	return diags
}

// unlike says what of m's settings a platform has otherwise.
func (m *model) unlike(has model) mismatch.Differences {
	var d mismatch.Differences
	d.Compare("url", m.URL, has.URL)
	d.Compare("events", m.Events, has.Events)
	d.Compare("enabled", m.Enabled, has.Enabled)
	d.Compare("description", m.Description, has.Description)
	return d
}

// name names the secret to people, never the secret itself.
func (m *model) name() string {
	name := fmt.Sprintf("%s of the webhook %s", m.noun(), m.ID.ValueString())
	if !m.SecretVersion.IsNull() {
		name += fmt.Sprintf(" (version %d)", m.SecretVersion.ValueInt64())
	}
	return name
}

// keepSecret leaves what describes the secret as the plan promised it. Where it was
// rotated past the provider since, the next refresh notices.
func (m *model) keepSecret(state model) {
	m.Fingerprint = state.Fingerprint
	m.SecretVersion = state.SecretVersion
	m.SecretCreatedAt = state.SecretCreatedAt
}

// settings is what the plan asks of the platform.
func (m *model) settings(ctx context.Context) (platform.WebhookSettings, diag.Diagnostics) {
	var events []string
	diags := m.Events.ElementsAs(ctx, &events, false)
	return platform.WebhookSettings{
		URL:         m.URL.ValueString(),
		Events:      events,
		Description: m.Description.ValueString(),
		Enabled:     m.Enabled.ValueBool(),
	}, diags
}
