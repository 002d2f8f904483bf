// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var (
	_ action.ActionWithConfigure  = &revokeAction{}
	_ action.ActionWithModifyPlan = &revokeAction{}
)

// NewRevokeAction returns the openbanking_api_key_revoke action.
func NewRevokeAction() action.Action { return &revokeAction{} }

type revokeAction struct {
	connection *platform.Connection
}

type revokeModel struct {
	APIKeyID types.String `tfsdk:"api_key_id"`
}

func (a *revokeAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_api_key_revoke"
}

func (a *revokeAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.connection = connection.From(req.ProviderData, platform.CapabilityAPIKey, &resp.Diagnostics)
}

func (a *revokeAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Revokes an API key now, such as one that has leaked, whatever `overlap` its resource has, and whether or not a configuration manages it. " +
			"A key that is dead already is left alone, so that the action may be repeated. The provider's own key is refused, by the plan already.\n\n" +
			"A revoked key that a resource manages is drift: the next plan shows it and replaces the key.\n\n" +
			"~> Actions need Terraform 1.14 or later. OpenTofu has none. Where the key's consumer goes for good, `after_destroy` (Terraform 1.16) ends the key with it; " +
			"on the key itself a destroy event also comes with each rotation, and would end the old key in spite of its `overlap`.",
		Attributes: map[string]schema.Attribute{
			"api_key_id": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{validators.ID()},
				MarkdownDescription: "Id of the key, such as `key_01J9…`; never the key itself. `data.openbanking_api_keys` lists the ids beside each key's hint and fingerprint.",
			},
		},
	}
}

// ModifyPlan refuses what Invoke would refuse, where the key is known by then.
func (a *revokeAction) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	var config revokeModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || config.APIKeyID.IsUnknown() || a.connection == nil {
		return
	}
	_, diags := a.find(ctx, config)
	resp.Diagnostics.Append(diags...)
}

func (a *revokeAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	progress := func(format string, args ...any) {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
	}
	var config revokeModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key, diags := a.find(ctx, config)
	resp.Diagnostics.Append(diags...)
	if diags.HasError() {
		return
	}
	if key.Status.Dead() {
		progress("The API key %s is %s already.", called(key.Name, key.ID, key.KeyHint), key.Status)
		return
	}
	ctx, cancel := platform.WithGrace(ctx)
	defer cancel()
	if err := a.connection.APIKeys.Revoke(ctx, key.ID, 0); err != nil && !platform.IsNotFound(err) {
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not revoke the API key %s", key.ID), err))
		return
	}
	resp.Diagnostics.Append(a.verify(ctx, key)...)
	if !resp.Diagnostics.HasError() {
		progress("Revoked the API key %s.", called(key.Name, key.ID, key.KeyHint))
	}
}

// find reads the key, and refuses the provider's own.
func (a *revokeAction) find(ctx context.Context, config revokeModel) (platform.APIKey, diag.Diagnostics) {
	id := config.APIKeyID.ValueString()
	key, err := a.connection.APIKeys.Get(ctx, id)
	if err != nil {
		return key, diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not read the API key %s", id), err)}
	}
	if a.connection.OwnFingerprint != "" && key.Fingerprint == a.connection.OwnFingerprint {
		return key, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("api_key_id"), fmt.Sprintf("The API key %s is the provider's own key", id),
			fmt.Sprintf("The action would revoke the API key %s, which the provider itself authenticates with; it would lock itself out. "+
				"Give the provider another key first, then invoke the action again.", called(key.Name, key.ID, key.KeyHint)))}
	}
	return key, nil
}

// verify asks the platform whether the key is dead: whoever revokes a leaked key
// wants to know, not to believe.
func (a *revokeAction) verify(ctx context.Context, revoked platform.APIKey) diag.Diagnostics {
	key, err := a.connection.APIKeys.Get(ctx, revoked.ID)
	switch {
	case platform.IsNotFound(err):
		return nil
	case err != nil:
		return diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not see whether the API key %s is revoked", revoked.ID), err)}
	case !key.Status.Dead():
		return diag.Diagnostics{diag.NewErrorDiagnostic(fmt.Sprintf("The API key %s still works", key.ID),
			fmt.Sprintf("The platform has accepted the call that revokes the API key %s, and shows it as %q all the same. Expected \"revoked\". Invoke the action again, or revoke the key on the platform's dashboard.", called(key.Name, key.ID, key.KeyHint), key.Status))}
	}
	return nil
}
