// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/schemas"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var (
	_ datasource.DataSourceWithConfigure      = &transactionsDataSource{}
	_ datasource.DataSourceWithValidateConfig = &transactionsDataSource{}
)

// defaultMaxResults keeps a state readable where nobody thought about it.
const defaultMaxResults = 1000

// NewTransactions returns the openbanking_transactions data source.
func NewTransactions() datasource.DataSource {
	return &transactionsDataSource{clock: clockwork.NewRealClock()}
}

type transactionsDataSource struct {
	clock      clockwork.Clock // times the reading, for the log
	connection *platform.Connection
}

type transactionsModel struct {
	AccountID    types.String          `tfsdk:"account_id"`
	DateFrom     types.String          `tfsdk:"date_from"`
	DateTo       types.String          `tfsdk:"date_to"`
	Direction    types.String          `tfsdk:"direction"`
	MaxResults   types.Int64           `tfsdk:"max_results"`
	Transactions []transactionModel    `tfsdk:"transactions"`
	TotalCount   types.Int64           `tfsdk:"total_count"`
	Totals       map[string]totalModel `tfsdk:"totals"`
	Truncated    types.Bool            `tfsdk:"truncated"`
}

func (d *transactionsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_transactions"
}

func (d *transactionsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.connection = connection.From(req.ProviderData, platform.CapabilityTransactions, &resp.Diagnostics)
}

func (d *transactionsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = transactionsSchema()
}

// transactionsSchema is that of the data source, and of its ephemeral twin.
func transactionsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "An account's transactions: the newest ones, and exact totals over all that match. Amounts are decimal strings, never floating-point numbers. " +
			"Behind a dead consent a platform tells no transactions, which is an error that names the consent.\n\n" +
			"~> Transactions are personal data and are stored in the state. Where totals are enough, set `max_results = 0`.",
		Attributes: map[string]schema.Attribute{
			"account_id": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{validators.ID()},
				MarkdownDescription: "Id of the account.",
			},
			"date_from": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{validators.Date()},
				MarkdownDescription: "First booking date, inclusive, such as `2026-01-01`. From the beginning where it is not set.",
			},
			"date_to": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{validators.Date()},
				MarkdownDescription: "Last booking date, inclusive, such as `2026-01-31`. Up to the newest where it is not set.",
			},
			"direction": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{validators.Known("direction", platform.Directions())},
				MarkdownDescription: "Only `inbound` or only `outbound` transactions. Both where it is not set.",
			},
			"max_results": schema.Int64Attribute{
				CustomType:          validators.Whole{},
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(0)},
				MarkdownDescription: "How many of the newest matching transactions `transactions` holds at the most. Default 1000; 0 for totals only. Totals always cover every match.",
			},
			"transactions": schemas.Objects("The newest matching transactions, newest first.", map[string]schema.Attribute{
				"id":              schemas.Text("Id of the transaction."),
				"external_id":     schemas.Text("The bank's own id, unique on the account."),
				"booking_date":    schemas.Text("Day on which the bank booked it, ISO 8601."),
				"value_date":      schemas.Text("Day from which it counts for interest, ISO 8601."),
				"amount":          schemas.Text("Unsigned amount with four decimals, such as `\"5000.0000\"`."),
				"currency":        schemas.Text("Currency, ISO 4217."),
				"direction":       schemas.Text("`inbound` or `outbound`, or what else the platform says."),
				"creditor_iban":   schemas.Text("IBAN of the one who was paid."),
				"debtor_iban":     schemas.Text("IBAN of the one who paid."),
				"remittance_info": schemas.Text("What the payer wrote."),
				"source":          schemas.Text("Where the platform has it from, such as `open_banking`."),
			}),
			"total_count": schema.Int64Attribute{Computed: true, MarkdownDescription: "How many transactions match."},
			"totals": schema.MapNestedAttribute{
				Computed:            true,
				MarkdownDescription: "Exact sums over every match, by currency (ISO 4217). A match that is neither `inbound` nor `outbound` is in none of them, and a warning says so.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"inbound":  schemas.Text("Sum of the inbound amounts, four decimals."),
					"outbound": schemas.Text("Sum of the outbound amounts, unsigned, four decimals."),
					"net":      schemas.Text("Inbound less outbound, signed, four decimals."),
				}},
			},
			"truncated": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether more transactions match than `transactions` holds."},
		},
	}
}

// ValidateConfig refuses a period that ends before it begins.
func (d *transactionsDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	resp.Diagnostics.Append(checkPeriod(ctx, req.Config)...)
}

func (d *transactionsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	state, diags := readTransactions(ctx, d.connection, d.clock, req.Config)
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	}
}

// readTransactions reads what a configuration asks for, in memory that does not
// grow with the account.
func readTransactions(ctx context.Context, configured *platform.Connection, clock clockwork.Clock, from tfsdk.Config) (transactionsModel, diag.Diagnostics) {
	var config transactionsModel
	diags := from.Get(ctx, &config)
	diags.Append(connection.Check(configured, platform.CapabilityTransactions, from)...)
	if diags.HasError() {
		return config, diags
	}
	folded := fold{direction: platform.Direction(config.Direction.ValueString()), keep: defaultMaxResults}
	if !config.MaxResults.IsNull() {
		folded.keep = config.MaxResults.ValueInt64()
	}
	filter := platform.TransactionFilter{From: config.DateFrom.ValueString(), To: config.DateTo.ValueString()}
	id := config.AccountID.ValueString()
	ctx, read := follow(ctx, clock, id)
	for t, err := range configured.Accounts.Transactions(ctx, id, filter) {
		if err != nil {
			return config, append(diags, diagnostics.Error(fmt.Sprintf("Could not read the transactions of the account %s", id), err))
		}
		folded.add(t)
	}
	read.end(ctx)
	diags.Append(folded.noticeOthers(id)...)
	config.Transactions = folded.transactionModels()
	config.TotalCount = types.Int64Value(folded.count)
	config.Totals = folded.totalModels()
	config.Truncated = types.BoolValue(folded.truncated())
	return config, diags
}
