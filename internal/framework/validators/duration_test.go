// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators_test

import (
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

func TestPositiveDuration(t *testing.T) {
	t.Parallel()
	check(t, validators.PositiveDuration("Else leave it out."), []string{"1ns", "500ms", "30s", "5m", "1h30m", "0.5s", "+1s", "876000h"}, map[string]string{
		"":                       `""`,
		"0":                      "not above zero",
		"0s":                     "Else leave it out.",
		"-1s":                    "not above zero",
		"30":                     `"30"`,
		"1d":                     `"1d"`,
		"9999999999d":            "unit",
		"5 m":                    `"5 m"`,
		"forever":                `"forever"`,
		"876001h":                `too long. Expected a duration of at most "876000h"`,
		"9999999999h":            "too long",
		"+9999999999h1.5m":       "too long",
		"99999999999999999999ms": "too long",
		"-9999999999h":           "unit",
	})
}
