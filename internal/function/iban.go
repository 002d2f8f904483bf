// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/iban"
)

// NewIBAN returns the function `iban`.
func NewIBAN() function.Function { return ibanFunction{} }

type ibanFunction struct{}

// parsedIBAN is its result.
type parsedIBAN struct {
	Country       types.String `tfsdk:"country"`
	CheckDigits   types.String `tfsdk:"check_digits"`
	BBAN          types.String `tfsdk:"bban"`
	BankCode      types.String `tfsdk:"bank_code"`
	BranchCode    types.String `tfsdk:"branch_code"`
	AccountNumber types.String `tfsdk:"account_number"`
	Electronic    types.String `tfsdk:"electronic"`
	Formatted     types.String `tfsdk:"formatted"`
}

func (ibanFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "iban"
}

func (ibanFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Checks an IBAN and takes it apart",
		MarkdownDescription: "Checks an International Bank Account Number (ISO 13616) and returns its parts. The length, the characters and the parts are those of the country's entry in the IBAN registry " +
			"(release 102, June 2026: 89 countries); the check digits are computed by ISO 7064 MOD 97-10. An IBAN that breaks a rule is an error that says which one.\n\n" +
			"The result is an object of texts in upper case:\n\n" +
			"- `country`: ISO 3166-1 alpha-2, such as `HR`; `XK` is Kosovo.\n" +
			"- `check_digits`: `02` to `98`.\n" +
			"- `bban`: what follows, the country's own account number as a whole.\n" +
			"- `bank_code`: the part of it that identifies the bank.\n" +
			"- `branch_code`: the part that identifies the branch. Null where the registry names none.\n" +
			"- `account_number`: what follows bank and branch, with the country's own check digits where it has some. In Italy and San Marino such a check character precedes the bank, and is in `bban` only.\n" +
			"- `electronic`: the IBAN as machines exchange it, without spaces.\n" +
			"- `formatted`: the IBAN as people print it, in groups of four.\n\n" +
			"Spaces and lower case are accepted, since people write both; hyphens, other blanks and letters of other alphabets are not. `electronic` is the form to store and to compare. " +
			"That an IBAN is valid does not mean that the account exists." + pure,
		Parameters: []function.Parameter{function.StringParameter{
			Name:                "value",
			MarkdownDescription: "The IBAN, with or without spaces, such as `HR12 1001 0051 8630 0016 0`.",
		}},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
			"country":        types.StringType,
			"check_digits":   types.StringType,
			"bban":           types.StringType,
			"bank_code":      types.StringType,
			"branch_code":    types.StringType,
			"account_number": types.StringType,
			"electronic":     types.StringType,
			"formatted":      types.StringType,
		}},
	}
}

func (ibanFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	parsed, err := iban.Parse(text)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, fmt.Sprintf(
			"Not a valid IBAN: %v. Expected an IBAN as the bank prints it, with or without spaces", err))
		return
	}
	resp.Error = resp.Result.Set(ctx, parsedIBAN{
		Country:       types.StringValue(parsed.Country),
		CheckDigits:   types.StringValue(parsed.CheckDigits),
		BBAN:          types.StringValue(parsed.BBAN),
		BankCode:      types.StringValue(parsed.Bank),
		BranchCode:    convert.Text(parsed.Branch),
		AccountNumber: types.StringValue(parsed.Account),
		Electronic:    types.StringValue(parsed.Electronic()),
		Formatted:     types.StringValue(parsed.Formatted()),
	})
}
