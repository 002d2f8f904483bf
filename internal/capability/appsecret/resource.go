// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package appsecret manages the secrets of apps, of which each app has one at a
// time. Creating the resource resets the secret, replacing it resets it again,
// and destroying it forgets it.
package appsecret

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var (
	_ resource.ResourceWithConfigure   = &secretResource{}
	_ resource.ResourceWithIdentity    = &secretResource{}
	_ resource.ResourceWithImportState = &secretResource{}
	_ resource.ResourceWithModifyPlan  = &secretResource{}
)

// NewResource returns the openbanking_app_secret resource.
func NewResource() resource.Resource { return &secretResource{} }

type secretResource struct {
	connection *platform.Connection
}

func (r *secretResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_app_secret"
}

func (r *secretResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.connection = connection.From(req.ProviderData, platform.CapabilityAppSecret, &resp.Diagnostics)
}

func (r *secretResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identity.Schema("secret, app_id/version; the app's id alone imports the present one")
}

// Create resets the app's secret.
func (r *secretResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	sealer, diags := encryption.For(plan.EncryptTo)
	resp.Diagnostics.Append(diags...)
	if diags.HasError() {
		return
	}
	ctx, cancel := platform.WithGrace(ctx)
	defer cancel()
	made, err := r.connection.AppSecrets.Reset(ctx, plan.AppID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(failedReset(plan.AppID.ValueString(), err))
		return
	}
	plan.set(made)
	resp.Diagnostics.Append(plan.hold(sealer.Store(made.Secret))...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, plan.ID.ValueString())...)
}

// failedReset says whether the old secret is still there. No state is left: a
// secret that nobody has is worth none, and without one the next apply resets.
func failedReset(appID string, err error) diag.Diagnostic {
	summary := fmt.Sprintf("Could not reset the secret of the app %s", appID)
	if !platform.IsOutcomeUnknown(err) {
		return diagnostics.Error(summary, err)
	}
	return diag.NewErrorDiagnostic(summary, fmt.Sprintf("%s.\n\nThe old secret may have stopped working while the answer with the new one was lost, so that nobody has a secret that works. "+
		"The platform does not show a secret twice. Apply again as soon as it can be reached: that resets the secret once more.", err))
}

// Read looks which secret the app has. That it is another one than the state's
// is drift, and stays in the state for the plan to explain; only an app that
// the platform does not know is gone.
func (r *secretResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// What is removed keeps its identity too: the framework demands one, and
	// CLIs before 1.12 send none along.
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, state.ID.ValueString())...)
	present, err := r.connection.AppSecrets.Get(ctx, state.AppID.ValueString())
	switch {
	case platform.IsNotFound(err):
		resp.Diagnostics.Append(diagnostics.Gone("app "+state.AppID.ValueString(), state.CreatedAt)...)
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not read the %s", state.name()), err))
		return
	}
	if state.is(present) {
		state.describe(present)
	}
	state.compare(present)
	resp.Diagnostics.Append(state.Doubt(r.connection, present.AsOf)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update changes the policy, which is the provider's own, and encrypts a secret
// that was plain so far. It asks the platform for the time: whether the secret is
// due by the new policy is for the next plan to see.
func (r *secretResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	sealer, diags := encryption.For(plan.EncryptTo)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(plan.hold(sealer.Keep(state.held()))...)
	if resp.Diagnostics.HasError() {
		return
	}
	present, err := r.connection.AppSecrets.Get(ctx, plan.AppID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not change the %s", plan.name()), err))
		return
	}
	plan.compare(present)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, plan.ID.ValueString())...)
	resp.Diagnostics.Append(plan.Due(plan.name())...)
	resp.Diagnostics.Append(plan.Doubt(r.connection, present.AsOf)...)
}

// Delete forgets the secret: the framework removes it from the state. It says
// nothing, since it is also a part of every replacement, where the new secret
// may be there already; the plan of a destroy has said what there is to say.
func (r *secretResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
