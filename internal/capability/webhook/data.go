// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/schemas"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ datasource.DataSourceWithConfigure = &webhooksDataSource{}

// NewDataSource returns the openbanking_webhooks data source.
func NewDataSource() datasource.DataSource { return &webhooksDataSource{} }

type webhooksDataSource struct {
	connection *platform.Connection
}

type webhooksModel struct {
	Webhooks []webhookModel `tfsdk:"webhooks"`
}

type webhookModel struct {
	ID              types.String `tfsdk:"id"`
	URL             types.String `tfsdk:"url"`
	Events          []string     `tfsdk:"events"`
	Enabled         types.Bool   `tfsdk:"enabled"`
	Description     types.String `tfsdk:"description"`
	Fingerprint     types.String `tfsdk:"fingerprint"`
	SecretVersion   types.Int64  `tfsdk:"secret_version"`
	SecretCreatedAt types.String `tfsdk:"secret_created_at"`
	CreatedAt       types.String `tfsdk:"created_at"`
	UpdatedAt       types.String `tfsdk:"updated_at"`
}

func (d *webhooksDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_webhooks"
}

func (d *webhooksDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.connection = connection.From(req.ProviderData, platform.CapabilityWebhook, &resp.Diagnostics)
}

func (d *webhooksDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The organisation's webhooks, newest first. Metadata only, never a signing secret.",
		Attributes: map[string]schema.Attribute{
			"webhooks": schemas.Objects("The webhooks, newest first.", map[string]schema.Attribute{
				"id":                schemas.Text("Id of the webhook."),
				"url":               schemas.Text("Where deliveries are posted."),
				"events":            schemas.Texts("Types of the events that are delivered."),
				"enabled":           schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether events are delivered."},
				"description":       schemas.Text("A note for people."),
				"fingerprint":       schemas.Text("`sha256:` and the lower-case hex SHA-256 of the signing secret's exact text; null for a secret that a user gave."),
				"secret_version":    schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of the signing secret, one more with each rotation."},
				"secret_created_at": schemas.Text("When the signing secret was made, RFC 3339 in UTC."),
				"created_at":        schemas.Text("When the webhook was created, RFC 3339 in UTC."),
				"updated_at":        schemas.Text("When the webhook was last changed, RFC 3339 in UTC."),
			}),
		},
	}
}

func (d *webhooksDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	state := webhooksModel{Webhooks: []webhookModel{}}
	for w, err := range d.connection.Webhooks.List(ctx) {
		if err != nil {
			resp.Diagnostics.Append(diagnostics.Error("Could not list the webhooks", err))
			return
		}
		state.Webhooks = append(state.Webhooks, webhookModel{
			ID:              types.StringValue(w.ID),
			URL:             types.StringValue(w.URL),
			Events:          w.Events,
			Enabled:         types.BoolPointerValue(w.Enabled),
			Description:     convert.Text(w.Description),
			Fingerprint:     convert.Text(w.SecretFingerprint),
			SecretVersion:   convert.Count(w.SecretVersion),
			SecretCreatedAt: convert.Time(w.SecretCreatedAt),
			CreatedAt:       convert.Time(w.CreatedAt),
			UpdatedAt:       convert.Time(w.UpdatedAt),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}
