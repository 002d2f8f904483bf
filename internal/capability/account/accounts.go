// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package account reads bank data: accounts and their transactions.
package account

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/schemas"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var (
	_ datasource.DataSourceWithConfigure      = &accountsDataSource{}
	_ datasource.DataSourceWithValidateConfig = &accountsDataSource{}
)

// NewAccounts returns the openbanking_accounts data source.
func NewAccounts() datasource.DataSource { return &accountsDataSource{} }

type accountsDataSource struct {
	connection *platform.Connection
}

type accountsModel struct {
	BankID     types.String   `tfsdk:"bank_id"`
	CustomerID types.String   `tfsdk:"customer_id"`
	DateFrom   types.String   `tfsdk:"date_from"`
	DateTo     types.String   `tfsdk:"date_to"`
	Accounts   []accountModel `tfsdk:"accounts"`
}

func (d *accountsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_accounts"
}

func (d *accountsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.connection = connection.From(req.ProviderData, platform.CapabilityAccounts, &resp.Diagnostics)
}

func (d *accountsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = accountsSchema()
}

// accountsSchema is that of the data source, and of its ephemeral twin.
func accountsSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for name, description := range described {
		attributes[name] = schemas.Text(description)
	}
	return schema.Schema{
		MarkdownDescription: "The bank accounts that the organisation may read: those that its consents have opened or its customers have connected. Accounts behind a dead consent are listed too, with its status and without a balance.\n\n" +
			"~> Account data is personal data and is stored in the state.",
		Attributes: map[string]schema.Attribute{
			"bank_id": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{validators.ID()},
				MarkdownDescription: "Only accounts at this bank. All accounts where it is not set.",
			},
			"customer_id": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{validators.ID()},
				MarkdownDescription: "Only accounts of this customer, on platforms that know customers.",
			},
			"date_from": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{validators.Date()},
				MarkdownDescription: "Only accounts that were connected on this day or later, such as `2026-01-01`, on platforms that tell it.",
			},
			"date_to": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{validators.Date()},
				MarkdownDescription: "Only accounts that were connected on this day or earlier, on platforms that tell it.",
			},
			"accounts": schemas.Objects("The accounts, in the platform's order.", attributes),
		},
	}
}

// ValidateConfig refuses a period that ends before it begins.
func (d *accountsDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	resp.Diagnostics.Append(checkPeriod(ctx, req.Config)...)
}

func (d *accountsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	state, diags := readAccounts(ctx, d.connection, req.Config)
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	}
}

// readAccounts reads what a configuration asks for.
func readAccounts(ctx context.Context, configured *platform.Connection, from tfsdk.Config) (accountsModel, diag.Diagnostics) {
	var config accountsModel
	diags := from.Get(ctx, &config)
	diags.Append(connection.Check(configured, platform.CapabilityAccounts, from)...)
	if diags.HasError() {
		return config, diags
	}
	filter := platform.AccountFilter{
		BankID:     config.BankID.ValueString(),
		CustomerID: config.CustomerID.ValueString(),
		From:       config.DateFrom.ValueString(),
		To:         config.DateTo.ValueString(),
	}
	config.Accounts = []accountModel{}
	for a, err := range configured.Accounts.List(ctx, filter) {
		if err != nil {
			return config, append(diags, diagnostics.Error("Could not list the accounts", err))
		}
		config.Accounts = append(config.Accounts, accountOf(a))
	}
	return config, diags
}
