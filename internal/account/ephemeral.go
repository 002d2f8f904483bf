// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/conn"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/twin"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure      = &accountsEphemeral{}
	_ ephemeral.EphemeralResourceWithValidateConfig = &accountsEphemeral{}
	_ ephemeral.EphemeralResourceWithConfigure      = &transactionsEphemeral{}
	_ ephemeral.EphemeralResourceWithValidateConfig = &transactionsEphemeral{}
)

// elsewhere says what an ephemeral twin is for.
const elsewhere = "\n\nIt is read anew in every plan and every apply and is in neither plan nor state: use it in a `check`, in the configuration of another provider, " +
	"in a write-only argument or in another ephemeral resource. Arguments and results are those of the data source of the same name."

// NewAccountsEphemeral returns the openbanking_accounts ephemeral resource.
func NewAccountsEphemeral() ephemeral.EphemeralResource { return &accountsEphemeral{} }

type accountsEphemeral struct {
	connection *platform.Connection
}

func (e *accountsEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_accounts"
}

func (e *accountsEphemeral) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	e.connection = conn.From(req.ProviderData, platform.CapabilityAccounts, &resp.Diagnostics)
}

func (e *accountsEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = twin.Schema(accountsSchema(), "The bank accounts of the organisation, read for this run only."+elsewhere)
}

// ValidateConfig refuses a period that ends before it begins.
func (e *accountsEphemeral) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	resp.Diagnostics.Append(checkPeriod(ctx, req.Config)...)
}

func (e *accountsEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	result, diags := readAccounts(ctx, e.connection, req.Config)
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Result.Set(ctx, result)...)
	}
}

// NewTransactionsEphemeral returns the openbanking_transactions ephemeral resource.
func NewTransactionsEphemeral() ephemeral.EphemeralResource { return &transactionsEphemeral{} }

type transactionsEphemeral struct {
	connection *platform.Connection
}

func (e *transactionsEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_transactions"
}

func (e *transactionsEphemeral) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	e.connection = conn.From(req.ProviderData, platform.CapabilityTransactions, &resp.Diagnostics)
}

func (e *transactionsEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = twin.Schema(transactionsSchema(), "An account's transactions, read for this run only: the newest ones, and exact totals over all that match."+elsewhere)
}

// ValidateConfig refuses a period that ends before it begins.
func (e *transactionsEphemeral) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	resp.Diagnostics.Append(checkPeriod(ctx, req.Config)...)
}

func (e *transactionsEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	result, diags := readTransactions(ctx, e.connection, req.Config)
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Result.Set(ctx, result)...)
	}
}
