// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

func (p *openbankingProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	dialects := Dialects()
	attributes := map[string]schema.Attribute{
		"environment": schema.StringAttribute{
			Optional:            true,
			Validators:          []validator.String{stringvalidator.OneOf(platform.Environments()...)},
			MarkdownDescription: "`sandbox` or `production`. Tok's keys name it in their prefix, so it may be left out there, and where both are given they must agree; Okra and Okto need it. It never defaults to production.",
		},
		"endpoint": schema.StringAttribute{
			Optional:            true,
			Validators:          []validator.String{endpoint{}},
			MarkdownDescription: "Replaces the platform's whole base URL, version included, such as `http://127.0.0.1:8787/tok/v1` for the sandbox emulator, an older host such as `https://api.okra.ng/v2/sandbox`, or a proxy. https, or http on loopback.",
		},
		"max_retries": schema.Int64Attribute{
			CustomType:          validators.Whole{},
			Optional:            true,
			Validators:          []validator.Int64{int64validator.Between(0, 100)},
			MarkdownDescription: "How often a call is repeated after a rate limit or a passing fault, 0 to 100. Default 8. Writes are repeated only where that cannot do the same thing twice. A create whose answer was lost is asked for once more even with `0`, since a secret that the platform shows once was in that answer. Where the platform has refused everything for a minute, or for twice `request_timeout` if that is longer, all calls give up together, whatever is left of this.",
		},
		"request_timeout": schema.StringAttribute{
			Optional:            true,
			Validators:          []validator.String{validators.PositiveDuration()},
			MarkdownDescription: "How long one attempt of a call may take, a duration such as `45s`. Default `30s`. Waiting for the rate limit does not count.",
		},
		"requests_per_minute": schema.Int64Attribute{
			CustomType: validators.Whole{},
			Optional:   true,
			Validators: []validator.Int64{int64validator.Between(1, 100_000)},
			MarkdownDescription: "How many requests are sent at most in any 60 seconds, 1 to 100000. Without it the platform's own limit governs, which the provider learns from the answers and keeps to before the platform refuses; with both, the lower one. " +
				"Set it to leave room for others that use the same organisation. It counts for one provider block: the CLI runs each in a process of its own.",
		},
		"max_list_items": schema.Int64Attribute{
			CustomType: validators.Whole{},
			Optional:   true,
			Validators: []validator.Int64{int64validator.Between(100, 1_000_000)},
			MarkdownDescription: fmt.Sprintf("How many items of a list are read at most, 100 to 1000000: of keys, consents, webhooks, apps, banks or accounts. Default %d. A list that is longer, or has no end, is an error and not cut short. "+
				"An item of more than 2 KiB counts as several, and a page with hardly any as ten. Of an account's transactions, which are added up page by page, a hundred times as many are read.", platform.DefaultMaxListItems),
		},
		"bulk_reads": bulkReads(),
	}
	for _, d := range dialects {
		attributes[d.Name()] = block(d)
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages a team's access to its open-banking platforms: API keys, bank consents and webhooks as resources, accounts and transactions as data.",
		Attributes:          attributes,
	}
}

// block is the attribute that configures one platform.
func block(d platform.Dialect) schema.Attribute {
	fields := map[string]schema.Attribute{}
	var variables []string
	for _, c := range d.Credentials() {
		// A field is optional even where the platform requires it: its
		// environment variable may stand in.
		fields[c.Name] = schema.StringAttribute{
			Optional:            true,
			Sensitive:           c.Sensitive,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: c.Description,
		}
		variables = append(variables, "`"+c.Variable+"`")
	}
	standing := d.Standing()
	return schema.SingleNestedAttribute{
		Optional:   true,
		Attributes: fields,
		MarkdownDescription: fmt.Sprintf("Credentials of %s (%s; %s, last looked at in %s). Without any platform's block, %s is used where its variables are set (%s).",
			d.Title(), standing.Is, standing.Today, standing.Seen, d.Title(), strings.Join(variables, ", ")),
	}
}
