// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// TestLastingRefusals proves that a run ends within two minutes where the platform
// refuses everything, with one resource as with a hundred, that it says so, and that
// nothing is lost: the state has no object that was not created, and keeps all that it
// had. The next run does the rest.
func TestLastingRefusals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		o      *operation
		named  string // the attribute that differs; "" where there can be one only
		says   string
		counts []int
	}{
		{(&operation{after: engine.Values{"name": "ci"}}).is(acctest.Tok, "api_key"), "name", "Tok has refused all", []int{1, 100}},
		{(&operation{after: engine.Values{"url": "https://example.com/", "events": []any{"account.updated"}}}).is(acctest.Tok, "webhook"), "url", "Tok has refused all", []int{10}},
		{(&operation{after: engine.Values{"name": "ci", "type": "secret"}}).is(acctest.Okra, "api_key"), "name", "Okra has refused all", []int{10}},
		{(&operation{after: engine.Values{"url": "https://example.com/"}}).is(acctest.Okra, "webhook"), "", "Okra has refused all", []int{1}},
		{(&operation{after: engine.Values{}}).is(acctest.Okto, "app_secret"), "", "Okto has refused all", []int{1}},
	} {
		for _, n := range test.counts {
			t.Run(fmt.Sprintf("%s %s/%d", test.o.on.Name, test.o.typeName, n), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, test.o, genuine, 0)
					defer w.close()
					w.workspace.Configure(w.Block(engine.Values{"bulk_reads": "off"})) // A list that is not read to its end stays in the bubble.
					for i := range n {
						attributes := test.o.after
						if test.named != "" {
							attributes = with(attributes, engine.Values{test.named: fmt.Sprintf("%s%d", attributes[test.named], i)})
						}
						w.resources = append(w.resources, engine.Resource{Type: w.typeName, Name: fmt.Sprintf("n%d", i), Attributes: attributes})
					}
					p, err := w.plan(w.ctx)
					if err != nil {
						t.Fatal(err)
					}
					w.refused(test.says, n, func() error { return w.apply(w.ctx, p) })
					if there := w.workspace.Addresses(); len(there) > 0 {
						t.Errorf("%v are in the state", there)
					}
					if !w.settled("afterwards") || len(w.workspace.Addresses()) != n {
						t.Fatalf("%d of %d are in the state: %v", len(w.workspace.Addresses()), n, w.problems)
					}
					w.refused(test.says, n, func() error {
						_, err := w.plan(w.ctx)
						return err
					})
					if w.isEmpty("after a refused plan"); len(w.workspace.Addresses()) != n {
						t.Errorf("%d of %d are in the state", len(w.workspace.Addresses()), n)
					}
					for _, problem := range w.problems {
						t.Error(problem)
					}
				})
			})
		}
	}
}

// refused does something while the platform refuses everything, and has it fail in
// time, with errors that say why.
func (w *world) refused(says string, n int, do func() error) {
	w.t.Helper()
	w.Control(http.MethodPost, "faults", map[string]any{"kind": "status", "status": http.StatusTooManyRequests, "count": forever})
	w.said = nil
	began := w.clock.Now()
	err := do()
	if took := w.clock.Since(began); err == nil || took > 2*time.Minute {
		w.t.Errorf("it took %s and ended with %.300s", took, fmt.Sprint(err))
	}
	told := 0
	for _, d := range w.said {
		if strings.Contains(d.Detail, says) && strings.Contains(d.Detail, "under "+w.on.Name+".") {
			told++
		}
	}
	// The first ones, which are asked for one after another here, use up their retries.
	if told < n-n/10-1 {
		w.t.Errorf("%d of %d errors say %q", told, n, says)
	}
	w.Control(http.MethodDelete, "faults", nil)
}
