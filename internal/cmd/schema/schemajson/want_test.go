// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package schemajson_test

import (
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"
)

// wantEverything is the schema of the provider everything, written by hand.
func wantEverything() *tfjson.ProviderSchema {
	const plain, markdown = tfjson.SchemaDescriptionKindPlain, tfjson.SchemaDescriptionKindMarkdown

	attributes := func(name string, a *tfjson.SchemaAttribute) *tfjson.SchemaBlock {
		return &tfjson.SchemaBlock{Attributes: map[string]*tfjson.SchemaAttribute{name: a}, DescriptionKind: plain}
	}
	leaf := func(mode tfjson.SchemaNestingMode) *tfjson.SchemaAttribute {
		return &tfjson.SchemaAttribute{
			Computed:        true,
			DescriptionKind: plain,
			AttributeNestedType: &tfjson.SchemaNestedAttributeType{
				NestingMode: mode,
				Attributes: map[string]*tfjson.SchemaAttribute{
					"leaf": {AttributeType: cty.Number, Computed: true, DescriptionKind: plain},
				},
			},
		}
	}

	return &tfjson.ProviderSchema{
		ConfigSchema: &tfjson.Schema{Block: &tfjson.SchemaBlock{
			Description:     "The **provider**.",
			DescriptionKind: markdown,
			Attributes: map[string]*tfjson.SchemaAttribute{
				"login": {
					Optional:        true,
					DescriptionKind: plain,
					AttributeNestedType: &tfjson.SchemaNestedAttributeType{
						NestingMode: tfjson.SchemaNestingModeSingle,
						Attributes: map[string]*tfjson.SchemaAttribute{
							"token": {
								AttributeType: cty.String, Required: true, Sensitive: true,
								Description: "The token.", DescriptionKind: plain,
							},
						},
					},
				},
			},
		}},
		ResourceSchemas: map[string]*tfjson.Schema{"every_thing": {
			Version: 3,
			Block: &tfjson.SchemaBlock{
				Description:     "A thing.",
				DescriptionKind: plain,
				Deprecated:      true,
				Attributes: map[string]*tfjson.SchemaAttribute{
					"id":        {AttributeType: cty.String, Computed: true, Description: "The `id`.", DescriptionKind: markdown},
					"old":       {AttributeType: cty.Bool, Optional: true, Deprecated: true, DescriptionKind: plain},
					"secret_wo": {AttributeType: cty.String, Optional: true, Sensitive: true, WriteOnly: true, DescriptionKind: plain},
					"tags":      {AttributeType: cty.Map(cty.String), Optional: true, Computed: true, DescriptionKind: plain},
					"any":       {AttributeType: cty.DynamicPseudoType, Optional: true, DescriptionKind: plain},
					"shape": {
						AttributeType: cty.Object(map[string]cty.Type{"width": cty.Number, "names": cty.Set(cty.String)}),
						Optional:      true, DescriptionKind: plain,
					},
					"in_list": leaf(tfjson.SchemaNestingModeList),
					"in_map":  leaf(tfjson.SchemaNestingModeMap),
					"in_set":  leaf(tfjson.SchemaNestingModeSet),
				},
				NestedBlocks: map[string]*tfjson.SchemaBlockType{
					"rule": {
						NestingMode: tfjson.SchemaNestingModeList,
						Block: &tfjson.SchemaBlock{
							Description:     "A rule.",
							DescriptionKind: plain,
							Attributes: map[string]*tfjson.SchemaAttribute{
								"name": {AttributeType: cty.String, Required: true, DescriptionKind: plain},
							},
							NestedBlocks: map[string]*tfjson.SchemaBlockType{
								"inner": {
									NestingMode: tfjson.SchemaNestingModeSet,
									Block:       &tfjson.SchemaBlock{DescriptionKind: plain},
								},
							},
						},
					},
					"one": {
						NestingMode: tfjson.SchemaNestingModeSingle,
						Block:       attributes("on", &tfjson.SchemaAttribute{AttributeType: cty.Bool, Optional: true, DescriptionKind: plain}),
					},
				},
			},
		}},
		DataSourceSchemas: map[string]*tfjson.Schema{"every_thing": {
			Block: attributes("id", &tfjson.SchemaAttribute{AttributeType: cty.String, Required: true, DescriptionKind: plain}),
		}},
		EphemeralResourceSchemas: map[string]*tfjson.Schema{"every_thing": {
			Block: attributes("secret", &tfjson.SchemaAttribute{AttributeType: cty.String, Computed: true, Sensitive: true, DescriptionKind: plain}),
		}},
		ListResourceSchemas: map[string]*tfjson.Schema{"every_thing": {
			Block: attributes("filter", &tfjson.SchemaAttribute{AttributeType: cty.String, Optional: true, DescriptionKind: plain}),
		}},
		ActionSchemas: map[string]*tfjson.ActionSchema{"every_poke": {
			Block: attributes("id", &tfjson.SchemaAttribute{AttributeType: cty.String, Required: true, DescriptionKind: plain}),
		}},
		Functions: map[string]*tfjson.FunctionSignature{"join_all": {
			Summary:            "Joins.",
			Description:        "Joins everything.",
			DeprecationMessage: "Do not.",
			ReturnType:         cty.String,
			Parameters: []*tfjson.FunctionParameter{
				{Name: "separator", Description: "Between two.", IsNullable: true, Type: cty.String},
			},
			VariadicParameter: &tfjson.FunctionParameter{Name: "rest", Type: cty.List(cty.String)},
		}},
		ResourceIdentitySchemas: map[string]*tfjson.IdentitySchema{"every_thing": {
			Version: 1,
			Attributes: map[string]*tfjson.IdentityAttribute{
				"id":    {IdentityType: cty.String, Description: "Which one.", RequiredForImport: true},
				"space": {IdentityType: cty.String, OptionalForImport: true},
			},
		}},
	}
}
