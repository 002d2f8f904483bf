// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestObserve proves when a secret is due: at the age that the user allows, and
// in any case early enough for the overlap to end before the secret does.
func TestObserve(t *testing.T) {
	t.Parallel()
	born := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	tests := map[string]struct {
		rotateAfter types.String
		secret      Secret
		at          string // "" for null
		ready       bool
	}{
		"nothing makes it due":       {types.StringNull(), Secret{CreatedAt: born, AsOf: platform.AsOf{Said: born.Add(9999 * day)}}, "", false},
		"young":                      {types.StringValue("90d"), Secret{CreatedAt: born, AsOf: platform.AsOf{Said: born}}, "2026-05-30T12:00:00Z", false},
		"a second before its time":   {types.StringValue("90d"), Secret{CreatedAt: born, AsOf: platform.AsOf{Said: born.Add(90*day - time.Second)}}, "2026-05-30T12:00:00Z", false},
		"on time":                    {types.StringValue("90d"), Secret{CreatedAt: born, AsOf: platform.AsOf{Said: born.Add(90 * day)}}, "2026-05-30T12:00:00Z", true},
		"long overdue":               {types.StringValue("90d"), Secret{CreatedAt: born, AsOf: platform.AsOf{Said: born.Add(999 * day)}}, "2026-05-30T12:00:00Z", true},
		"expires, no overlap":        {types.StringNull(), Secret{CreatedAt: born, ExpiresAt: born.Add(10 * day), AsOf: platform.AsOf{Said: born}}, "2026-03-11T12:00:00Z", false},
		"expires, with overlap":      {types.StringNull(), Secret{CreatedAt: born, ExpiresAt: born.Add(10 * day), AsOf: platform.AsOf{Said: born.Add(8 * day)}, Overlap: 2 * day}, "2026-03-09T12:00:00Z", true},
		"expires before its age":     {types.StringValue("90d"), Secret{CreatedAt: born, ExpiresAt: born.Add(10 * day), AsOf: platform.AsOf{Said: born}}, "2026-03-11T12:00:00Z", false},
		"of age before it expires":   {types.StringValue("5d"), Secret{CreatedAt: born, ExpiresAt: born.Add(10 * day), AsOf: platform.AsOf{Said: born}}, "2026-03-06T12:00:00Z", false},
		"expired":                    {types.StringNull(), Secret{CreatedAt: born, ExpiresAt: born.Add(day), AsOf: platform.AsOf{Said: born.Add(2 * day)}}, "2026-03-02T12:00:00Z", true},
		"the platform tells no time": {types.StringValue("1s"), Secret{CreatedAt: born}, "2026-03-01T12:00:01Z", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := Policy{RotateAfter: test.rotateAfter}
			p.Observe(test.secret)
			if p.RotatesAt.ValueString() != test.at || p.RotatesAt.IsNull() != (test.at == "") {
				t.Errorf("due at %s, want %q", p.RotatesAt, test.at)
			}
			if p.Ready.ValueBool() != test.ready {
				t.Errorf("ready is %s, want %t", p.Ready, test.ready)
			}
		})
	}
}

// TestObserveWithoutTime proves that where nobody can tell what time it is, nothing
// becomes due, what was due stays so, and another secret is not due with it.
func TestObserveWithoutTime(t *testing.T) {
	t.Parallel()
	born := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for doubt, asOf := range map[string]platform.AsOf{
		"missing":       {},
		"70 days ahead": {Said: born.AddDate(0, 0, 70), Machine: born},
		"the year 9999": {Said: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), Machine: born},
		"long before":   {Said: born.AddDate(-1, 0, 0), Machine: born.AddDate(0, 0, 70)},
	} {
		for name, test := range map[string]struct {
			before platform.AsOf // by which it was observed first
			born   time.Time     // of the secret that is there by now
			ready  bool
		}{
			"not due before":          {platform.AsOf{Said: born}, born, false},
			"due before":              {platform.AsOf{Said: born.AddDate(0, 0, 61)}, born, true},
			"due before, another now": {platform.AsOf{Said: born.AddDate(0, 0, 61)}, born.AddDate(0, 0, 61), false},
		} {
			p := Policy{RotateAfter: types.StringValue("60d")}
			p.Observe(Secret{CreatedAt: born, AsOf: test.before})
			p.Observe(Secret{CreatedAt: test.born, AsOf: asOf})
			if p.Ready.ValueBool() != test.ready {
				t.Errorf("%s, %s: ready is %s, want %t", doubt, name, p.Ready, test.ready)
			}
			c := &platform.Connection{Platform: &platform.Platform{Title: "Tok"}}
			if first, again := p.Doubt(c, asOf), p.Doubt(c, asOf); len(first) != 1 || len(again) != 0 || !strings.Contains(first[0].Summary(), "Tok") || !strings.Contains(first[0].Detail(), asOf.Doubt()) {
				t.Errorf("%s, %s: it says %v and then %v", doubt, name, first, again)
			}
		}
		unmanaged, c := Policy{RotatesAt: types.StringNull()}, &platform.Connection{Platform: &platform.Platform{Title: "Tok"}}
		if said := unmanaged.Doubt(c, asOf); len(said) > 0 {
			t.Errorf("%s: of what is never due it says %v", doubt, said)
		}
	}
}
