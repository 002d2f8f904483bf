// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// variant is a documented exchange, named such as "GET /banks 200", with a change.
type variant struct {
	of     string
	change func(*exchange)
}

// broken is one whose change is a mistake, with a part of the reason that it is to be reported with.
type broken struct {
	of     string
	change func(*exchange)
	want   string
}

// requireMatch expects that a strict Validator finds nothing wrong with any of the exchanges.
func (p platform) requireMatch(t *testing.T, tests map[string]variant) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if found := violations(t, p.loose(t).Strict(), with(p.one(t, tt.of), tt.change)); len(found) != 0 {
				t.Errorf("violations: %v", found)
			}
		})
	}
}

// requireCaught expects that each mistake is reported, and as a mistake of that side alone.
func (p platform) requireCaught(t *testing.T, side contract.Side, tests map[string]broken) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := violations(t, p.loose(t), with(p.one(t, tt.of), tt.change))
			got := reasons(found, side)
			if !slices.ContainsFunc(got, func(r string) bool { return strings.Contains(r, tt.want) }) {
				t.Errorf("got %q, want one with %q", got, tt.want)
			}
			// What answers where the document has nothing is wrong as well.
			isUnknown := slices.ContainsFunc(got, func(r string) bool { return strings.Contains(r, "no such path") })
			for _, v := range found {
				if v.Side != side && !isUnknown {
					t.Errorf("the other side is blamed: %s", v)
				}
				if v.Side == contract.Request && !strings.HasPrefix(v.Reason, "accepted what the document forbids: ") {
					t.Errorf("reason %q does not say that the request was accepted", v.Reason)
				}
			}
		})
	}
}
