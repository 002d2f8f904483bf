// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestRenewalNeedsTheTime proves that a consent does not become due by a clock that is
// missing or not believed, which is warned of once, and that one which was due stays so.
func TestRenewalNeedsTheTime(t *testing.T) {
	t.Parallel()
	for name, asOf := range map[string]platform.AsOf{
		"missing":     {},
		"far ahead":   {Said: epoch.Add(life), Machine: epoch},
		"far behind":  {Said: epoch.AddDate(-1, 0, 0), Machine: epoch},
		"another age": {Said: epoch.AddDate(7000, 0, 0), Machine: epoch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, l := onLedger(t, platform.ConsentActive)
			tells := f.consents.get
			f.consents.get = func(ctx context.Context, id string) (platform.Consent, error) {
				c, err := tells(ctx, id)
				c.AsOf = asOf
				return c, err
			}
			object, diags := f.Read(state(platform.ConsentActive, renews("14d")))
			diags.OneWarning(t, "Tok", asOf.Doubt(), "nothing is found due")
			if object.Attributes["ready_for_renewal"] != false {
				t.Errorf("ready_for_renewal is %v", object.Attributes["ready_for_renewal"])
			}
			object.Attributes["ready_for_renewal"] = true // By an earlier run.
			object, diags = f.Read(object)
			diags.None(t)
			if object.Attributes["ready_for_renewal"] != true {
				t.Error("what was found due is forgotten")
			}
			c := l.known["cns_1"]
			c.ExpiresAt = c.ExpiresAt.AddDate(0, 0, 1)
			l.known["cns_1"] = c
			if object, _ = f.Read(object); object.Attributes["ready_for_renewal"] != false {
				t.Error("another expiry is due as the old one was")
			}
		})
	}
}
