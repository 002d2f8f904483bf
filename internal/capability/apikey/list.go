// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/listresource"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ list.ListResourceWithConfigure = &keyList{}

// NewListResource returns the openbanking_api_key list resource.
func NewListResource() list.ListResource { return &keyList{} }

type keyList struct {
	connection *platform.Connection
}

// query is what a user asks for.
type query struct {
	Status        types.String `tfsdk:"status"`
	NamePrefix    types.String `tfsdk:"name_prefix"`
	CreatedBefore types.String `tfsdk:"created_before"`
}

func (l *keyList) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_api_key"
}

func (l *keyList) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.connection = connection.From(req.ProviderData, platform.CapabilityAPIKey, &resp.Diagnostics)
}

func (l *keyList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the organisation's API keys, newest first, for `terraform query`: what there is, and its configuration with import blocks. It never shows a secret key.\n\n" +
			"The key that the provider itself authenticates with is left out. The provider refuses to revoke, replace or expire it, so a configuration that adopts it could not be destroyed; " +
			"`data.openbanking_api_keys` has it, and it can be imported by its id, best through a provider alias that uses another key.\n\n" +
			listresource.Requirement,
		Attributes: map[string]schema.Attribute{
			"status":         listresource.Status("keys", "the active ones", platform.KeyStatuses()),
			"name_prefix":    listresource.Prefix("keys", "name"),
			"created_before": listresource.CreatedBefore("keys"),
		},
	}
}

// List asks the platform for keys of one status, and filters the rest itself.
func (l *keyList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var q query
	if diags := listresource.Filters(ctx, req, &q); diags.HasError() {
		stream.Results = listresource.Failed(diags)
		return
	}
	status := platform.KeyActive
	switch asked := q.Status.ValueString(); asked {
	case "":
	case listresource.All:
		status = ""
	default:
		status = platform.KeyStatus(asked)
	}
	own := l.connection.OwnFingerprint
	stream.Results = listresource.Source[platform.APIKey, model]{
		Connection: l.connection,
		Plural:     "API keys",
		Objects:    l.connection.APIKeys.List(ctx, status),
		Wanted: func(key platform.APIKey) bool {
			return listresource.HasPrefix(key.Name, q.NamePrefix) && listresource.IsBefore(key.CreatedAt, q.CreatedBefore) &&
				(own == "" || key.Fingerprint != own)
		},
		ID:          func(key platform.APIKey) string { return key.ID },
		DisplayName: displayName,
		Fill: func(_ context.Context, m *model, key platform.APIKey) diag.Diagnostics {
			m.set(key)
			return m.Doubt(l.connection, key.AsOf)
		},
	}.Results(ctx, req)
}

// displayName is the key's name and hint, and how it ended if it has.
func displayName(key platform.APIKey) string {
	hint := key.KeyHint
	if hint == "" {
		hint = key.ID
	}
	name := fmt.Sprintf("%s (%s)", key.Name, hint)
	if key.Status != platform.KeyActive {
		name += ", " + string(key.Status)
	}
	return name
}
