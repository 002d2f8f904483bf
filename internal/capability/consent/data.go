// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/schemas"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ datasource.DataSourceWithConfigure = &consentsDataSource{}

// NewDataSource returns the openbanking_consents data source.
func NewDataSource() datasource.DataSource { return &consentsDataSource{} }

type consentsDataSource struct {
	connection *platform.Connection
}

type consentsModel struct {
	Status   types.String   `tfsdk:"status"`
	Consents []consentModel `tfsdk:"consents"`
}

type consentModel struct {
	ID           types.String `tfsdk:"id"`
	BankID       types.String `tfsdk:"bank_id"`
	CallbackURL  types.String `tfsdk:"callback_url"`
	Status       types.String `tfsdk:"status"`
	RedirectURL  types.String `tfsdk:"redirect_url"`
	CreatedAt    types.String `tfsdk:"created_at"`
	AuthorizedAt types.String `tfsdk:"authorized_at"`
	ExpiresAt    types.String `tfsdk:"expires_at"`
}

func (d *consentsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_consents"
}

func (d *consentsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.connection = connection.From(req.ProviderData, platform.CapabilityConsent, &resp.Diagnostics)
}

func (d *consentsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The organisation's consents, newest first: which banks are connected, and until when.",
		Attributes: map[string]schema.Attribute{
			"status": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only consents with this status, such as `pending`, `active`, `expired`, `revoked` or `error`. All consents where it is not set.",
				Validators:          []validator.String{validators.Known("status", platform.ConsentStatuses())},
			},
			"consents": schemas.Objects("The consents, newest first.", map[string]schema.Attribute{
				"id":            schemas.Text("Id of the consent."),
				"bank_id":       schemas.Text("Id of the bank."),
				"callback_url":  schemas.Text("Where the person's browser is sent after answering."),
				"status":        schemas.Text("`pending`, `active`, `expired`, `revoked` or `error`."),
				"redirect_url":  schemas.Text("The bank's page on which the person approves; null once the consent is no longer pending."),
				"created_at":    schemas.Text("When the consent was created, RFC 3339 in UTC."),
				"authorized_at": schemas.Text("When the person approved, RFC 3339 in UTC; null before."),
				"expires_at":    schemas.Text("When the consent ends by itself, RFC 3339 in UTC."),
			}),
		},
	}
}

func (d *consentsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config consentsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.Consents = []consentModel{}
	for c, err := range d.connection.Consents.List(ctx, platform.ConsentStatus(config.Status.ValueString())) {
		if err != nil {
			resp.Diagnostics.Append(diagnostics.Error("Could not list the consents", err))
			return
		}
		config.Consents = append(config.Consents, consentModel{
			ID:           types.StringValue(c.ID),
			BankID:       convert.Text(c.BankID),
			CallbackURL:  convert.Text(c.CallbackURL),
			Status:       types.StringValue(string(c.Status)),
			RedirectURL:  convert.Text(c.RedirectURL),
			CreatedAt:    convert.Time(c.CreatedAt),
			AuthorizedAt: convert.Time(c.AuthorizedAt),
			ExpiresAt:    convert.Time(c.ExpiresAt),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}
