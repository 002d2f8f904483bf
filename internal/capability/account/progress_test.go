// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestProgress reads pages that take a second each: a person hears of them every
// five seconds and at the end, with what was read and how fast, and of a wait only
// where there was one.
func TestProgress(t *testing.T) {
	t.Parallel()
	line := func(message string, pages, rows, perSecond, elapsed int) map[string]any {
		return map[string]any{
			"@level": "info", "@module": "provider", "@message": message, "account_id": "acc_1",
			"pages": float64(pages), "rows": float64(rows), "rows_per_second": float64(perSecond), "elapsed_ms": float64(elapsed),
		}
	}
	waited := func(line map[string]any, ms int) map[string]any {
		line["waited_for_limit_ms"] = float64(ms)
		return line
	}
	for name, test := range map[string]struct {
		pages  int
		waited time.Duration // for each page
		want   []map[string]any
	}{
		"none":  {0, 0, nil},
		"short": {4, 0, nil},
		"long": {12, 0, []map[string]any{
			line("Reading transactions", 5, 500, 100, 5000), line("Reading transactions", 10, 1000, 100, 10_000), line("Read all transactions", 12, 1200, 100, 12_000),
		}},
		"limited": {5, 800 * time.Millisecond, []map[string]any{
			waited(line("Reading transactions", 5, 500, 100, 5000), 4000), waited(line("Read all transactions", 5, 500, 100, 5000), 4000),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			clock := clockwork.NewFakeClock()
			ctx, p := follow(tflogtest.RootLogger(t.Context(), &out), clock, "acc_1")
			for range test.pages {
				clock.Advance(time.Second)
				platform.ObservePage(ctx, platform.Page{Rows: 100, Waited: test.waited})
			}
			p.end(ctx)
			lines, err := tflogtest.MultilineJSONDecode(&out)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, lines); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPageRead proves that a dialect may tell of a page that nobody asked about.
func TestPageRead(t *testing.T) {
	t.Parallel()
	platform.ObservePage(t.Context(), platform.Page{Rows: 100})
}
