// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// endpoint accepts what the client can call.
type endpoint struct{}

func (endpoint) Description(context.Context) string { return "a base URL" }

func (v endpoint) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (endpoint) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	// Whatever is wrong with it, it may have a password in it.
	if _, err := httpapi.ParseBaseURL(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(diagnostics.Unquoted(req.Path, "Endpoint cannot be used", err.Error()))
	}
}
