// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package schemas

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

// Ephemeral returns the schema of an ephemeral resource with the arguments and
// results of a data source, and a description of its own. It panics for a kind of
// attribute that no data source of this provider has.
func Ephemeral(source schema.Schema, description string) ephemeral.Schema {
	return ephemeral.Schema{MarkdownDescription: description, Attributes: attributes(source.Attributes)}
}

func attributes(from map[string]schema.Attribute) map[string]ephemeral.Attribute {
	twins := make(map[string]ephemeral.Attribute, len(from))
	for name, a := range from {
		twins[name] = attribute(name, a)
	}
	return twins
}

func attribute(name string, from schema.Attribute) ephemeral.Attribute {
	switch a := from.(type) {
	case schema.StringAttribute:
		return ephemeral.StringAttribute{
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
			MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
		}
	case schema.Int64Attribute:
		return ephemeral.Int64Attribute{
			CustomType: a.CustomType, Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
			MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
		}
	case schema.BoolAttribute:
		return ephemeral.BoolAttribute{
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
			MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
		}
	case schema.ListNestedAttribute:
		return ephemeral.ListNestedAttribute{
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
			MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
			NestedObject: ephemeral.NestedAttributeObject{Attributes: attributes(a.NestedObject.Attributes)},
		}
	case schema.MapNestedAttribute:
		return ephemeral.MapNestedAttribute{
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
			MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
			NestedObject: ephemeral.NestedAttributeObject{Attributes: attributes(a.NestedObject.Attributes)},
		}
	}
	panic(fmt.Sprintf("the attribute %s is a %T, which has no ephemeral twin here", name, from))
}
