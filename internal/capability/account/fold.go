// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// fold takes transactions as they come, newest first, and keeps only what the
// user asked for, so that the memory needed does not grow with the account.
type fold struct {
	direction platform.Direction // "" for both
	keep      int64              // how many of the newest are kept

	newest []platform.Transaction
	count  int64
	totals map[string]sums      // by currency
	others int64                // how many went no way that is known
	other  platform.Transaction // the first of them
}

// sums are exact: decimals, never floats.
type sums struct{ inbound, outbound decimal.Decimal }

func (f *fold) add(t platform.Transaction) {
	if f.direction != "" && t.Direction != f.direction {
		return
	}
	f.count++
	if int64(len(f.newest)) < f.keep {
		f.newest = append(f.newest, t)
	}
	if f.totals == nil {
		f.totals = map[string]sums{}
	}
	s := f.totals[t.Currency]
	switch t.Direction {
	case platform.Inbound:
		s.inbound = s.inbound.Add(t.Amount)
	case platform.Outbound:
		s.outbound = s.outbound.Add(t.Amount)
	default:
		if f.others == 0 {
			f.other = t
		}
		f.others++
	}
	f.totals[t.Currency] = s
}

// noticeOthers warns of transactions that are in no sum.
func (f *fold) noticeOthers(account string) diag.Diagnostics {
	if f.others == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("totals"),
		fmt.Sprintf("Transactions of the account %s have the unknown direction %q", account, f.other.Direction),
		fmt.Sprintf("%d of them have a direction that is neither inbound nor outbound; the newest is %s. They are in transactions and in total_count, and in none of the sums of totals: nobody can tell which way the money went.",
			f.others, f.other.ID))}
}

// truncated reports whether more matched than was kept.
func (f *fold) truncated() bool { return f.count > int64(len(f.newest)) }

type totalModel struct {
	Inbound  types.String `tfsdk:"inbound"`
	Outbound types.String `tfsdk:"outbound"`
	Net      types.String `tfsdk:"net"`
}

func (f *fold) totalModels() map[string]totalModel {
	models := make(map[string]totalModel, len(f.totals))
	for currency, s := range f.totals {
		models[currency] = totalModel{
			Inbound:  convert.Money(s.inbound),
			Outbound: convert.Money(s.outbound),
			Net:      convert.Money(s.inbound.Sub(s.outbound)),
		}
	}
	return models
}

type transactionModel struct {
	ID             types.String `tfsdk:"id"`
	ExternalID     types.String `tfsdk:"external_id"`
	BookingDate    types.String `tfsdk:"booking_date"`
	ValueDate      types.String `tfsdk:"value_date"`
	Amount         types.String `tfsdk:"amount"`
	Currency       types.String `tfsdk:"currency"`
	Direction      types.String `tfsdk:"direction"`
	CreditorIBAN   types.String `tfsdk:"creditor_iban"`
	DebtorIBAN     types.String `tfsdk:"debtor_iban"`
	RemittanceInfo types.String `tfsdk:"remittance_info"`
	Source         types.String `tfsdk:"source"`
}

func (f *fold) transactionModels() []transactionModel {
	models := make([]transactionModel, 0, len(f.newest))
	for _, t := range f.newest {
		models = append(models, transactionModel{
			ID:             types.StringValue(t.ID),
			ExternalID:     convert.Text(t.ExternalID),
			BookingDate:    convert.Text(t.BookingDate),
			ValueDate:      convert.Text(t.ValueDate),
			Amount:         convert.Money(t.Amount),
			Currency:       convert.Text(t.Currency),
			Direction:      types.StringValue(string(t.Direction)),
			CreditorIBAN:   convert.Text(t.CreditorIBAN),
			DebtorIBAN:     convert.Text(t.DebtorIBAN),
			RemittanceInfo: convert.Text(t.RemittanceInfo),
			Source:         convert.Text(t.Source),
		})
	}
	return models
}
