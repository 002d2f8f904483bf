// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// accountModel is an account, as the single and the plural data source show it.
type accountModel struct {
	ID        types.String `tfsdk:"id"`
	IBAN      types.String `tfsdk:"iban"`
	NUBAN     types.String `tfsdk:"nuban"`
	BankID    types.String `tfsdk:"bank_id"`
	BankName  types.String `tfsdk:"bank_name"`
	Name      types.String `tfsdk:"name"`
	Currency  types.String `tfsdk:"currency"`
	Balance   types.String `tfsdk:"balance"`
	ConsentID types.String `tfsdk:"consent_id"`
	Status    types.String `tfsdk:"status"`

	CustomerID types.String `tfsdk:"customer_id"`
}

func accountOf(a platform.Account) accountModel {
	return accountModel{
		ID:        types.StringValue(a.ID),
		IBAN:      convert.Text(a.IBAN),
		NUBAN:     convert.Text(a.NUBAN),
		BankID:    convert.Text(a.BankID),
		BankName:  convert.Text(a.BankName),
		Name:      convert.Text(a.Name),
		Currency:  convert.Text(a.Currency),
		Balance:   convert.NullMoney(a.Balance),
		ConsentID: convert.Text(a.ConsentID),
		Status:    convert.Text(a.Status),

		CustomerID: convert.Text(a.CustomerID),
	}
}

// The descriptions that both data sources share.
var described = map[string]string{
	"id":         "Id of the account, such as `acc_01J9…`. It stays the same when a new consent for the same bank replaces the old one.",
	"iban":       "IBAN of the account, without spaces. Null where its country has none.",
	"nuban":      "Nigeria's uniform bank account number of the account, ten digits. Null elsewhere.",
	"bank_id":    "Id of the bank.",
	"bank_name":  "Name of the bank.",
	"name":       "What the bank calls the account.",
	"currency":   "Currency of the account, ISO 4217.",
	"balance":    "Balance as a decimal string with four decimals, exact, such as `\"5000.0000\"`. Null while the platform cannot read it, as behind a dead consent, and in a list of accounts where the platform's list does not tell it.",
	"consent_id": "Id of the consent that opens the account. Null on platforms without consents.",
	"status":     "`active`, or `expired` or `revoked` as the consent behind the account. Null on platforms without consents.",

	"customer_id": "Id of the customer whose account it is. Null on platforms that know no customers.",
}
