// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"
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
		"nothing makes it due":       {types.StringNull(), Secret{CreatedAt: born, AsOf: born.Add(9999 * day)}, "", false},
		"young":                      {types.StringValue("90d"), Secret{CreatedAt: born, AsOf: born}, "2026-05-30T12:00:00Z", false},
		"a second before its time":   {types.StringValue("90d"), Secret{CreatedAt: born, AsOf: born.Add(90*day - time.Second)}, "2026-05-30T12:00:00Z", false},
		"on time":                    {types.StringValue("90d"), Secret{CreatedAt: born, AsOf: born.Add(90 * day)}, "2026-05-30T12:00:00Z", true},
		"long overdue":               {types.StringValue("90d"), Secret{CreatedAt: born, AsOf: born.Add(999 * day)}, "2026-05-30T12:00:00Z", true},
		"expires, no overlap":        {types.StringNull(), Secret{CreatedAt: born, ExpiresAt: born.Add(10 * day), AsOf: born}, "2026-03-11T12:00:00Z", false},
		"expires, with overlap":      {types.StringNull(), Secret{CreatedAt: born, ExpiresAt: born.Add(10 * day), AsOf: born.Add(8 * day), Overlap: 2 * day}, "2026-03-09T12:00:00Z", true},
		"expires before its age":     {types.StringValue("90d"), Secret{CreatedAt: born, ExpiresAt: born.Add(10 * day), AsOf: born}, "2026-03-11T12:00:00Z", false},
		"of age before it expires":   {types.StringValue("5d"), Secret{CreatedAt: born, ExpiresAt: born.Add(10 * day), AsOf: born}, "2026-03-06T12:00:00Z", false},
		"expired":                    {types.StringNull(), Secret{CreatedAt: born, ExpiresAt: born.Add(day), AsOf: born.Add(2 * day)}, "2026-03-02T12:00:00Z", true},
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
