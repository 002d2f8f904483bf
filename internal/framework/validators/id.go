// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

// ID accepts the id of an object on the platform. People who mean a key by its id
// sometimes give the key itself, which would show up in plans and logs.
func ID() validator.String { return id{} }

type id struct{}

func (id) Description(context.Context) string {
	return "the id of an object, without white space, never a credential"
}

func (v id) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (id) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	resp.Diagnostics.Append(CheckID(req.Path, req.ConfigValue.ValueString())...)
}

// CheckID says what is wrong with a text that stands for an object's id, such as
// one that is to be imported.
func CheckID(at path.Path, value string) diag.Diagnostics {
	const summary = "Not an id"
	if redact.Mask(value) != value {
		return diag.Diagnostics{diagnostics.Unquoted(at, summary, "Got a credential. Expected the id of an object on the platform. "+
			"Take the credential out of the configuration, and rotate it if others have seen it.")}
	}
	var got string
	switch {
	case value == "":
		got = "an empty text"
	case strings.TrimSpace(value) == "":
		got = fmt.Sprintf("%q, which is nothing but white space", value)
	case strings.TrimSpace(value) != value:
		got = fmt.Sprintf("%q, which has white space at its beginning or end", value)
	case strings.ContainsFunc(value, unicode.IsSpace):
		got = fmt.Sprintf("%q, which has white space in it", value)
	case strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsGraphic(r) }):
		got = fmt.Sprintf("%q, which has a character in it that cannot be seen", value)
	default:
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, summary,
		fmt.Sprintf("Got %s. Expected the id of an object as the platform shows it, without white space. Where the id comes from a file or a command, trimspace() takes off the line break at its end.", got))}
}
