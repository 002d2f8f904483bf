// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/hostile"
)

// TestHostileAnswer proves that a create whose answer would fill the memory is a
// create whose answer was lost: those beside it are done, and the next apply leaves
// one object for each, of which no other is left.
func TestHostileAnswer(t *testing.T) {
	t.Parallel()
	answers := hostile.Answers()
	for n, k := range kinds() {
		for i := range answers {
			answer := &answers[i]
			if answer.Refuses() || n%2 == 1 && i%4 > 0 { // Each answer is tried on each platform.
				continue
			}
			t.Run(k.name+"/"+answer.Name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, k)
				resources := make([]engine.Resource, 3)
				for i, name := range []string{"a", "b", "c"} {
					resources[i] = engine.Resource{Type: "openbanking_" + k.Type, Name: name, Attributes: k.attributes}
				}
				var creates atomic.Int64
				front := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if r.Method != k.Make.Method || r.URL.Path != k.on.Prefix+k.Make.Path || creates.Add(1) != 2 {
						w.Sandbox().Handler().ServeHTTP(rw, r)
						return
					}
					made := httptest.NewRecorder()
					w.Sandbox().Handler().ServeHTTP(made, r)
					answer.Write(rw, made.Code)
				})
				w.front.Store(&front)
				plan, err := w.workspace.Plan(t.Context(), resources)
				if err != nil {
					t.Fatal(err)
				}
				_, err = w.workspace.Apply(t.Context(), plan)
				w.front.Store(nil)
				if err == nil || len(w.live()) != 3 || creates.Load() != 3 {
					t.Fatalf("after %d creates the platform has %v: %v", creates.Load(), w.live(), err)
				}
				plan, err = w.workspace.Plan(t.Context(), resources)
				if err == nil {
					_, err = w.workspace.Apply(t.Context(), plan)
				}
				if err != nil || len(w.live()) != 3 {
					t.Fatalf("the platform has %v: %v", w.live(), err)
				}
				for _, r := range resources {
					if object := w.workspace.Object(r.Address()); object == nil || w.live()[id(object)] == "" {
						t.Errorf("the platform has no %s", r.Address())
					}
				}
				if plan, err = w.workspace.Plan(t.Context(), resources); err != nil || !plan.Empty() {
					t.Errorf("the plan after it is not empty: %v", err)
				}
			})
		}
	}
}
