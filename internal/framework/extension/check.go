// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package extension

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// checked holds a text to its field's check.
type checked struct{ field platform.Field }

func (c checked) Description(context.Context) string { return c.field.Description }

func (c checked) MarkdownDescription(ctx context.Context) string { return c.Description(ctx) }

func (c checked) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if c.field.Check == nil || req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	wrong := c.field.Check(req.ConfigValue.ValueString())
	switch {
	case wrong == "":
	case c.field.WriteOnly: // A CLI prints the lines around an attribute.
		resp.Diagnostics.Append(diagnostics.Unquoted(req.Path, "Not a usable "+c.field.Name, wrong))
	default:
		resp.Diagnostics.AddAttributeError(req.Path, "Not a usable "+c.field.Name, wrong)
	}
}

// eachChecked holds each text of a set to its field's check.
func eachChecked(f platform.Field) validator.Set {
	return setvalidator.ValueStringsAre(validators.NotBlank(), checked{f})
}

// pairs refuses one of a write-only field and its version without the other.
type pairs []platform.Field

func (p pairs) Description(context.Context) string { return "a write-only secret and its version" }

func (p pairs) MarkdownDescription(ctx context.Context) string { return p.Description(ctx) }

func (p pairs) ValidateObject(_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	values := req.ConfigValue.Attributes()
	for _, f := range p {
		if !f.WriteOnly {
			continue
		}
		secret, _ := values[f.Name].(types.String)
		version, _ := values[platform.VersionOf(f.Name)].(types.String)
		resp.Diagnostics.Append(CheckPair(req.Path.AtName(f.Name), secret, version)...)
	}
}

// CheckPair refuses a write-only secret at a path without its version, and a version
// without its secret. What is not known yet passes.
func CheckPair(at path.Path, secret, version types.String) diag.Diagnostics {
	if secret.IsUnknown() || version.IsUnknown() || secret.IsNull() == version.IsNull() {
		return nil
	}
	last, _ := at.Steps().LastStep()
	name := fmt.Sprint(last)
	if version.IsNull() {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Version is missing",
			fmt.Sprintf("Got %[1]s without %[2]s. The secret is write-only, so that only a changed version makes an apply send it. Set %[2]s, to \"1\" for a start.", name, platform.VersionOf(name)))}
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at.ParentPath().AtName(platform.VersionOf(name)), "Secret is missing",
		fmt.Sprintf("Got %s without %s. Set both, or neither.", platform.VersionOf(name), name))}
}
