// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/spelling"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

func (r *webhookResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	constant := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	attributes := rotation.Attributes("signing secret")
	maps.Copy(attributes, givenAttributes())
	maps.Copy(attributes, r.extension.Attributes())
	maps.Copy(attributes, encryption.Attributes("signing secret", "signing_secret"))
	maps.Copy(attributes, map[string]schema.Attribute{
		"overlap": rotation.Overlap("signing secret"),

		"id": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "Id of the webhook, such as `whk_01J9…`.",
		},
		"url": schema.StringAttribute{
			Required:            true,
			Validators:          []validator.String{validators.URL()},
			PlanModifiers:       []planmodifier.String{spelling.KeepURL()},
			MarkdownDescription: "Where deliveries are posted: an absolute https URL, or http on loopback. Another spelling of the same URL (RFC 3986), such as one without the `/` behind the host, changes nothing.",
		},
		"events": schema.SetAttribute{
			Optional:    true,
			ElementType: types.StringType,
			Validators: []validator.Set{
				setvalidator.SizeAtLeast(1),
				validators.NoNulls(),
				setvalidator.ValueStringsAre(validators.NotBlank()),
			},
			MarkdownDescription: "Types of the events to deliver, at least one. One that is not known passes with a warning: the platform decides. Null on platforms that deliver every event.",
		},
		"enabled": schema.BoolAttribute{
			Optional:            true,
			Computed:            true,
			MarkdownDescription: "Whether events are delivered. Default `true`; null on platforms without such a switch.",
		},
		"description": schema.StringAttribute{
			Optional:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 500)},
			MarkdownDescription: "A note for people, 1 to 500 characters.",
		},
		"signing_secret": schema.StringAttribute{
			Computed:            true,
			Sensitive:           true,
			PlanModifiers:       constant,
			MarkdownDescription: "Secret that the platform made and signs deliveries with, `whsec_` and base64. Null after an import, until the next rotation: the platform does not show it again. Null, too, with `encrypt_to`, and where you give the secret yourself.",
		},
		"fingerprint": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "`sha256:` and the lower-case hex SHA-256 of the signing secret's exact text. It tells which secret is deployed without showing it. Null for one that you gave.",
		},
		"secret_version": schema.Int64Attribute{
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			MarkdownDescription: "Number of the signing secret: 1 at first, one more with each rotation.",
		},
		"secret_created_at": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "When the signing secret was made, RFC 3339 in UTC, by the platform's clock.",
		},
		"created_at": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "When the webhook was created, RFC 3339 in UTC, by the platform's clock.",
		},
		"updated_at": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "When the webhook was last changed, RFC 3339 in UTC.",
		},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "A subscription to the platform's events. Deliveries follow the [Standard Webhooks](https://www.standardwebhooks.com) specification: " +
			"each is signed with the signing secret, and a receiver verifies it with any of that specification's libraries.\n\n" +
			"The signing secret rotates in place, the webhook keeps its id: when a value of `rotation_triggers` changes, and when the secret is older than `rotate_after`. " +
			"With an `overlap`, deliveries carry the signatures of both secrets for that long, so that a receiver misses none while it moves over. " +
			"No change of the configuration replaces a webhook. `-replace`, `replace_triggered_by` and a taint do, at once and without a warning, since CLIs tell no provider of them: " +
			"the new webhook has another id and another secret.\n\n" +
			"~> Without `encrypt_to`, the signing secret is stored in the state, marked as sensitive. Keep the state where only those may read it who may verify, and so forge, deliveries.",
		Attributes: attributes,
	}
}
