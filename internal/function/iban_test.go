// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIBAN(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]map[string]string{
		"HR12 1001 0051 8630 0016 0": {
			"country": "HR", "check_digits": "12", "bban": "10010051863000160",
			"bank_code": "1001005", "account_number": "1863000160",
			"electronic": "HR1210010051863000160", "formatted": "HR12 1001 0051 8630 0016 0",
		},
		"gb29nwbk60161331926819": {
			"country": "GB", "check_digits": "29", "bban": "NWBK60161331926819",
			"bank_code": "NWBK", "branch_code": "601613", "account_number": "31926819",
			"electronic": "GB29NWBK60161331926819", "formatted": "GB29 NWBK 6016 1331 9268 19",
		},
		// The check character of Italy precedes the bank.
		"IT60X0542811101000000123456": {
			"country": "IT", "check_digits": "60", "bban": "X0542811101000000123456",
			"bank_code": "05428", "branch_code": "11101", "account_number": "000000123456",
			"electronic": "IT60X0542811101000000123456", "formatted": "IT60 X054 2811 1010 0000 0123 456",
		},
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			got, wrong := object(t, "iban", value)
			if wrong != nil {
				t.Fatal(wrong.Text)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A wrong one is an error at the argument, which says the rule and not the number.
func TestIBAN_wrong(t *testing.T) {
	t.Parallel()
	for value, rule := range map[string]string{
		"":                           "it is empty",
		"HR12-1001-0051-8630-0016-0": "it holds '-' (U+002D)",
		"US12100100518630001600":     `"US" is not a country that issues IBANs`,
		"HR121001005186300016":       "it has 20 characters without spaces; an IBAN of HR has 21",
		"HR12100100518630O0160":      "its character 17, spaces not counted, is 'O'; an IBAN of HR has a digit there",
		"HR1310010051863000160":      "its check digits are 13, but those of the rest are 12",
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			_, wrong := object(t, "iban", value)
			refused(t, wrong, 0, "Not a valid IBAN: "+rule, "Expected an IBAN as the bank prints it")
			if value != "" && wrong != nil && strings.Contains(wrong.Text, value) {
				t.Errorf("the error repeats the number: %s", wrong.Text)
			}
		})
	}
}
