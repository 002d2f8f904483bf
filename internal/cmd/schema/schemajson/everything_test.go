// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package schemajson_test

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	actionschema "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// everything is a provider that offers one of each thing that a schema can
// describe. Only its schemas are ever asked for: the parts that would do
// something come from the embedded interfaces and are never called.
type everything struct{ provider.Provider }

func (everything) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "every"
}

func (everything) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{
		MarkdownDescription: "The **provider**.",
		Attributes: map[string]providerschema.Attribute{
			"login": providerschema.SingleNestedAttribute{
				Optional: true,
				Attributes: map[string]providerschema.Attribute{
					"token": providerschema.StringAttribute{Required: true, Sensitive: true, Description: "The token."},
				},
			},
		},
	}
}

func (everything) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return thing{} }}
}

func (everything) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return thingData{} }}
}

func (everything) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{func() ephemeral.EphemeralResource { return thingEphemeral{} }}
}

func (everything) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{func() list.ListResource { return thingList{} }}
}

func (everything) Actions(context.Context) []func() action.Action {
	return []func() action.Action{func() action.Action { return thingAction{} }}
}

func (everything) Functions(context.Context) []func() function.Function {
	return []func() function.Function{func() function.Function { return join{} }}
}

type thing struct{ resource.Resource }

func (thing) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_thing"
}

func (thing) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	leaf := schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
		"leaf": schema.Int64Attribute{Computed: true},
	}}
	resp.Schema = schema.Schema{
		Version:            3,
		Description:        "A thing.",
		DeprecationMessage: "Use another thing.",
		Attributes: map[string]schema.Attribute{
			"id":        schema.StringAttribute{Computed: true, MarkdownDescription: "The `id`."},
			"old":       schema.BoolAttribute{Optional: true, DeprecationMessage: "Use new."},
			"secret_wo": schema.StringAttribute{Optional: true, WriteOnly: true, Sensitive: true},
			"tags":      schema.MapAttribute{Optional: true, Computed: true, ElementType: types.StringType},
			"any":       schema.DynamicAttribute{Optional: true},
			"shape": schema.ObjectAttribute{Optional: true, AttributeTypes: map[string]attr.Type{
				"width": types.NumberType,
				"names": types.SetType{ElemType: types.StringType},
			}},
			"in_list": schema.ListNestedAttribute{Computed: true, NestedObject: leaf},
			"in_map":  schema.MapNestedAttribute{Computed: true, NestedObject: leaf},
			"in_set":  schema.SetNestedAttribute{Computed: true, NestedObject: leaf},
		},
		Blocks: map[string]schema.Block{
			"rule": schema.ListNestedBlock{
				Description: "A rule.",
				NestedObject: schema.NestedBlockObject{
					Attributes: map[string]schema.Attribute{"name": schema.StringAttribute{Required: true}},
					Blocks: map[string]schema.Block{
						"inner": schema.SetNestedBlock{NestedObject: schema.NestedBlockObject{}},
					},
				},
			},
			"one": schema.SingleNestedBlock{
				Attributes: map[string]schema.Attribute{"on": schema.BoolAttribute{Optional: true}},
			},
		},
	}
}

func (thing) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Version: 1,
		Attributes: map[string]identityschema.Attribute{
			"id":    identityschema.StringAttribute{RequiredForImport: true, Description: "Which one."},
			"space": identityschema.StringAttribute{OptionalForImport: true},
		},
	}
}

type thingData struct{ datasource.DataSource }

func (thingData) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_thing"
}

func (thingData) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = datasourceschema.Schema{Attributes: map[string]datasourceschema.Attribute{
		"id": datasourceschema.StringAttribute{Required: true},
	}}
}

type thingEphemeral struct{ ephemeral.EphemeralResource }

func (thingEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_thing"
}

func (thingEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = ephemeralschema.Schema{Attributes: map[string]ephemeralschema.Attribute{
		"secret": ephemeralschema.StringAttribute{Computed: true, Sensitive: true},
	}}
}

type thingList struct{ list.ListResource }

func (thingList) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_thing"
}

func (thingList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = listschema.Schema{Attributes: map[string]listschema.Attribute{
		"filter": listschema.StringAttribute{Optional: true},
	}}
}

type thingAction struct{ action.Action }

func (thingAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_poke"
}

func (thingAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = actionschema.Schema{Attributes: map[string]actionschema.Attribute{
		"id": actionschema.StringAttribute{Required: true},
	}}
}

type join struct{ function.Function }

func (join) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "join_all"
}

func (join) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:            "Joins.",
		Description:        "Joins everything.",
		DeprecationMessage: "Do not.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "separator", Description: "Between two.", AllowNullValue: true},
		},
		VariadicParameter: function.ListParameter{Name: "rest", ElementType: types.StringType},
		Return:            function.StringReturn{},
	}
}
