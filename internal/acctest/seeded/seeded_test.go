// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package seeded_test

import (
	"flag"
	"slices"
	"testing"

	"pgregory.net/rapid"

	_ "github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/seeded"
)

// TestCasesAreTheSame compares what two tests are given, unless another seed is
// asked for.
func TestCasesAreTheSame(t *testing.T) {
	t.Parallel()
	if seed := flag.Lookup("rapid.seed").Value.String(); seed == "0" {
		t.Skip("random cases are asked for")
	}
	cases := func() []int {
		var all []int
		rapid.Check(t, func(t *rapid.T) { all = append(all, rapid.Int().Draw(t, "number")) })
		return all
	}
	if first, second := cases(), cases(); len(first) == 0 || !slices.Equal(first, second) {
		t.Errorf("got %d and then %d cases, which differ", len(first), len(second))
	}
}
