// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestExpiryNeedsTheTime proves that no span is sent which would be reckoned by a clock
// that is missing, not believed, or before the key's own creation.
func TestExpiryNeedsTheTime(t *testing.T) {
	t.Parallel()
	born := stored(platform.KeyActive).CreatedAt
	for name, test := range map[string]struct {
		asOf  platform.AsOf
		wants string // in the error; "" where the span is sent
		sends time.Duration
	}{
		"missing":          {platform.AsOf{}, "no Date header", 0},
		"far ahead":        {platform.AsOf{Said: born.AddDate(0, 0, 70), Machine: born}, "more than a day apart", 0},
		"far behind":       {platform.AsOf{Said: born.AddDate(-9, 0, 0), Machine: born}, "more than a day apart", 0},
		"before the key":   {platform.AsOf{Said: born.Add(-2 * time.Minute)}, "which is earlier", 0},
		"the year 9999":    {platform.AsOf{Said: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}, "is older than that already", 0},
		"a day later":      {platform.AsOf{Said: born.Add(24 * time.Hour)}, "", 29 * 24 * time.Hour},
		"seconds too soon": {platform.AsOf{Said: born.Add(-time.Second)}, "", 30*24*time.Hour + time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent []time.Duration
			k := &keys{
				get: func(string) (platform.APIKey, error) {
					key := stored(platform.KeyActive)
					key.AsOf = test.asOf
					return key, nil
				},
				expire: func(_ context.Context, _ string, in time.Duration) (platform.APIKey, error) {
					sent = append(sent, in)
					key := stored(platform.KeyActive)
					key.AsOf, key.ExpiresAt = test.asOf, born.AddDate(0, 0, 30)
					return key, nil
				},
			}
			r := resourceOn(t, k)
			_, diags := r.Apply(r.Plan(state(platform.KeyActive), inprocess.Values{"name": "ci", "expires_after": "30d"}))
			if test.wants != "" {
				if diags.OneError(t, "expires_after", test.wants); len(sent) > 0 {
					t.Errorf("the platform was told to end the key in %v", sent)
				}
				return
			}
			if diags.HasError() || len(sent) != 1 || sent[0] != test.sends {
				t.Errorf("sent %v, want %s: %v", sent, test.sends, diags)
			}
		})
	}
}
