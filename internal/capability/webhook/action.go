// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ action.ActionWithConfigure = &testAction{}

// defaultTestTimeout has room for two attempts: a receiver has 15 seconds to
// answer, and the second attempt comes 5 seconds after the first has failed.
const defaultTestTimeout = 45 * time.Second

// NewTestAction returns the openbanking_webhook_test action.
func NewTestAction() action.Action { return &testAction{clock: clockwork.NewRealClock()} }

type testAction struct {
	connection *platform.Connection
	clock      clockwork.Clock // paces the looks at what has become of the event
}

type testModel struct {
	WebhookID   types.String `tfsdk:"webhook_id"`
	Timeout     types.String `tfsdk:"timeout"`
	MustSucceed types.Bool   `tfsdk:"must_succeed"`
}

func (a *testAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_webhook_test"
}

func (a *testAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.connection = connection.From(req.ProviderData, platform.CapabilityWebhookTest, &resp.Diagnostics)
}

func (a *testAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Sends a test event to a webhook, whatever events it has subscribed to, and reports each answer of the receiver as progress. " +
			"It ends when the platform counts the event as delivered (a 2xx), when the platform gives up, or when the time is over. " +
			"The platform signs the event and tries again as it does with any other.\n\n" +
			"~> Actions need Terraform 1.14 or later. OpenTofu has none. After a webhook's destroy (`after_destroy`, Terraform 1.16) there is nothing to send an event to, " +
			"and `on_failure = taint` replaces a new webhook, with its id and its secret, whose receiver has not answered.",
		Attributes: map[string]schema.Attribute{
			"webhook_id": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{validators.ID()},
				MarkdownDescription: "Id of the webhook, such as `openbanking_webhook.events.id`.",
			},
			"timeout": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{validators.PositiveDuration()},
				MarkdownDescription: "How long to wait until the receiver has taken the event, such as `10s`. Default `45s`, which is enough for two attempts.",
			},
			"must_succeed": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether an event that does not arrive is an error, which ends the apply. Default `true`; with `false` it is a warning.",
			},
		},
	}
}

func (a *testAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config testModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	t := test{
		deliveries: a.connection.Deliveries, clock: a.clock, webhookID: config.WebhookID.ValueString(), timeout: defaultTestTimeout,
		mayFail: !config.MustSucceed.IsNull() && !config.MustSucceed.ValueBool(),
		progress: func(format string, args ...any) {
			resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
		},
	}
	if timeout, err := validators.ParseDuration(config.Timeout.ValueString()); err == nil {
		t.timeout = timeout
	}
	resp.Diagnostics.Append(t.run(ctx)...)
}
