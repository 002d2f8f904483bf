// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// TestID proves that a key in the place of its id is refused without a trace of it,
// neither in words nor by a line of the configuration that the CLI would show.
func TestID(t *testing.T) {
	t.Parallel()
	for value, want := range map[types.String]string{
		types.StringNull():                                                       "",
		types.StringUnknown():                                                    "",
		types.StringValue("key_01J9ZZZZZZZZZZZZZZZZ"):                            "",
		types.StringValue("5d6fe57a4099cc4b210bffff"):                            "",
		types.StringValue("tok_sandbox_…x7Qa"):                                   "", // A hint is no credential.
		types.StringValue(""):                                                    "Got an empty text",
		types.StringValue("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"):              "api_key_id: Got a credential",
		types.StringValue("https://x/?k=whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"): "api_key_id: Got a credential",
	} {
		var resp validator.StringResponse
		validators.ID().ValidateString(t.Context(), validator.StringRequest{Path: path.Root("api_key_id"), ConfigValue: value}, &resp)
		if want == "" {
			if resp.Diagnostics.HasError() {
				t.Errorf("%s: got %v", value, resp.Diagnostics)
			}
			continue
		}
		if len(resp.Diagnostics) != 1 || !strings.Contains(resp.Diagnostics[0].Detail(), want) {
			t.Errorf("%s: got %v, want %q", value, resp.Diagnostics, want)
			continue
		}
		said := resp.Diagnostics[0]
		if !strings.Contains(want, "credential") {
			continue
		}
		if located, ok := said.(diag.DiagnosticWithPath); ok {
			t.Errorf("%s: the error points to %s", value, located.Path())
		}
		if strings.Contains(said.Summary()+said.Detail(), value.ValueString()) {
			t.Errorf("the error repeats %s", value)
		}
	}
}
