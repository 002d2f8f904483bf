// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

func TestParseDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"90d": 90 * 24 * time.Hour, "2w": 14 * 24 * time.Hour, "1d12h": 36 * time.Hour, "36h": 36 * time.Hour,
		"1h30m": 90 * time.Minute, "30s": 30 * time.Second, "0s": 0, "-1h": -time.Hour,
	} {
		if got, err := validators.ParseDuration(text); err != nil || got != want {
			t.Errorf("%q: got %s, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "90", "1 day", "1M", "1y", "P1D", "999999999w", "d", "1h-30m", "NaNh"} {
		if got, err := validators.ParseDuration(text); err == nil {
			t.Errorf("%q: got %s, want an error", text, got)
		}
	}
}

// TestDurations proves where each validator draws the line. A duration beyond the
// longest is called too long, and not too short, or none at all.
func TestDurations(t *testing.T) {
	t.Parallel()
	const long = `which is too long: it is longer than "36500d"`
	for name, test := range map[string]struct {
		validator validator.String
		good      []string
		bad       map[string]string
	}{
		"above zero": {validators.PositiveDuration(), []string{"1ns", "500ms", "45s", "1d", "36500d"}, map[string]string{
			"0s": "above zero", "-1h": "above zero", "": `""`, "45": "a number with a unit", "1 d": `"1 d"`, "36501d": long,
		}},
		"seconds": {validators.Seconds(), []string{"1s", "90d"}, map[string]string{
			"0s": "at least one second", "999ms": "at least one second", "-1h": "at least one second", "soon": `"soon"`, "": `""`,
			"876000h1s": long, "5215w": long, "9999999999d": long, "999999999w": long, "99999999999999999999s": long, "106752d": long,
		}},
		"seconds or none": {validators.SecondsOrNone(), []string{"0s", "1s", "90d"}, map[string]string{
			"500ms": "zero, or a duration of at least one second", "-1h": "zero, or", "soon": `"soon"`, "36501d": long,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, test.validator, test.good, test.bad)
		})
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	check(t, validators.Timeout("Else leave it out."), []string{"1ns", "500ms", "30s", "5m", "1h30m", "0.5s", "+1s", "876000h"}, map[string]string{
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
