// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

func (e *keyEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "An API key for this run only: created when it is opened, renewed while the run lasts, revoked when the run ends, also where something that uses it has failed, and in neither plan nor state.\n\n" +
			"~> **It is opened in every plan, and in an apply twice**, for the plan and for the apply itself: each makes a key and revokes it. " +
			"To have none made by a plan, let `name` or `ttl` refer to something that only the apply decides, such as the `id` of a resource that is to be created; the key is then made by the apply alone.\n\n" +
			"What cannot be revoked ends by itself after its `ttl`, so let that be little longer than a run: where the provider itself is killed (`kill -9` of all processes of a run, a lost machine), " +
			"or the platform does not answer in the end. That is a warning where the run succeeds. Where something that uses the key has failed, a CLI shows no more messages by then: run with `TF_LOG=WARN` to see it.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "What people see the key as while it lives, 1 to 100 characters. It need not be unique.",
				Validators: []validator.String{
					stringvalidator.UTF8LengthAtMost(100),
					validators.Name(),
				},
			},
			"ttl": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{ttl{}},
				MarkdownDescription: "How long the key lives without being renewed, `60s` to `24h`. Default `15m`. It is renewed after two thirds of that while the run lasts.",
			},
			"id":          text("Id of the key."),
			"key":         schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: "The key itself, as it goes into the `Authorization` header."},
			"key_hint":    text("Prefix and last characters of the key, enough to recognise it."),
			"fingerprint": text("`sha256:` and the lower-case hex SHA-256 of the key's exact text."),
			"created_at":  text("When the key was created, RFC 3339 in UTC, by the platform's clock."),
			"expires_at":  text("When the key ends unless it is renewed, RFC 3339 in UTC, by the platform's clock."),
		},
	}
}

// The limits of a ttl.
const (
	shortestTTL = time.Minute
	longestTTL  = 24 * time.Hour
)

// ttl accepts a duration within the limits.
type ttl struct{}

func (ttl) Description(context.Context) string { return "a duration of 60s to 24h" }

func (v ttl) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (ttl) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	d, err := validators.ParseDuration(req.ConfigValue.ValueString())
	if err != nil || d < shortestTTL || d > longestTTL {
		resp.Diagnostics.AddAttributeError(req.Path, "Not a usable ttl",
			fmt.Sprintf(`Got %q. Expected a duration from "60s" to "24h", such as "15m". A key for longer than a run is an openbanking_api_key resource.`, req.ConfigValue.ValueString()))
	}
}
