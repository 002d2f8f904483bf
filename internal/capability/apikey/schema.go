// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

func (r *keyResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	// What never changes in the life of a key keeps its value in a plan that
	// changes something else.
	constant := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	attributes := rotation.Attributes("key")
	maps.Copy(attributes, encryption.Attributes("key", "key"))
	maps.Copy(attributes, map[string]schema.Attribute{
		"overlap":       rotation.Overlap("key"),
		"expires_after": rotation.ExpiresAfter("key"),
		"id": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "Id of the key, such as `key_01J9…`. It is not a secret.",
		},
		"name": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "What people call the key, 1 to 100 characters. It can be changed in place and need not be unique. A new one must be printable, without line breaks and without spaces at its ends.",
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 100)},
		},
		"type": schema.StringAttribute{
			Optional:            true,
			Validators:          []validator.String{validators.Known("type", platform.KeyTypes())},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			MarkdownDescription: "`secret` or `public`, on platforms that tell them apart, where it is required: a secret key authenticates calls and is shown once, a public key may be published and is always shown. Another type is another key.",
		},
		"key": schema.StringAttribute{
			Computed:            true,
			Sensitive:           true,
			PlanModifiers:       constant,
			MarkdownDescription: "The key itself, as it goes into the `Authorization` header. Null after an import of a secret key: the platform does not show it again. Null, too, with `encrypt_to`.",
		},
		"key_hint": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "Prefix and last characters of the key, enough to recognise it.",
		},
		"fingerprint": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "`sha256:` and the lower-case hex SHA-256 of the key's exact text. It tells which key is deployed without showing it.",
		},
		"status": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "`active`, `revoked` or `expired`. A revoked and an expired key are replaced by the next apply. Of any other status a refresh warns, and nothing is planned because of it.",
		},
		"created_at": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "When the key was created, RFC 3339 in UTC, by the platform's clock.",
		},
		"expires_at": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "When the platform stops accepting the key, RFC 3339 in UTC. Null where it never does.",
		},
		"last_used_at": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "When the key was last used, RFC 3339 in UTC, as of the last refresh. Null where it never was.",
		},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "An API key of the organisation that the provider's own credential belongs to. The platform shows the key once, when it is created.\n\n" +
			"The key rotates by replacement: when a value of `rotation_triggers` changes, when it is older than `rotate_after`, and in time before the platform ends it. " +
			"With an `overlap`, the old key goes on working for that long after it was replaced or destroyed; without one it is revoked at once. " +
			"Use `create_before_destroy` so that the new key is there before the old one's end begins. " +
			"A plan warns before a key that works ends, but not where `-replace`, `replace_triggered_by` or a taint is why: CLIs tell no provider of those.\n\n" +
			"~> Without `encrypt_to`, the key is stored in the state, marked as sensitive. Keep the state where only those may read it who may use the key.",
		Attributes: attributes,
	}
}
