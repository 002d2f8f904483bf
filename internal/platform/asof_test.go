// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform_test

import (
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestAsOf proves what time there is to decide by, that a doubt names both clocks, and
// that each kind is told once.
func TestAsOf(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	believed := platform.AsOf{Said: noon}
	wrong := platform.AsOf{Said: noon.AddDate(0, 0, 70), Machine: noon}
	if !believed.Time().Equal(noon) || believed.Doubt() != "" {
		t.Errorf("a believed time is %s, doubted as %q", believed.Time(), believed.Doubt())
	}
	if !wrong.Time().IsZero() || !strings.Contains(wrong.Doubt(), "2026-05-10T12:00:00Z") || !strings.Contains(wrong.Doubt(), "2026-03-01T12:00:00Z") {
		t.Errorf("a wrong time is %s, doubted as %q", wrong.Time(), wrong.Doubt())
	}
	missing := platform.AsOf{}
	if !missing.Time().IsZero() || !strings.Contains(missing.Doubt(), "no Date") {
		t.Errorf("a missing time is %s, doubted as %q", missing.Time(), missing.Doubt())
	}
	var doubts platform.Doubts
	if doubts.Tell(believed) || !doubts.Tell(wrong) || doubts.Tell(wrong) || !doubts.Tell(missing) || doubts.Tell(missing) {
		t.Error("a doubt is not told once")
	}
}
