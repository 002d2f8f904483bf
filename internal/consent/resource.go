// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package consent manages bank consents: a person's permission to read the
// accounts at a bank.
package consent

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/conn"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/diagnose"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var (
	_ resource.ResourceWithConfigure      = &consentResource{}
	_ resource.ResourceWithIdentity       = &consentResource{}
	_ resource.ResourceWithImportState    = &consentResource{}
	_ resource.ResourceWithModifyPlan     = &consentResource{}
	_ resource.ResourceWithValidateConfig = &consentResource{}
)

// defaultWait is how long an apply waits for a person where `timeouts` does not
// say.
const defaultWait = 10 * time.Minute

// NewResource returns the openbanking_consent resource.
func NewResource() resource.Resource {
	return &consentResource{clock: clockwork.NewRealClock()}
}

type consentResource struct {
	connection *platform.Connection
	clock      clockwork.Clock // paces the waiting; what is due is never decided by it
}

func (r *consentResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_consent"
}

func (r *consentResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.connection = conn.From(req.ProviderData, platform.CapabilityConsent, &resp.Diagnostics)
}

func (r *consentResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identity.Schema("consent")
}

func (r *consentResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Create(ctx, defaultWait)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	// Starting the consent is finished even where the run is interrupted;
	// the waiting below is not.
	writing, cancel := platform.Finish(ctx)
	defer cancel()
	consent, err := r.connection.Consents.Create(writing, plan.BankID.ValueString(), plan.CallbackURL.ValueString())
	if err != nil {
		resp.Diagnostics.Append(diagnose.Error("Could not create the consent", err))
		return
	}
	resp.Diagnostics.Append(r.save(ctx, consent, &plan, &resp.State, resp.Identity)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.follow(ctx, consent, timeout, &plan, &resp.State, resp.Identity)...)
}

func (r *consentResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	consent, err := r.connection.Consents.Get(ctx, state.ID.ValueString())
	switch {
	case platform.IsNotFound(err):
		resp.State.RemoveResource(ctx)
		// A removed resource keeps its identity: the framework demands one,
		// and CLIs before 1.12 send none along.
		resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, state.ID.ValueString())...)
		return
	case err != nil:
		resp.Diagnostics.Append(diagnose.Error(fmt.Sprintf("Could not read the consent %s", state.ID.ValueString()), err))
		return
	}
	resp.Diagnostics.Append(r.save(ctx, consent, &state, &resp.State, resp.Identity)...)
}

// Update changes nothing on the platform, where a consent is fixed: it reads the
// consent and waits for the person where the configuration says so.
func (r *consentResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Update(ctx, defaultWait)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	consent, err := r.connection.Consents.Get(ctx, plan.ID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(diagnose.Error(fmt.Sprintf("Could not read the consent %s", plan.ID.ValueString()), err))
		return
	}
	resp.Diagnostics.Append(r.save(ctx, consent, &plan, &resp.State, resp.Identity)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.follow(ctx, consent, timeout, &plan, &resp.State, resp.Identity)...)
}

// Delete revokes the consent. One that the platform no longer knows, and one
// that is dead, is as good as revoked.
func (r *consentResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var id types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.Finish(ctx)
	defer cancel()
	err := r.connection.Consents.Revoke(ctx, id.ValueString())
	if err != nil && !platform.IsNotFound(err) {
		resp.Diagnostics.Append(diagnose.Error(fmt.Sprintf("Could not revoke the consent %s", id.ValueString()), err))
	}
}

func (r *consentResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	identity.Import(ctx, r.connection, req, resp)
}

// save stores what the platform says, in m and in the state.
func (r *consentResource) save(ctx context.Context, c platform.Consent, m *model, state *tfsdk.State, id *tfsdk.ResourceIdentity) diag.Diagnostics {
	m.set(c)
	diags := state.Set(ctx, m)
	diags.Append(identity.Set(ctx, id, r.connection, c.ID)...)
	return diags
}

// follow waits for the person where the configuration says so, and stores how
// it ended.
func (r *consentResource) follow(ctx context.Context, c platform.Consent, timeout time.Duration, m *model, state *tfsdk.State, id *tfsdk.ResourceIdentity) diag.Diagnostics {
	if !m.waits() {
		return nil
	}
	waiting := wait{consents: r.connection.Consents, clock: r.clock, timeout: timeout}
	last, diags := waiting.forAnswer(ctx, c)
	diags.Append(r.save(ctx, last, m, state, id)...)
	return diags
}
