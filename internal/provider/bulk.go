// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The values of `bulk_reads`.
const (
	bulkAuto = "auto"
	bulkOff  = "off"
)

func bulkReads() schema.Attribute {
	return schema.StringAttribute{
		Optional:   true,
		Validators: []validator.String{stringvalidator.OneOf(bulkAuto, bulkOff)},
		MarkdownDescription: "`auto` (default): a refresh of several API keys, consents or webhooks reads them from the platform's lists, a hundred with one request, as long as that takes fewer requests; what the lists do not have is read by itself. " +
			"`off`: each is read by itself, such as where the credential may not list.",
	}
}

// readsInBulk reports whether refreshes are to read lists.
func readsInBulk(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) bool {
	return known[types.String](ctx, config, path.Root("bulk_reads"), diags).ValueString() != bulkOff
}
