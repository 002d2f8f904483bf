// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/conn"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/diagnose"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/output"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/validate"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/value"
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
	d.connection = conn.From(req.ProviderData, platform.CapabilityConsent, &resp.Diagnostics)
}

func (d *consentsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The organisation's consents, newest first: which banks are connected, and until when.\n\n" +
			"-> **Control-plane:** Tok documents single consents but no list of them; this data source uses the control-plane contract.",
		Attributes: map[string]schema.Attribute{
			"status": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only consents with this status, such as `pending`, `active`, `expired`, `revoked` or `error`. All consents where it is not set.",
				Validators:          []validator.String{validate.Known("status", platform.ConsentStatuses())},
			},
			"consents": output.Objects("The consents, newest first.", map[string]schema.Attribute{
				"id":            output.Text("Id of the consent."),
				"bank_id":       output.Text("Id of the bank."),
				"callback_url":  output.Text("Where the person's browser is sent after answering."),
				"status":        output.Text("`pending`, `active`, `expired`, `revoked` or `error`."),
				"redirect_url":  output.Text("The bank's page on which the person approves; null once the consent is no longer pending."),
				"created_at":    output.Text("When the consent was created, RFC 3339 in UTC."),
				"authorized_at": output.Text("When the person approved, RFC 3339 in UTC; null before."),
				"expires_at":    output.Text("When the consent ends by itself, RFC 3339 in UTC."),
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
			resp.Diagnostics.Append(diagnose.Error("Could not list the consents", err))
			return
		}
		config.Consents = append(config.Consents, consentModel{
			ID:           types.StringValue(c.ID),
			BankID:       value.Text(c.BankID),
			CallbackURL:  value.Text(c.CallbackURL),
			Status:       types.StringValue(string(c.Status)),
			RedirectURL:  value.Text(c.RedirectURL),
			CreatedAt:    value.Time(c.CreatedAt),
			AuthorizedAt: value.Time(c.AuthorizedAt),
			ExpiresAt:    value.Time(c.ExpiresAt),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}
