// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/schemas"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/iban"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ datasource.DataSourceWithConfigure = &accountDataSource{}

// NewAccount returns the openbanking_account data source.
func NewAccount() datasource.DataSource { return &accountDataSource{} }

type accountDataSource struct {
	connection *platform.Connection
}

func (d *accountDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_account"
}

func (d *accountDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.connection = connection.From(req.ProviderData, platform.CapabilityAccount, &resp.Diagnostics)
}

func (d *accountDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{}
	for name, description := range described {
		attributes[name] = schemas.Text(description)
	}
	attributes["id"] = schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: described["id"] + " Exactly one of `id` and `iban` is given.",
		Validators: []validator.String{
			validators.ID(),
			stringvalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("iban")),
		},
	}
	attributes["iban"] = schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: "IBAN of the account, with or without spaces; its check digits are verified before any call. Exactly one of `id` and `iban` is given.",
		Validators:          []validator.String{validators.IBAN()},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One bank account, found by its id or, where accounts have one, its IBAN, with its balance. " +
			"An account behind a dead consent has a `status` and no balance, and a warning says which consent it is.\n\n" +
			"~> Account data is personal data and is stored in the state.",
		Attributes: attributes,
	}
}

func (d *accountDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config accountModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(connection.Check(d.connection, platform.CapabilityAccount, req.Config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := config.ID.ValueString()
	if config.ID.IsNull() {
		found, ok := d.byIBAN(ctx, config.IBAN.ValueString(), resp)
		if !ok {
			return
		}
		id = found
	}
	a, err := d.connection.Accounts.Get(ctx, id)
	switch {
	case platform.IsConsentDead(err) && a.ID == id:
		resp.Diagnostics.AddWarning(fmt.Sprintf("Account %s is behind a dead consent", id), diagnostics.Detail(err))
	case err != nil:
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not read the account %s", id), err))
		return
	}
	state := accountOf(a)
	if !config.IBAN.IsNull() {
		state.IBAN = config.IBAN // As the user wrote it, spaces included.
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// byIBAN finds the id of the account with an IBAN, which no endpoint looks up.
func (d *accountDataSource) byIBAN(ctx context.Context, text string, resp *datasource.ReadResponse) (string, bool) {
	wanted := iban.Electronic(text)
	count := 0
	for a, err := range d.connection.Accounts.List(ctx, platform.AccountFilter{}) {
		if err != nil {
			resp.Diagnostics.Append(diagnostics.Error("Could not look the IBAN up among the accounts", err))
			return "", false
		}
		if iban.Electronic(a.IBAN) == wanted {
			return a.ID, true
		}
		count++
	}
	resp.Diagnostics.AddAttributeError(path.Root("iban"), "No account with this IBAN",
		fmt.Sprintf("Got %q, which is none of the %d accounts that the organisation's consents have opened. Check the IBAN, or connect its bank with an openbanking_consent.", text, count))
	return "", false
}
