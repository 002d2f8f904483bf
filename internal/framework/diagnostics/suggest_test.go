// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package diagnostics_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	_ "github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/seeded"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
)

// banks is a list as a platform has it.
func banks() []string {
	return []string{
		"erste-hr", "addiko-hr", "hpb-hr", "otp-hr", "pbz-hr", "rba-hr", "zaba-hr",
		"raiffeisen-rs", "unicredit-rs", "nlb-rs", "aik-rs", "otp-rs", "intesa-rs", "unicredit-ba", "raiffeisen-ba", "nlb-ba",
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	for given, want := range map[string][]string{
		"erst-hr":      {"erste-hr"},
		"ERSTE-HR":     {"erste-hr"},
		"unicredit-hr": {"unicredit-rs", "unicredit-ba"},
		"raifeisen-rs": {"raiffeisen-rs", "raiffeisen-ba"},
	} {
		got := diagnostics.Suggest(given, banks())
		if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			t.Errorf("%q is like %v, want first %v", given, got, want)
		}
	}
	for _, given := range []string{"", "zzzzzzzzzzzzzzzz", "銀行"} {
		if got := diagnostics.Suggest(given, banks()); len(got) != 0 {
			t.Errorf("%q is like %v, want none", given, got)
		}
	}
	if got := diagnostics.Suggest("erste-hr", nil); len(got) != 0 {
		t.Errorf("of no names, got %v", got)
	}
}

// TestSuggestionsAreKnown proves that a suggestion is always one of the names, at
// most three and none twice, and that an exact name comes first.
func TestSuggestionsAreKnown(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		known := rapid.SliceOfDistinct(rapid.StringMatching(`[a-z]{1,8}-[a-z]{2}`), rapid.ID[string]).Draw(t, "known")
		given := rapid.String().Draw(t, "given")
		got := diagnostics.Suggest(given, known)
		if len(got) > 3 {
			t.Fatalf("got %v, more than three", got)
		}
		for i, name := range got {
			if !slices.Contains(known, name) || slices.Contains(got[:i], name) {
				t.Fatalf("got %v of %v", got, known)
			}
		}
		for _, name := range known {
			if first := diagnostics.Suggest(name, known); len(first) == 0 || first[0] != name {
				t.Fatalf("%q is most like %v", name, first)
			}
		}
	})
}
