// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package extension adds to a resource what only single platforms have: one nested
// attribute for each of them, with the platform's name, built from the fields of its
// offer. A resource's model holds the attributes that all platforms share; the nested
// ones are read and written beside it.
package extension

import (
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Extension is what platforms add to a resource.
type Extension struct {
	fields     map[string][]platform.Field // by the platform's name
	attributes map[string]schema.Attribute
}

// Of returns what the platforms add to the resource that is named after a capability.
func Of(dialects []platform.Dialect, capability platform.Capability) Extension {
	e := Extension{map[string][]platform.Field{}, map[string]schema.Attribute{}}
	for _, d := range dialects {
		for _, offer := range d.Offers() {
			if offer.Capability == capability && len(offer.Fields) > 0 {
				e.fields[d.Name()] = offer.Fields
				e.attributes[d.Name()] = nested(d.Title(), offer.Fields)
			}
		}
	}
	return e
}

// Attributes are the nested attributes, for the resource's schema.
func (e Extension) Attributes() map[string]schema.Attribute { return maps.Clone(e.attributes) }

// nested is the attribute of one platform. Where the platform has values of its own
// for what the user leaves out, it is computed as they are, and may then have nothing
// that is write-only.
func nested(title string, fields []platform.Field) schema.Attribute {
	attribute := schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: fmt.Sprintf("What only %s has. Null on other platforms.", title),
		Attributes:          map[string]schema.Attribute{},
		Validators:          []validator.Object{pairs(fields)},
	}
	for _, f := range fields {
		attribute.Attributes[f.Name] = field(f)
		attribute.Computed = attribute.Computed || f.Computed
		if f.WriteOnly {
			attribute.Attributes[platform.VersionOf(f.Name)] = Version(f.Name)
		}
	}
	if attribute.Computed {
		attribute.PlanModifiers = []planmodifier.Object{objectplanmodifier.UseStateForUnknown()}
	}
	return attribute
}

// Version is the attribute beside a write-only one.
func Version(secret string) schema.Attribute {
	return schema.StringAttribute{
		Optional:   true,
		Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		MarkdownDescription: fmt.Sprintf("A text of your own that names the present `%s`, such as `1` or a date. The secret is write-only, so that a change of it alone is not seen: "+
			"change the version with it, and the next apply sends the new one. Both are set, or neither.", secret),
	}
}

func field(f platform.Field) schema.Attribute {
	switch f.Kind {
	case platform.TextField:
	case platform.FlagField:
		attribute := schema.BoolAttribute{Required: f.Required, Optional: !f.Required, Computed: f.Computed, MarkdownDescription: f.Description}
		if f.Computed {
			attribute.PlanModifiers = append(attribute.PlanModifiers, boolplanmodifier.UseStateForUnknown())
		}
		if f.Immutable {
			attribute.PlanModifiers = append(attribute.PlanModifiers, boolplanmodifier.RequiresReplace())
		}
		return attribute
	case platform.TextsField:
		attribute := schema.SetAttribute{ElementType: types.StringType, Required: f.Required, Optional: !f.Required, Computed: f.Computed, MarkdownDescription: f.Description}
		if f.Computed {
			attribute.PlanModifiers = append(attribute.PlanModifiers, setplanmodifier.UseStateForUnknown())
		}
		if f.Immutable {
			attribute.PlanModifiers = append(attribute.PlanModifiers, setplanmodifier.RequiresReplace())
		}
		attribute.Validators = []validator.Set{eachChecked(f)}
		return attribute
	}
	attribute := schema.StringAttribute{
		Required: f.Required, Optional: !f.Required, Computed: f.Computed, WriteOnly: f.WriteOnly, Sensitive: f.WriteOnly, MarkdownDescription: f.Description,
		Validators: []validator.String{checked{f}},
	}
	if f.Computed {
		attribute.PlanModifiers = append(attribute.PlanModifiers, stringplanmodifier.UseStateForUnknown())
	}
	if f.Immutable {
		attribute.PlanModifiers = append(attribute.PlanModifiers, stringplanmodifier.RequiresReplace())
	}
	return attribute
}
