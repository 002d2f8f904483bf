// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package schemajson

import (
	"fmt"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

func schema(from *tfprotov6.Schema) (*tfjson.Schema, error) {
	if from == nil {
		return &tfjson.Schema{}, nil
	}
	block, err := block(from.Block)
	if err != nil {
		return nil, err
	}
	return &tfjson.Schema{Version: uint64(max(from.Version, 0)), Block: block}, nil
}

func action(from *tfprotov6.ActionSchema) (*tfjson.ActionSchema, error) {
	s, err := schema(from.Schema)
	if err != nil {
		return nil, err
	}
	return &tfjson.ActionSchema{Block: s.Block}, nil
}

func block(from *tfprotov6.SchemaBlock) (*tfjson.SchemaBlock, error) {
	if from == nil {
		return &tfjson.SchemaBlock{DescriptionKind: tfjson.SchemaDescriptionKindPlain}, nil
	}
	attributes, err := attributes(from.Attributes)
	if err != nil {
		return nil, err
	}
	to := &tfjson.SchemaBlock{
		Attributes:      attributes,
		Description:     from.Description,
		DescriptionKind: descriptionKind(from.DescriptionKind),
		Deprecated:      from.Deprecated,
	}
	for _, nested := range from.BlockTypes {
		inner, err := block(nested.Block)
		if err != nil {
			return nil, fmt.Errorf("block %s: %w", nested.TypeName, err)
		}
		mode, err := blockNesting(nested.Nesting)
		if err != nil {
			return nil, fmt.Errorf("block %s: %w", nested.TypeName, err)
		}
		if to.NestedBlocks == nil {
			to.NestedBlocks = make(map[string]*tfjson.SchemaBlockType, len(from.BlockTypes))
		}
		to.NestedBlocks[nested.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: mode,
			Block:       inner,
			MinItems:    uint64(max(nested.MinItems, 0)),
			MaxItems:    uint64(max(nested.MaxItems, 0)),
		}
	}
	return to, nil
}

func attributes(from []*tfprotov6.SchemaAttribute) (map[string]*tfjson.SchemaAttribute, error) {
	if len(from) == 0 {
		return nil, nil
	}
	to := make(map[string]*tfjson.SchemaAttribute, len(from))
	for _, f := range from {
		t, err := attribute(f)
		if err != nil {
			return nil, fmt.Errorf("attribute %s: %w", f.Name, err)
		}
		to[f.Name] = t
	}
	return to, nil
}

func attribute(from *tfprotov6.SchemaAttribute) (*tfjson.SchemaAttribute, error) {
	to := &tfjson.SchemaAttribute{
		Description:     from.Description,
		DescriptionKind: descriptionKind(from.DescriptionKind),
		Deprecated:      from.Deprecated,
		Required:        from.Required,
		Optional:        from.Optional,
		Computed:        from.Computed,
		Sensitive:       from.Sensitive,
		WriteOnly:       from.WriteOnly,
	}
	if from.NestedType == nil {
		t, err := valueType(from.Type)
		to.AttributeType = t
		return to, err
	}
	mode, err := attributeNesting(from.NestedType.Nesting)
	if err != nil {
		return nil, err
	}
	nested, err := attributes(from.NestedType.Attributes)
	if err != nil {
		return nil, err
	}
	to.AttributeNestedType = &tfjson.SchemaNestedAttributeType{Attributes: nested, NestingMode: mode}
	return to, nil
}

func identity(from *tfprotov6.ResourceIdentitySchema) (*tfjson.IdentitySchema, error) {
	to := &tfjson.IdentitySchema{
		Version:    uint64(max(from.Version, 0)),
		Attributes: make(map[string]*tfjson.IdentityAttribute, len(from.IdentityAttributes)),
	}
	for _, f := range from.IdentityAttributes {
		t, err := valueType(f.Type)
		if err != nil {
			return nil, fmt.Errorf("attribute %s: %w", f.Name, err)
		}
		to.Attributes[f.Name] = &tfjson.IdentityAttribute{
			IdentityType:      t,
			Description:       f.Description,
			RequiredForImport: f.RequiredForImport,
			OptionalForImport: f.OptionalForImport,
		}
	}
	return to, nil
}

func descriptionKind(from tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if from == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}

func blockNesting(from tfprotov6.SchemaNestedBlockNestingMode) (tfjson.SchemaNestingMode, error) {
	switch from {
	case tfprotov6.SchemaNestedBlockNestingModeSingle:
		return tfjson.SchemaNestingModeSingle, nil
	case tfprotov6.SchemaNestedBlockNestingModeGroup:
		return tfjson.SchemaNestingModeGroup, nil
	case tfprotov6.SchemaNestedBlockNestingModeList:
		return tfjson.SchemaNestingModeList, nil
	case tfprotov6.SchemaNestedBlockNestingModeSet:
		return tfjson.SchemaNestingModeSet, nil
	case tfprotov6.SchemaNestedBlockNestingModeMap:
		return tfjson.SchemaNestingModeMap, nil
	default:
		return "", fmt.Errorf("unknown nesting mode %s", from)
	}
}

func attributeNesting(from tfprotov6.SchemaObjectNestingMode) (tfjson.SchemaNestingMode, error) {
	switch from {
	case tfprotov6.SchemaObjectNestingModeSingle:
		return tfjson.SchemaNestingModeSingle, nil
	case tfprotov6.SchemaObjectNestingModeList:
		return tfjson.SchemaNestingModeList, nil
	case tfprotov6.SchemaObjectNestingModeSet:
		return tfjson.SchemaNestingModeSet, nil
	case tfprotov6.SchemaObjectNestingModeMap:
		return tfjson.SchemaNestingModeMap, nil
	default:
		return "", fmt.Errorf("unknown nesting mode %s", from)
	}
}

// valueType converts by way of JSON, in which both libraries write types alike;
// it is also how a type crosses the plugin protocol.
func valueType(from tftypes.Type) (cty.Type, error) {
	if from == nil {
		return cty.NilType, fmt.Errorf("no type")
	}
	//nolint:staticcheck // deprecated for use outside the plugin libraries, which have no other way out.
	raw, err := from.MarshalJSON()
	if err != nil {
		return cty.NilType, fmt.Errorf("type %s: %w", from, err)
	}
	t, err := ctyjson.UnmarshalType(raw)
	if err != nil {
		return cty.NilType, fmt.Errorf("type %s: %w", from, err)
	}
	return t, nil
}
