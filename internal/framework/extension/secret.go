// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package extension

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Secret is the secret that a user gives an object by a nested attribute.
type Secret struct {
	At      path.Path    // where it is in the configuration
	Noun    string       // what people call it, such as "bearer token"
	Version types.String // what its user calls the present one
}

// Secret returns the secret that the user gives, and whether one is given. At most one
// platform's nested attribute is set.
func (v Values) Secret() (Secret, bool) {
	for name, fields := range v.extension.fields {
		for _, f := range fields {
			version, _ := v.objects[name].Attributes()[platform.VersionOf(f.Name)].(types.String)
			if f.Secret != "" && !version.IsNull() {
				return Secret{path.Root(name).AtName(f.Name), f.Secret, version}, true
			}
		}
	}
	return Secret{}, false
}

// WithoutSecret is the same without the version of the secret that the user gives, so
// that a plan sees one to be sent again.
func (v Values) WithoutSecret(ctx context.Context) Values {
	changed := Values{v.extension, maps.Clone(v.objects)}
	for name, fields := range v.extension.fields {
		for _, f := range fields {
			object := v.objects[name]
			if f.Secret == "" || object.IsNull() || object.IsUnknown() {
				continue
			}
			attributes := object.Attributes()
			attributes[platform.VersionOf(f.Name)] = types.StringNull()
			changed.objects[name] = types.ObjectValueMust(object.AttributeTypes(ctx), attributes)
		}
	}
	return changed
}
