// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package identity is the resource identity that every resource of the
// provider shares: the object's id, with the platform and the environment that
// it lives in. It is minimal and final, since a changed identity schema breaks
// the states of users.
package identity

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// model is the identity as the framework reads and writes it.
type model struct {
	ID          types.String `tfsdk:"id"`
	Platform    types.String `tfsdk:"platform"`
	Environment types.String `tfsdk:"environment"`
}

// Schema returns the identity's schema. The object is what the id names, such
// as "API key".
func Schema(object string) identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"id": identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       fmt.Sprintf("Id of the %s.", object),
		},
		"platform": identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "Name of the platform, as in the provider block. Checked against the provider when given.",
		},
		"environment": identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "Environment of the object, sandbox or production. Checked against the provider when given.",
		},
	}}
}

// Set writes the identity of an object that the connection manages.
func Set(ctx context.Context, target *tfsdk.ResourceIdentity, connection *platform.Connection, id string) diag.Diagnostics {
	if target == nil {
		return nil // The CLI does not know identities.
	}
	return target.Set(ctx, of(connection, id))
}

func of(connection *platform.Connection, id string) model {
	return model{
		ID:          types.StringValue(id),
		Platform:    types.StringValue(connection.Name),
		Environment: types.StringValue(string(connection.Environment)),
	}
}

// Import takes the id from the import's id or identity, checks the platform
// and the environment where they are given, and stores the id in the state.
func Import(ctx context.Context, connection *platform.Connection, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ImportAs(ctx, connection, req, resp, func(given string) (string, diag.Diagnostics) { return given, nil })
}

// ImportAs is Import for objects that users may name in another way than by the
// id: resolve returns the id of what they gave.
func ImportAs(ctx context.Context, connection *platform.Connection, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
	resolve func(given string) (string, diag.Diagnostics),
) {
	given := req.ID
	if given == "" && req.Identity != nil && !req.Identity.Raw.IsNull() {
		var by model
		resp.Diagnostics.Append(req.Identity.Get(ctx, &by)...)
		if resp.Diagnostics.HasError() {
			return
		}
		check(by.Platform, "platform", connection.Name, &resp.Diagnostics)
		check(by.Environment, "environment", string(connection.Environment), &resp.Diagnostics)
		given = by.ID.ValueString()
	}
	resp.Diagnostics.Append(validators.CheckID(path.Root("id"), given)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id, diags := resolve(given)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), id)...)
	resp.Diagnostics.Append(Set(ctx, resp.Identity, connection, id)...)
}

func check(given types.String, name, configured string, diags *diag.Diagnostics) {
	if given.IsNull() || given.ValueString() == configured {
		return
	}
	diags.AddAttributeError(path.Root(name),
		fmt.Sprintf("Import from another %s", name),
		fmt.Sprintf("The identity names the %s %q, but the provider is configured for %q. Import through the provider alias of %q, or leave %s out of the identity.",
			name, given.ValueString(), configured, given.ValueString(), name))
}
