// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/schemas"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure      = &twinResource{}
	_ ephemeral.EphemeralResourceWithValidateConfig = &twinResource{}
)

// NewAccountsEphemeral returns the openbanking_accounts ephemeral resource.
func NewAccountsEphemeral() ephemeral.EphemeralResource {
	return &twinResource{
		capability:  platform.CapabilityAccounts,
		description: "The bank accounts that the organisation may read, read for this run only.",
		schema:      accountsSchema,
		read: func(ctx context.Context, c *platform.Connection, config tfsdk.Config) (any, diag.Diagnostics) {
			return readAccounts(ctx, c, config)
		},
	}
}

// NewTransactionsEphemeral returns the openbanking_transactions ephemeral resource.
func NewTransactionsEphemeral() ephemeral.EphemeralResource {
	clock := clockwork.NewRealClock()
	return &twinResource{
		capability:  platform.CapabilityTransactions,
		description: "An account's transactions, read for this run only: the newest ones, and exact totals over all that match.",
		schema:      transactionsSchema,
		read: func(ctx context.Context, c *platform.Connection, config tfsdk.Config) (any, diag.Diagnostics) {
			return readTransactions(ctx, c, clock, config)
		},
	}
}

// twinResource is the ephemeral twin of a data source that takes a period.
type twinResource struct {
	capability  platform.Capability // and the name of the type
	description string
	schema      func() schema.Schema
	read        func(ctx context.Context, connection *platform.Connection, config tfsdk.Config) (any, diag.Diagnostics)

	connection *platform.Connection
}

func (e *twinResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + string(e.capability)
}

func (e *twinResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	e.connection = connection.From(req.ProviderData, e.capability, &resp.Diagnostics)
}

func (e *twinResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schemas.Ephemeral(e.schema(), e.description+"\n\n"+
		"It is read anew in every plan and every apply and is in neither plan nor state: use it in a `check`, in the configuration of another provider, "+
		"in a write-only argument or in another ephemeral resource. Arguments and results are those of the data source of the same name.")
}

// ValidateConfig refuses a period that ends before it begins.
func (e *twinResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	resp.Diagnostics.Append(checkPeriod(ctx, req.Config)...)
}

// Open reads; there is nothing to renew or to close.
func (e *twinResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	result, diags := e.read(ctx, e.connection, req.Config)
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Result.Set(ctx, result)...)
	}
}
