// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package consent manages bank consents: a person's permission to read the
// accounts at a bank.
package consent

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var (
	_ resource.ResourceWithConfigure   = &consentResource{}
	_ resource.ResourceWithIdentity    = &consentResource{}
	_ resource.ResourceWithImportState = &consentResource{}
	_ resource.ResourceWithModifyPlan  = &consentResource{}
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
	// An approved renewal takes over the id, and with it the identity.
	resp.ResourceBehavior.MutableIdentity = true
}

func (r *consentResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.connection = connection.From(req.ProviderData, platform.CapabilityConsent, &resp.Diagnostics)
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
	plan.setRenewal(platform.Consent{})
	// Starting the consent is finished even where the run is interrupted;
	// the waiting below is not.
	writing, cancel := platform.WithGrace(ctx)
	defer cancel()
	consent, err := r.connection.Consents.Create(writing, plan.BankID.ValueString(), plan.CallbackURL.ValueString())
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Could not create the consent for "+plan.BankID.ValueString(), err))
		return
	}
	r.connection.Started.Note(plan.BankID.ValueString(), consent.ID)
	resp.Diagnostics.Append(plan.unlike(consent).Warning("consent " + consent.ID)...)
	resp.Diagnostics.Append(noticeStatus(consent)...)
	resp.Diagnostics.Append(r.save(ctx, consent, &plan, &resp.State, resp.Identity)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.follow(ctx, consent, timeout, &plan, &resp.State, resp.Identity)...)
}

// Read brings the state up to the platform's word: on the consent, on its
// renewal, and on which of the two is in force.
func (r *consentResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ID.ValueString()
	consent, err := r.look(platform.WithRefresh(ctx), id)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not read the consent %s", id), err))
		return
	}
	now := succession{consent: consent}
	if state.renewing() {
		if now.renewal, err = r.look(platform.WithRefresh(ctx), state.RenewalID.ValueString()); err != nil {
			resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not read the renewal %s of the consent %s", state.RenewalID.ValueString(), id), err))
			return
		}
		var diags diag.Diagnostics
		now, diags = now.succeed(state)
		resp.Diagnostics.Append(diags...)
	}
	if now.supersedes {
		resp.Diagnostics.Append(supersede(ctx, resp.Private, id)...)
	}
	if now.consent == nil {
		r.gone(ctx, state, resp)
		return
	}
	state.setRenewal(platform.Consent{})
	if now.renewal != nil {
		state.setRenewal(*now.renewal)
		resp.Diagnostics.Append(noticeStatus(*now.renewal)...)
	}
	resp.Diagnostics.Append(state.observe(ctx, *now.consent, resp.Private)...)
	resp.Diagnostics.Append(noticeStatus(*now.consent)...)
	resp.Diagnostics.Append(state.doubt(r.connection, *now.consent)...)
	resp.Diagnostics.Append(r.save(ctx, *now.consent, &state, &resp.State, resp.Identity)...)
}

// gone removes a consent from the state that the platform does not know any
// more. Nobody revokes then what it had superseded.
func (r *consentResource) gone(ctx context.Context, state model, resp *resource.ReadResponse) {
	id := state.ID.ValueString()
	resp.Diagnostics.Append(diagnostics.Gone(fmt.Sprintf("consent %s for %s", id, state.BankID.ValueString()), state.CreatedAt)...)
	left, diags := superseded(ctx, resp.Private)
	resp.Diagnostics.Append(diags...)
	if len(left) > 0 {
		resp.Diagnostics.AddWarning(fmt.Sprintf("The consent %s leaves superseded ones behind", id),
			fmt.Sprintf("It had taken the place of %s, which may still be active until the expiry of their own. Revoke them on the platform, or import and destroy them.",
				strings.Join(left, ", ")))
	}
	resp.State.RemoveResource(ctx)
	// A removed resource keeps its identity: the framework demands one, and
	// CLIs before 1.12 send none along.
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, id)...)
}

// Update changes nothing of the consent itself, which is fixed on the platform.
// What the plan left unknown says what there is to do; what it knew is stored as
// planned, since the platform may have moved on since a plan file was made.
func (r *consentResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := plan.laterWait(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.retire(ctx, resp.Private)...)
	if resp.Diagnostics.HasError() {
		return
	}
	save := func() diag.Diagnostics {
		diags := resp.State.Set(ctx, &plan)
		diags.Append(identity.Set(ctx, resp.Identity, r.connection, plan.ID.ValueString())...)
		return diags
	}
	switch {
	case plan.RenewalID.IsUnknown():
		resp.Diagnostics.Append(r.renew(ctx, &plan, timeout, save)...)
		if plan.renewing() && !orphan.Heard(ctx) {
			resp.Diagnostics.Append(r.withdraw(ctx, plan)...)
		}
	case plan.Status.IsUnknown():
		resp.Diagnostics.Append(r.waitAgain(ctx, timeout, &plan, &resp.State, resp.Identity)...)
	case plan.ReadyForRenewal.IsUnknown():
		diags := r.review(ctx, &plan, state)
		resp.Diagnostics.Append(diags...)
		if !diags.HasError() {
			resp.Diagnostics.Append(save()...)
		}
	default:
		resp.Diagnostics.Append(save()...)
	}
}

// waitAgain waits for a person whom an earlier apply has not waited long enough
// for.
func (r *consentResource) waitAgain(ctx context.Context, timeout time.Duration, m *model, state *tfsdk.State, id *tfsdk.ResourceIdentity) diag.Diagnostics {
	consent, err := r.connection.Consents.Get(ctx, m.ID.ValueString())
	if err != nil {
		return diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not read the consent %s", m.ID.ValueString()), err)}
	}
	diags := r.save(ctx, consent, m, state, id)
	if !diags.HasError() {
		diags.Append(r.follow(ctx, consent, timeout, m, state, id)...)
	}
	return diags
}

// Delete revokes the consent and all that belongs to it: first what nobody
// depends on, so that after a failure the one in force is the last to go.
func (r *consentResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var id, renewal types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("renewal_id"), &renewal)...)
	ids, diags := superseded(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if renewal.ValueString() != "" {
		ids = append(ids, renewal.ValueString())
	}
	writing, cancel := platform.WithGrace(ctx)
	defer cancel()
	for _, one := range append(ids, id.ValueString()) {
		if err := r.revoke(writing, one); err != nil {
			resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not revoke the consent %s", one), err))
			return
		}
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
