// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bank

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/schemas"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ datasource.DataSourceWithConfigure = &banksDataSource{}

// NewDataSource returns the openbanking_banks data source.
func NewDataSource() datasource.DataSource { return &banksDataSource{} }

type banksDataSource struct {
	connection *platform.Connection
}

type banksModel struct {
	Country types.String `tfsdk:"country"`
	Banks   []bankModel  `tfsdk:"banks"`
}

type bankModel struct {
	ID         types.String `tfsdk:"id"`
	Name       types.String `tfsdk:"name"`
	Country    types.String `tfsdk:"country"`
	Currencies []string     `tfsdk:"currencies"`
}

func (d *banksDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_banks"
}

func (d *banksDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.connection = connection.From(req.ProviderData, platform.CapabilityBanks, &resp.Diagnostics)
}

func (d *banksDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The banks whose accounts a consent can open on the platform.",
		Attributes: map[string]schema.Attribute{
			"country": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only banks of this country, ISO 3166-1 alpha-2 in upper case, such as `HR`. All banks where it is not set.",
				Validators: []validator.String{stringvalidator.RegexMatches(regexp.MustCompile(`^[A-Z]{2}$`),
					"must be a country code of two upper-case letters, such as HR")},
			},
			"banks": schemas.Objects("The banks, in the platform's order.", map[string]schema.Attribute{
				"id":         schemas.Text("Id of the bank, as `bank_id` of a consent takes it, such as `erste-hr`."),
				"name":       schemas.Text("Name of the bank."),
				"country":    schemas.Text("Country of the bank, ISO 3166-1 alpha-2."),
				"currencies": schemas.Texts("Currencies that the bank keeps accounts in, ISO 4217."),
			}),
		},
	}
}

func (d *banksDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config banksModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(connection.Check(d.connection, platform.CapabilityBanks, req.Config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.Banks = []bankModel{}
	for b, err := range d.connection.Banks.List(ctx) {
		if err != nil {
			resp.Diagnostics.Append(diagnostics.Error("Could not list the banks", err))
			return
		}
		if !config.Country.IsNull() && b.Country != config.Country.ValueString() {
			continue
		}
		config.Banks = append(config.Banks, bankModel{
			ID:         types.StringValue(b.ID),
			Name:       convert.Text(b.Name),
			Country:    convert.Text(b.Country),
			Currencies: b.Currencies,
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}
