// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// TestKnown proves that a value which is not known passes with a warning that names
// it, and what it may be meant for.
func TestKnown(t *testing.T) {
	t.Parallel()
	for value, want := range map[types.String]string{
		types.StringNull():             "",
		types.StringUnknown():          "",
		types.StringValue("revoked"):   "",
		types.StringValue("revoke"):    `Got "revoke". The provider knows active and revoked. Did you mean "revoked"?`,
		types.StringValue("suspended"): `Got "suspended".`,
		types.StringValue(""):          "Got an empty text. Expected a status such as active",
	} {
		var resp validator.StringResponse
		validators.Known("status", []string{"active", "revoked"}).ValidateString(t.Context(), validator.StringRequest{Path: path.Root("status"), ConfigValue: value}, &resp)
		if want == "" {
			if len(resp.Diagnostics) > 0 {
				t.Errorf("%s: got %v", value, resp.Diagnostics)
			}
			continue
		}
		if len(resp.Diagnostics) != 1 || !strings.Contains(resp.Diagnostics[0].Detail(), want) || resp.Diagnostics.HasError() != (value.ValueString() == "") {
			t.Errorf("%s: got %v, want %q", value, resp.Diagnostics, want)
		}
	}
}
