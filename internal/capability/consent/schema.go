// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/spelling"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

func (r *consentResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	// What an update does change, ModifyPlan marks.
	constant := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	replaces := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A PSD2 consent: a person's permission, given at the bank, to read the accounts there. Creating it starts the flow; a person then opens `redirect_url` and approves. " +
			"It lasts 90 days. Destroying the resource revokes it, and whatever a renewal has left of it.\n\n" +
			"By default an apply does not wait: it ends with `status = \"pending\"` and the `redirect_url`, and the plan stays empty until somebody has answered. " +
			"A consent that was declined, expired or revoked is dead and is replaced by the next apply. The accounts keep their ids across consents for the same bank.\n\n" +
			"With `wait_for_authorization` an apply waits for the person, but CLIs show the URL only when it has ended, and \"Still creating...\" until then. There are three ways to have it earlier. " +
			"Start without waiting: an apply with `wait_for_authorization = false` ends with the URL in an output, and the next one, with `true`, waits; an example below does it with a variable. " +
			"Or run the apply as `TF_LOG_PROVIDER=WARN terraform apply`, which prints a line with the `redirect_url` as soon as the wait begins. " +
			"Or read `data.openbanking_consents` with `status = \"pending\"` from another directory while the apply waits: each consent there has its `redirect_url`.\n\n" +
			"With `renew_before_expiry` it is renewed in place while it still works. The first plan that finds it due starts a second consent, with a `renewal_id` and a `renewal_redirect_url` for the person; until somebody has approved that, the plan is empty and the first consent goes on working. " +
			"The first refresh after the approval puts the second consent in the first one's place: `id`, `status` and the times are then its own. The first one is revoked by the next apply that changes or destroys the resource. " +
			"A renewal that was declined or has lapsed is dropped with a warning, and the next apply starts another one. Where the first consent ends while its renewal is pending, the renewal takes its place pending, and its URL stays valid.\n\n" +
			"Another `bank_id` or `callback_url` is another consent: the old one is revoked, and a person has to approve the new one, which the plan says of a consent that works. " +
			"For another `callback_url` there is a way without an outage: with `create_before_destroy` and `wait_for_authorization` the old consent is revoked once a person has approved the new one. " +
			"Where nobody approves it in time, the apply ends with an error and keeps the old consent, as a deposed object of the state, which the next apply revokes: have the new one approved before that. " +
			"A plan with `-replace`, `replace_triggered_by` or a taint replaces a consent that works without a warning, since CLIs tell no provider of those.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				PlanModifiers:       constant,
				MarkdownDescription: "Id of the consent, such as `cns_01J9…`.",
			},
			"bank_id": schema.StringAttribute{
				Required:            true,
				PlanModifiers:       replaces,
				Validators:          []validator.String{validators.ID()},
				MarkdownDescription: "Id of the bank, such as `erste-hr`; `data.openbanking_banks` lists them. Changing it makes a new consent.",
			},
			"callback_url": schema.StringAttribute{
				Required:            true,
				PlanModifiers:       append([]planmodifier.String{spelling.KeepURL()}, replaces...),
				Validators:          []validator.String{validators.URL()},
				MarkdownDescription: "Where the person's browser is sent after approving or declining: an absolute https URL, or http on loopback. Changing it makes a new consent, another spelling of the same URL (RFC 3986) does not.",
			},
			"wait_for_authorization": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether an apply waits until the person has answered, 10 minutes unless `timeouts` says otherwise. Not set means `false`. Running out of time is a warning with the URL, never an error: " +
					"the consent stays pending, and the next apply waits again. A consent that is declined while the apply waits is an error. The apply that starts a renewal waits in the same way, but only once. See above for where the person finds the URL meanwhile.",
			},
			"renew_before_expiry": schema.StringAttribute{
				Optional:   true,
				Validators: []validator.String{shorterThanConsent{}},
				MarkdownDescription: "How long before `expires_at` the consent is due for renewal, a duration such as `14d`, `2w` or `36h`, less than the 90 days that it lasts. The first plan after that renews it, so plan often enough, and leave the person time to answer. " +
					"Not set means that it is never renewed: it expires and is replaced. Changing it changes nothing else; what is due by the new value is renewed by the plan after.",
			},
			"timeouts": timeoutsAttribute(ctx),
			"status": schema.StringAttribute{
				Computed:            true,
				PlanModifiers:       constant,
				MarkdownDescription: "`pending` until a person answers (it lapses to `expired` after 30 minutes), `active` for 90 days, `expired`, `revoked`, or `error` where it was declined or failed at the bank. Of any other status a refresh warns, and nothing is planned because of it.",
			},
			"redirect_url": schema.StringAttribute{
				Computed:            true,
				PlanModifiers:       constant,
				MarkdownDescription: "The bank's page on which the person approves. Single use; it holds no credential. Null once the consent is no longer pending.",
			},
			"created_at": schema.StringAttribute{
				Computed:            true,
				PlanModifiers:       constant,
				MarkdownDescription: "When the consent was created, RFC 3339 in UTC, by the platform's clock.",
			},
			"authorized_at": schema.StringAttribute{
				Computed:            true,
				PlanModifiers:       constant,
				MarkdownDescription: "When the person approved, RFC 3339 in UTC. Null before.",
			},
			"expires_at": schema.StringAttribute{
				Computed:            true,
				PlanModifiers:       constant,
				MarkdownDescription: "When the consent ends by itself, RFC 3339 in UTC.",
			},
			"ready_for_renewal": schema.BoolAttribute{
				Computed:      true,
				PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
				MarkdownDescription: "Whether the consent was due for renewal at the last refresh, by the platform's clock. The plan that sees `true` starts the renewal; while one is under way it is `false`. " +
					"Where the platform does not say what time it is, or its clock is more than a day from this machine's (on loopback it is always believed), nothing becomes due, and a warning says so.",
			},
			"renewal_id": schema.StringAttribute{
				Computed:            true,
				PlanModifiers:       constant,
				MarkdownDescription: "Id of the consent that is to take this one's place. Null while there is none.",
			},
			"renewal_redirect_url": schema.StringAttribute{
				Computed:            true,
				PlanModifiers:       constant,
				MarkdownDescription: "The bank's page on which the person approves the renewal. Single use; it holds no credential. Null once the renewal is no longer pending.",
			},
		},
	}
}

// timeoutsAttribute is the library's, with the description that it leaves out and
// a check that says what is wrong.
func timeoutsAttribute(ctx context.Context) schema.Attribute {
	attribute := timeouts.Attributes(ctx, timeouts.Opts{
		Create:            true,
		Update:            true,
		CreateDescription: "How long creating waits for the person, a duration such as `5m`. Default `10m`. Only with `wait_for_authorization`.",
		UpdateDescription: "How long a later apply waits for the person, a duration such as `5m`. Default as long as `create` says. Only with `wait_for_authorization`.",
	})
	nested, ok := attribute.(schema.SingleNestedAttribute)
	if !ok {
		return attribute
	}
	for name, one := range nested.Attributes {
		// The library's own lets pass what cannot be waited for.
		if timeout, ok := one.(schema.StringAttribute); ok {
			timeout.Validators = []validator.String{validators.Timeout("To not wait at all, leave wait_for_authorization out.")}
			nested.Attributes[name] = timeout
		}
	}
	nested.MarkdownDescription = "How long an apply waits for the person before it ends with a warning. Only with `wait_for_authorization`."
	return nested
}
