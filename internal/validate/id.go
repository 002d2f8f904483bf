// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/secret"
)

// ID accepts the id of an object on the platform. People who mean a key by its id
// sometimes give the key itself, which would show up in plans and logs.
func ID() validator.String { return id{} }

type id struct{}

func (id) Description(context.Context) string { return "the id of an object, never a credential" }
func (id) MarkdownDescription(context.Context) string {
	return "the id of an object, never a credential"
}

func (id) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	switch value := req.ConfigValue.ValueString(); {
	case value == "":
		resp.Diagnostics.AddAttributeError(req.Path, "Not an id", "Got an empty text. Expected the id of an object on the platform.")
	case secret.Mask(value) != value:
		// Without the attribute's path: the CLI would show its line beside it.
		resp.Diagnostics.AddError("Not an id", fmt.Sprintf("Got a credential for %s, which is not repeated here. Expected the id of an object on the platform. "+
			"Take the credential out of the configuration, and rotate it if others have seen it.", req.Path))
	}
}
