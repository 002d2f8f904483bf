// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// permission asks the platform, after each of its answers, whether any consent is
// active. It notes each change.
type permission struct {
	mu      sync.Mutex
	changes []bool // true where there is one from now on
}

func (p *permission) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(rw, r)
		if !strings.Contains(r.URL.Path, "/consents") && !strings.Contains(r.URL.Path, "/callback") {
			return
		}
		ask := r.Clone(r.Context())
		ask.Method, ask.Body, ask.ContentLength = http.MethodGet, http.NoBody, 0
		ask.URL.Path, ask.URL.RawQuery = "/tok/v1/consents", "status=active"
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, ask)
		var list struct {
			Data []struct{} `json:"data"`
		}
		if answer.Code != http.StatusOK || json.Unmarshal(answer.Body.Bytes(), &list) != nil {
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if is := len(list.Data) > 0; len(p.changes) == 0 || p.changes[len(p.changes)-1] != is {
			p.changes = append(p.changes, is)
		}
	})
}

// holds demands that there has been an active consent ever since the first one.
func (p *permission) holds(t *testing.T) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.changes) == 0 || !p.changes[len(p.changes)-1] || len(p.changes) > 2 {
		t.Errorf("whether a consent was active changed so: %v; want none first and then always one", p.changes)
	}
}

// liveConsent is a consent with a callback, and further lines.
func liveConsent(e *acctest.Env, callback, lines string) string {
	return e.HCL(`resource "openbanking_consent" "test" {
  bank_id      = "erste-hr"
  callback_url = "https://app.example.com/` + callback + `"
  ` + lines + `
}`)
}

const createFirst = `wait_for_authorization = true
  timeouts = { create = "WAIT", update = "1ms" }
  lifecycle { create_before_destroy = true }`

// openURL returns the URL at which a person approves the one pending consent.
func openURL(t *testing.T, e *acctest.Env) string {
	t.Helper()
	for _, c := range e.All("/consents") {
		if url, _ := c["redirectUrl"].(string); c["status"] == "pending" && url != "" {
			return url
		}
	}
	t.Fatal("no consent is pending")
	return ""
}

// says demands texts of an output that CLIs have broken into lines.
func says(t *testing.T, output string, texts ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(output)), " ")
	for _, text := range texts {
		if !strings.Contains(flat, text) {
			t.Errorf("the output does not say %q:\n%s", text, output)
		}
	}
}

// A consent that works is replaced without an outage, as its plan says: the old one
// is revoked once a person has approved the new one.
func TestAccConsentLive_replacedWithoutOutage(t *testing.T) {
	t.Parallel()
	var held permission
	e := acctest.New(t, acctest.Observed(held.wrap))
	lines := strings.Replace(createFirst, "WAIT", "5m", 1)
	e.DecideNext("approve")
	w := e.NewWorkspace(liveConsent(e, "one", lines))
	if r := w.Run("apply", "-auto-approve", "-no-color"); r.Code != 0 {
		t.Fatal(r.Output)
	}
	w.Configure(liveConsent(e, "two", lines))
	e.DecideNext("approve")
	r := w.Run("apply", "-auto-approve", "-no-color")
	if r.Code != 0 {
		t.Fatal(r.Output)
	}
	says(t, r.Output, "works, and is replaced", "create_before_destroy = true", "1 added, 0 changed, 1 destroyed")
	if strings.Contains(r.Output, "and is destroyed\n") || strings.Contains(r.Output, "is kept") {
		t.Errorf("the end of the old consent is told twice:\n%s", r.Output)
	}
	held.holds(t)
	if got := live(e); len(got) != 1 {
		t.Errorf("the platform has live consents for %v, want one", got)
	}
	says(t, w.Run("plan", "-destroy", "-no-color").Output, "works, and is destroyed")
}

// Where nobody approves the new consent in time, the old one is kept.
func TestAccConsentLive_keptUntilApproved(t *testing.T) {
	t.Parallel()
	var held permission
	e := acctest.New(t, acctest.Observed(held.wrap))
	e.DecideNext("approve")
	w := e.NewWorkspace(liveConsent(e, "one", strings.Replace(createFirst, "WAIT", "5m", 1)))
	if r := w.Run("apply", "-auto-approve", "-no-color"); r.Code != 0 {
		t.Fatal(r.Output)
	}
	config := liveConsent(e, "two", strings.Replace(createFirst, "WAIT", "1ms", 1))
	w.Configure(config)
	r := w.Run("apply", "-auto-approve", "-no-color")
	if r.Code == 0 {
		t.Errorf("the old consent was revoked, although nobody has approved the new one:\n%s", r.Output)
	}
	says(t, r.Output, "is kept, since its replacement does not work yet", "is still pending")
	e.Decide(openURL(t, e), "approve")
	if r := w.Run("apply", "-auto-approve", "-no-color"); r.Code != 0 {
		t.Errorf("the next apply fails:\n%s", r.Output)
	}
	held.holds(t)
	if got := live(e); len(got) != 1 {
		t.Errorf("the platform has live consents for %v, want one", got)
	}
	if r := w.Run("plan", "-detailed-exitcode", "-no-color"); r.Code != 0 {
		t.Errorf("the plan after it is not empty:\n%s", r.Output)
	}
}
