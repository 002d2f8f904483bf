// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/extension"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/listresource"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ list.ListResourceWithConfigure = &webhookList{}

// NewListResource returns what makes the openbanking_webhook list resource of the
// platforms.
func NewListResource(dialects []platform.Dialect) func() list.ListResource {
	added := extension.Of(dialects, platform.CapabilityWebhook)
	return func() list.ListResource { return &webhookList{extension: added} }
}

type webhookList struct {
	extension  extension.Extension
	connection *platform.Connection
}

// query is what a user asks for.
type query struct {
	URLPrefix     types.String `tfsdk:"url_prefix"`
	Event         types.String `tfsdk:"event"`
	CreatedBefore types.String `tfsdk:"created_before"`
}

func (l *webhookList) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_webhook"
}

func (l *webhookList) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.connection = connection.From(req.ProviderData, platform.CapabilityWebhook, &resp.Diagnostics)
}

func (l *webhookList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the organisation's webhooks, newest first, for `terraform query`: what there is, and its configuration with import blocks. Disabled ones are among them.\n\n" +
			listresource.Requirement,
		Attributes: map[string]schema.Attribute{
			"url_prefix": listresource.Prefix("webhooks", "URL"),
			"event": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{validators.NotBlank()},
				MarkdownDescription: "Only webhooks that deliver events of this type, such as `consent.expired`. Not on platforms that deliver every event.",
			},
			"created_before": listresource.CreatedBefore("webhooks"),
		},
	}
}

// List asks for all webhooks: no platform takes a filter.
func (l *webhookList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var q query
	diags := listresource.Filters(ctx, req, &q)
	diags.Append(l.checkEvent(q.Event)...)
	if diags.HasError() {
		stream.Results = listresource.Failed(diags)
		return
	}
	stream.Results = listresource.Source[platform.Webhook, model]{
		Connection: l.connection,
		Extension:  l.extension,
		Plural:     "webhooks",
		Objects:    l.connection.Webhooks.List(ctx),
		Wanted: func(w platform.Webhook) bool {
			return listresource.HasPrefix(w.URL, q.URLPrefix) && listresource.IsBefore(w.CreatedAt, q.CreatedBefore) &&
				(q.Event.IsNull() || slices.Contains(w.Events, q.Event.ValueString()))
		},
		ID:          func(w platform.Webhook) string { return w.ID },
		DisplayName: displayName,
		Fill: func(ctx context.Context, m *model, w platform.Webhook) diag.Diagnostics {
			return (&webhookResource{l.extension, l.connection}).observe(ctx, m, w)
		},
		IfNone: func(context.Context) diag.Diagnostics { return l.noneWith(q.Event) },
	}.Results(ctx, req)
}

// checkEvent refuses an event where the platform has no choice of them.
func (l *webhookList) checkEvent(event types.String) diag.Diagnostics {
	at := path.Root("event")
	switch {
	case event.IsNull():
		return nil
	case !l.connection.Has(platform.CapabilityWebhook, "events"):
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, l.connection.Title+" has no choice of events",
			fmt.Sprintf("Got %q, but the provider is configured for %s, which delivers every event to its webhook. Remove event from the filters.", event.ValueString(), l.connection.Title))}
	}
	return nil
}

// noneWith says of an event that no webhook delivers where it is not a known one.
func (l *webhookList) noneWith(event types.String) diag.Diagnostics {
	known := l.connection.Webhooks.Events()
	if event.IsNull() || slices.Contains(known, event.ValueString()) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("event"), fmt.Sprintf("No webhook delivers the unknown event %q", event.ValueString()),
		validators.Unknown(known, event.ValueString()))}
}

// displayName is the URL with the note that people made, or with the id where
// there is none. A query of the URL is left out: people put credentials there.
func displayName(w platform.Webhook) string {
	url, _, cut := strings.Cut(w.URL, "?")
	if cut {
		url += "?…"
	}
	note := w.Description
	if note == "" {
		note = w.ID
	}
	name := fmt.Sprintf("%s (%s)", url, note)
	if w.Enabled != nil && !*w.Enabled {
		name += ", disabled"
	}
	return name
}
