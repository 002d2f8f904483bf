// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"context"
	"maps"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// noSlash is true of an app's id, for which the platforms document no format: the
// slash stands between it and the version in the id of a secret.
var noSlash = regexp.MustCompile(`^[^/]*$`)

func (r *secretResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	// What never changes in the life of a secret keeps its value in a plan that
	// changes something else.
	constant := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	attributes := rotation.Attributes("secret")
	maps.Copy(attributes, encryption.Attributes("secret", "secret"))
	maps.Copy(attributes, map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "Id of the secret: the app's id and the secret's version, such as `8f0c…/3`. It is not a secret.",
		},
		"app_id": schema.StringAttribute{
			Optional: true,
			Computed: true,
			MarkdownDescription: "Id of the app whose secret this is. Defaults to the `app_id` of the provider block. Changing it leaves the old app's secret as it is, " +
				"and resets the secret of the new one.",
			Validators: []validator.String{
				validators.ID(),
				stringvalidator.UTF8LengthAtMost(200),
				stringvalidator.RegexMatches(noSlash, "must be the id of an app, without a slash"),
			},
		},
		"version": schema.Int64Attribute{
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			MarkdownDescription: "Counts the secrets of the app; each reset makes the next version.",
		},
		"secret": schema.StringAttribute{
			Computed:            true,
			Sensitive:           true,
			PlanModifiers:       constant,
			MarkdownDescription: "The secret itself, as it goes into the `x-api-key` header. Null after an import: the platform shows it once and does not store it. Null, too, with `encrypt_to`.",
		},
		"fingerprint": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "`sha256:` and the lower-case hex SHA-256 of the secret's exact text. It tells which secret is deployed without showing it.",
		},
		"status": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "`current`, or `superseded` where the app's secret was reset by anything but this resource. " +
				"A superseded secret no longer works; the next apply resets it again.",
		},
		"created_at": schema.StringAttribute{
			Computed:            true,
			PlanModifiers:       constant,
			MarkdownDescription: "When the secret was made, RFC 3339 in UTC, by the platform's clock.",
		},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "The secret of an app. An app has one secret at a time, so there is no overlap: creating this resource resets the app's secret, " +
			"and every application that still uses the old one stops at once, as on the platform's dashboard. Hand the new one over in the same run.\n\n" +
			"The secret rotates by replacement, which is a reset: when a value of `rotation_triggers` changes, and when it is older than `rotate_after`. " +
			"`create_before_destroy` makes no difference: what is destroyed is only forgotten. " +
			"A plan warns before a reset, but not where `-replace`, `replace_triggered_by` or a taint is why: CLIs tell no provider of those.\n\n" +
			"Destroying the resource forgets the secret. It goes on working until the next reset, since the platform has no other way to end it.\n\n" +
			"A secret that was reset on the dashboard is `superseded`, and the plan says so. There are two ways out: apply, which resets it again; " +
			"or keep the dashboard's, by removing the resource from the state and importing the app's id.\n\n" +
			"~> Without `encrypt_to`, the secret is stored in the state, marked as sensitive. Keep the state where only those may read it who may use the secret.",
		Attributes: attributes,
	}
}
