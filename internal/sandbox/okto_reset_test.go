// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/faults"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

func TestOktoResetReplacesTheSecret(t *testing.T) {
	t.Parallel()
	f := start(t)
	o := f.okto()
	first := o.secret()
	if first["version"] != 1.0 || first["fingerprint"] != fingerprint(o.app.AppSecret) || first["created_at"] != "2026-03-01T12:00:00Z" {
		t.Errorf("got the seeded secret %v", first)
	}
	f.advance(time.Hour)
	seen := map[string]bool{o.app.AppSecret: true}
	for version := 2.0; version < 5; version++ {
		made := o.reset()
		secret := made.text("app_secret")
		if made["app_id"] != o.app.AppID || made["version"] != version || made["fingerprint"] != fingerprint(secret) || made["created_at"] != "2026-03-01T13:00:00Z" {
			t.Errorf("got %v, expected version %v", made, version)
		}
		for old := range seen {
			f.prove(old).denied(t, http.StatusUnauthorized, "ER-TECH-0007")
		}
		f.prove(secret).want(t, http.StatusOK)
		if len(secret) < 43 || seen[secret] {
			t.Errorf("the secret of version %v is not new", version)
		}
		seen[secret] = true
		now := o.call("GET", "/"+o.app.AppID+"/secret", "").want(t, http.StatusOK)
		if strings.Contains(string(now.body), secret) || now.object().object("data")["fingerprint"] != made["fingerprint"] || now.object().object("data")["version"] != version {
			t.Errorf("got %s after the reset that made %v", now.body, made["version"])
		}
	}
	for _, other := range f.owners()[1:] {
		f.prove(other.app.AppSecret).want(t, http.StatusOK)
	}
	for _, another := range other(t, o) {
		if got := (owner{o.fixture, oktoApp{AppID: another, ManagementToken: o.app.ManagementToken}}).secret(); got["version"] != 1.0 {
			t.Errorf("the environment's other app is at %v", got)
		}
	}
}

// other lists the ids of the environment's other apps.
func other(t *testing.T, o owner) (ids []string) {
	t.Helper()
	list, _ := o.call("GET", "", "").want(t, http.StatusOK).object().object("data")["apps"].([]any)
	for _, item := range list {
		if app, _ := item.(map[string]any); app["app_id"] != o.app.AppID {
			ids = append(ids, object(app).text("app_id"))
		}
	}
	if len(ids) == 0 {
		t.Fatal("there is no other app")
	}
	return ids
}

func TestOktoResetHappensOnceForAKey(t *testing.T) {
	t.Parallel()
	f := start(t)
	o := f.okto()
	path := "/" + o.app.AppID + "/secret/reset"
	first := o.keyed("run-1").reset()
	replayed := func(key string, version float64) {
		t.Helper()
		got := o.keyed(key).call("POST", path, "{}")
		details := got.denied(t, http.StatusConflict, "ER-TECH-0009")
		if d := details.object("details"); d["version"] != version || d["app_id"] != o.app.AppID || len(d) != 2 {
			t.Errorf("%s: got %s, expected version %v", key, got.body, version)
		}
		if strings.Contains(string(got.body), first.text("app_secret")) {
			t.Errorf("%s: the secret is shown again", key)
		}
	}
	replayed("run-1", 2)
	replayed("run-1", 2)
	f.prove(first.text("app_secret")).want(t, http.StatusOK)
	if got := o.keyed("run-2").reset()["version"]; got != 3.0 {
		t.Errorf("got version %v with another key, expected 3", got)
	}
	o.reset()
	replayed("run-1", 2) // What it made, and not what is there now.
	replayed("run-2", 3)
	if got := o.secret()["version"]; got != 4.0 {
		t.Errorf("got version %v, expected 4: a replay must change nothing", got)
	}

	// For another app it is another request, which must not look like a replay.
	another := o.keyed("run-1").call("POST", "/"+other(t, o)[0]+"/secret/reset", "")
	if e := another.denied(t, http.StatusConflict, "ER-TECH-0004"); e["details"] != nil {
		t.Errorf("got the details %v for a key of another app", e["details"])
	}
	// Elsewhere the same text is another key: for other people, and on other platforms.
	for _, stranger := range f.owners()[1:] {
		if got := stranger.keyed("run-1").reset()["version"]; got != 2.0 {
			t.Errorf("got version %v for a stranger's key, expected 2", got)
		}
	}
	f.with("Idempotency-Key", "run-1").do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated)

	f.advance(24*time.Hour - time.Second)
	replayed("run-1", 2)
	f.advance(time.Second)
	if got := o.keyed("run-1").reset()["version"]; got != 5.0 {
		t.Errorf("got version %v after 24 hours, expected 5", got)
	}
}

func TestOktoRefusesBadResets(t *testing.T) {
	t.Parallel()
	f := start(t)
	o := f.okto()
	path := "/" + o.app.AppID + "/secret/reset"
	for _, body := range []string{`{"overlap_seconds":60}`, `[]`, `null`, `x`, `{"a":`, `{}{}`, `{"pad":"` + strings.Repeat("x", 70_000) + `"}`} {
		o.call("POST", path, body).denied(t, http.StatusBadRequest, "ER-TECH-0004")
	}
	for _, key := range []string{"", "a b", "ä", strings.Repeat("x", 256)} {
		o.keyed(key).call("POST", path, "").denied(t, http.StatusBadRequest, "ER-TECH-0004")
	}
	f.as("").with("X-Api-Key", "x").raw("GET", "/okto/api/v1/supported/networks", strings.Repeat("x", 70_000)).
		denied(t, http.StatusUnauthorized, "ER-TECH-0007") // A body with a GET means nothing.
	if got := o.secret()["version"]; got != 1.0 {
		t.Errorf("got version %v, expected 1: a refused reset must change nothing", got)
	}
	f.prove(o.app.AppSecret).want(t, http.StatusOK)
	o.keyed(strings.Repeat("~", 255)).call("POST", path, " {} ").want(t, http.StatusCreated)
}

// TestOktoDashboard resets as a person does, behind the API's back.
func TestOktoDashboard(t *testing.T) {
	t.Parallel()
	f := start(t)
	o := f.okto()
	path := "/_sandbox/okto/apps/" + o.app.AppID + "/reset"
	made := f.as("").raw("POST", path, "").want(t, http.StatusCreated).object()
	if made["version"] != 2.0 || made["app_id"] != o.app.AppID || made["fingerprint"] != fingerprint(made.text("app_secret")) {
		t.Errorf("got version %v of %v", made["version"], made["app_id"])
	}
	f.prove(made.text("app_secret")).want(t, http.StatusOK)
	f.prove(o.app.AppSecret).denied(t, http.StatusUnauthorized, "ER-TECH-0007")

	again, err := sandbox.ServiceOf[*okto.API](f.box).ResetSecret(t.Context(), o.app.AppID)
	if err != nil || again.Version != 3 || o.secret()["fingerprint"] != again.Fingerprint {
		t.Errorf("got %v, %v, expected version 3", again, err)
	}
	f.prove(again.AppSecret).want(t, http.StatusOK)

	// The new secret is not stored, so that the credentials have none to show.
	shown := f.raw("GET", "/_sandbox/credentials", "").want(t, http.StatusOK)
	var c struct {
		Organisations []struct {
			Okto map[string]map[string]any `json:"okto"`
		} `json:"organisations"`
	}
	if err := json.Unmarshal(shown.body, &c); err != nil {
		t.Fatal(err)
	}
	if c.Organisations[0].Okto["sandbox"]["app_secret"] != nil || f.okto().app.AppSecret != "" || !strings.Contains(string(shown.body), `"app_secret": null`) {
		t.Error("the credentials show a secret that does not work any more")
	}
	if got := c.Organisations[0].Okto; got["sandbox"]["app_id"] != o.app.AppID || got["sandbox"]["management_token"] != o.app.ManagementToken || got["production"]["app_secret"] == nil {
		t.Errorf("got %+v: a reset hides more than the one secret", got)
	}

	f.raw("POST", "/_sandbox/okto/apps/nobody/reset", "").want(t, http.StatusNotFound)
	if _, err := sandbox.ServiceOf[*okto.API](f.box).ResetSecret(t.Context(), "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v, expected ErrNotFound", err)
	}
	page := localRequest(t.Context(), http.MethodPost, path, nil)
	page.Header.Set("Origin", "https://example.com")
	w := httptest.NewRecorder()
	f.box.Handler().ServeHTTP(w, page)
	if w.Code != http.StatusForbidden || o.secret()["version"] != 3.0 {
		t.Errorf("a web page resets secrets: %d", w.Code)
	}
}

func TestResetBringsOktosSeedBack(t *testing.T) {
	t.Parallel()
	f := start(t)
	o := f.okto()
	f.prove(o.app.AppSecret).want(t, http.StatusOK)
	made := o.keyed("run-1").reset()
	f.raw("POST", "/_sandbox/reset", "").want(t, http.StatusNoContent)
	f.prove(made.text("app_secret")).denied(t, http.StatusUnauthorized, "ER-TECH-0007")
	if got := o.secret(); got["version"] != 1.0 || got["last_used_at"] != nil || got["fingerprint"] != fingerprint(f.okto().app.AppSecret) {
		t.Errorf("got %v, expected the seeded secret", got)
	}
	f.prove(o.app.AppSecret).want(t, http.StatusOK)
	if got := o.keyed("run-1").reset()["version"]; got != 2.0 {
		t.Errorf("got version %v, expected 2: the key is as new as the rest", got)
	}
}

// TestOktoFaults plans trouble for a reset, and looks whether it happened.
func TestOktoFaults(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault     sandbox.Fault
		status    int // 0 for no whole answer.
		code      string
		committed bool
	}{
		"unauthorized":  {sandbox.Fault{Kind: faults.Status, Status: 401}, 401, "ER-TECH-0007", false},
		"gone":          {sandbox.Fault{Kind: faults.Status, Status: 404}, 404, "ER-TECH-0002", false},
		"unprocessable": {sandbox.Fault{Kind: faults.Status, Status: 422}, 422, "ER-TECH-0004", false},
		"rate limit":    {sandbox.Fault{Kind: faults.Status, Status: 429}, 429, "ER-TECH-0100", false},
		"failure":       {sandbox.Fault{Kind: faults.Status, Status: 500}, 500, "ER-TECH-0005", false},
		"unavailable":   {sandbox.Fault{Kind: faults.Status, Status: 503}, 503, "ER-TECH-0006", false},
		"redirect":      {sandbox.Fault{Kind: faults.Status, Status: 307, Headers: map[string]string{"Location": "https://example.com/"}}, 307, "", false},
		"cut before":    {sandbox.Fault{Kind: faults.ResetBefore}, 0, "", false},
		"cut after":     {sandbox.Fault{Kind: faults.ResetAfter}, 0, "", true},
		"truncated":     {sandbox.Fault{Kind: faults.Truncate}, 0, "", true},
		"a proxy":       {sandbox.Fault{Kind: faults.NonJSON}, 201, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			o := f.okto()
			tt.fault.Path = "/okto/management/v1/apps/*/secret/reset"
			f.fault(tt.fault)
			path := "/okto/management/v1/apps/" + o.app.AppID + "/secret/reset"
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.base+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header = http.Header{"Authorization": {"Bearer " + o.app.ManagementToken}, "Idempotency-Key": {"run-1"}}
			got, err := exchange(f, req)
			if (err == nil) != (tt.status != 0) || (err == nil && got.status != tt.status) {
				t.Fatalf("got %d, %v, expected %d", got.status, err, tt.status)
			}
			if tt.code != "" {
				got.denied(t, tt.status, tt.code)
			}
			if (tt.status == http.StatusTooManyRequests) != (got.header.Get("Retry-After") != "") {
				t.Errorf("got the headers %v", got.header)
			}
			if version := o.secret()["version"]; version != map[bool]float64{false: 1, true: 2}[tt.committed] {
				t.Errorf("the secret is at version %v", version)
			}
			again := o.keyed("run-1").call("POST", "/"+o.app.AppID+"/secret/reset", "")
			if tt.committed {
				again.denied(t, http.StatusConflict, "ER-TECH-0009")
			} else {
				again.want(t, http.StatusCreated)
			}
			if log := f.box.Requests(); log.ByRoute["POST /okto/management/v1/apps/{app_id}/secret/reset"] != 2 || log.ByRoute["GET /okto/management/v1/apps/{app_id}/secret"] != 1 {
				t.Errorf("got the log %v", log.ByRoute)
			}
		})
	}
}

// TestOktoSharesLatencyAndLog asks late, and finds the request in the log.
func TestOktoSharesLatencyAndLog(t *testing.T) {
	t.Parallel()
	clock := fakeClock()
	f := start(t, func(o *sandbox.Options) { o.Clock, o.Latency = clock, time.Minute })
	secret := f.okto().app.AppSecret
	done := make(chan answer, 1)
	go func() { done <- f.prove(secret) }()
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Minute)
	got := (<-done).want(t, http.StatusOK)
	log := f.box.Requests()
	if log.Total != 1 || log.Requests[0].Route != "GET /okto/api/v1/supported/networks" || log.Requests[0].RequestID != got.header.Get("X-Request-Id") {
		t.Errorf("got %+v", log)
	}
	if strings.Contains(fmt.Sprint(log), secret) {
		t.Error("the log holds a secret")
	}
}
