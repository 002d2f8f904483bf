// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// TestFormatDuration proves that lengths of time are written as users write them,
// and that they are read as what they were.
func TestFormatDuration(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]time.Duration{
		"0s": 0, "69d": 1656 * time.Hour, "1d12h": 36 * time.Hour, "23h59m": 24*time.Hour - time.Minute, "10m": 10 * time.Minute,
		"1m30s": 90 * time.Second, "1.5s": 1500 * time.Millisecond, "1d1s": 24*time.Hour + time.Second, "-1h": -time.Hour,
	} {
		got := FormatDuration(d)
		if back, err := validators.ParseDuration(got); got != want || err != nil || back != d {
			t.Errorf("%v is written %q, want %q; that reads %v, %v", d, got, want, back, err)
		}
	}
}

func TestQuoteDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"90d": `"90d"`, "1600h": `"1600h" (66d16h)`, "2w": `"2w" (14d)`} {
		if got := QuoteDuration(types.StringValue(text)); got != want {
			t.Errorf("%s is quoted %s, want %s", text, got, want)
		}
	}
}
