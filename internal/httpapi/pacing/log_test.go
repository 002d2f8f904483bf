// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// waitsTold returns the lines on waits that a call with the log of the context
// wrote.
func waitsTold(t *testing.T, log *bytes.Buffer) []map[string]any {
	t.Helper()
	var waits []map[string]any
	for decoder := json.NewDecoder(log); decoder.More(); {
		var line map[string]any
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		if line["@message"] == "Waiting for the rate limit" {
			waits = append(waits, map[string]any{"level": line["@level"], "path": line["path"], "wait_ms": line["wait_ms"], "reason": line["reason"]})
		}
	}
	return waits
}

func TestALongWaitIsVisible(t *testing.T) {
	t.Parallel()
	const limited = "the platform's rate limit of 60 requests a minute"
	tests := map[string]struct {
		into    time.Duration // How long the window has run, in which nothing is left.
		ceiling int
		want    []map[string]any
	}{
		"a short one":   {into: 57 * time.Second},
		"a long one":    {into: 20 * time.Second, want: []map[string]any{{"level": "info", "path": "/things/1", "wait_ms": 40_000.0, "reason": limited}}},
		"the ceiling's": {into: 57 * time.Second, ceiling: 1, want: []map[string]any{{"level": "info", "path": "/things/1", "wait_ms": 60_000.0, "reason": "the ceiling of 1 requests a minute that is set for this client"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				ctx := tflogtest.RootLogger(t.Context(), &log)
				r := newRun(t, &simulated{counter: &window{limit: 60, start: realClock.Now().Add(-tt.into), used: 59}}, func(c *httpapi.Config) {
					c.RequestsPerMinute = tt.ceiling
				})
				var waited []time.Duration
				for i := range 2 {
					response, err := r.client.Do(ctx, get(i), nil)
					if err != nil {
						t.Fatal(err)
					}
					waited = append(waited, response.Waited.Truncate(time.Second))
				}
				rest := time.Minute - tt.into
				if tt.ceiling > 0 {
					rest = time.Minute
				}
				if diff := cmp.Diff([]time.Duration{0, rest}, waited); diff != "" {
					t.Errorf("the answers say how long they waited (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.want, waitsTold(t, &log)); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// A wait that was expected to be short, for an answer, may turn out long.
func TestAWaitThatGetsLongIsVisible(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		platform := &simulated{counter: &window{limit: 60, start: realClock.Now().Add(-20 * time.Second), used: 60}, latency: 200 * time.Millisecond}
		r := newRun(t, platform)
		var log bytes.Buffer
		go func() { _, _ = r.client.Do(t.Context(), get(0), nil) }() // It is refused, which the other cannot know yet.
		synctest.Wait()
		ctx, cancel := context.WithCancel(tflogtest.RootLogger(t.Context(), &log))
		defer cancel()
		if _, err := r.client.Do(ctx, get(1), nil); err != nil {
			t.Fatal(err)
		}
		if told := waitsTold(t, &log); len(told) != 1 || told[0]["reason"] != "the wait after a refusal by the platform" {
			t.Errorf("the log says %v of waits", told)
		}
	})
}
