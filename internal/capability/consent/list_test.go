// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

func TestDisplayName(t *testing.T) {
	t.Parallel()
	made, ends := time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC), time.Date(2026, 5, 30, 1, 0, 0, 0, time.FixedZone("", 2*60*60))
	for want, c := range map[string]platform.Consent{
		"erste-hr: active until 2026-05-29":  {BankID: "erste-hr", Status: platform.ConsentActive, CreatedAt: made, ExpiresAt: ends},
		"erste-hr: active":                   {BankID: "erste-hr", Status: platform.ConsentActive, CreatedAt: made},
		"erste-hr: pending since 2026-03-01": {BankID: "erste-hr", Status: platform.ConsentPending, CreatedAt: made, ExpiresAt: ends},
		"erste-hr: revoked, of 2026-03-01":   {BankID: "erste-hr", Status: platform.ConsentRevoked, CreatedAt: made, ExpiresAt: ends},
		"erste-hr: expired, of 2026-03-01":   {BankID: "erste-hr", Status: platform.ConsentExpired, CreatedAt: made, ExpiresAt: ends},
		"erste-hr: error, of 2026-03-01":     {BankID: "erste-hr", Status: platform.ConsentError, CreatedAt: made, ExpiresAt: ends},
		"erste-hr: error":                    {BankID: "erste-hr", Status: platform.ConsentError},
	} {
		if got := displayName(c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
