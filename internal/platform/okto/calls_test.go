// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestGet proves what is read of a secret, the platform's clock included.
func TestGet(t *testing.T) {
	t.Parallel()
	got, err := serve(t, dialecttest.Answer(200, secretJSON)).open(0).Get(t.Context(), "app-1")
	if err != nil {
		t.Fatal(err)
	}
	want := platform.AppSecret{
		AppID: "app-1", Version: 3, Fingerprint: "sha256:00ff", AsOf: platform.AsOf{Said: dialecttest.Noon()},
		CreatedAt: time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC), LastUsedAt: time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC),
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestGetTolerates proves that unknown fields, null and absent optional fields
// are no obstacle.
func TestGetTolerates(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"null":    `{"app_id":"app-1","version":3,"fingerprint":null,"created_at":null,"last_used_at":null,"rotated_by":{"x":1}}`,
		"absent":  `{"app_id":"app-1","version":3}`,
		"empty":   `{"app_id":"app-1","version":3,"fingerprint":"","created_at":"","last_used_at":""}`,
		"no word": `{"app_id":"app-1","version":3}`,
	} {
		body := `{"status":"success","data":` + data + `,"took":"1ms"}`
		if name == "no word" {
			body = `{"data":` + data + `}`
		}
		got, err := serve(t, dialecttest.Answer(200, body)).open(0).Get(t.Context(), "app-1")
		if err != nil || got != (platform.AppSecret{AppID: "app-1", Version: 3, AsOf: platform.AsOf{Said: dialecttest.Noon()}}) {
			t.Errorf("%s: got %+v and %v", name, got, err)
		}
	}
}

// TestReset proves what a reset sends, and that the secret comes back with it.
func TestReset(t *testing.T) {
	t.Parallel()
	server := serve(t, dialecttest.Answer(201, resetJSON))
	got, err := server.open(0).Reset(t.Context(), "app-1")
	if err != nil {
		t.Fatal(err)
	}
	want := platform.AppSecret{AppID: "app-1", Version: 4, Secret: "shown-once", Fingerprint: "sha256:0aff", CreatedAt: dialecttest.Noon(), AsOf: platform.AsOf{Said: dialecttest.Noon()}}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	request := server.Seen()[0]
	if request.Header.Get("Authorization") != "Bearer "+testToken || request.Header.Get("User-Agent") != "test/1" {
		t.Errorf("the headers are %v", request.Header)
	}
	if key := request.Header.Get("Idempotency-Key"); len(key) < 20 {
		t.Errorf("the idempotency key is %q, want one that nobody guesses", key)
	}
	if request.Body != "" || request.Header.Get("X-Api-Key") != "" {
		t.Errorf("sent the body %q and the headers %v", request.Body, request.Header)
	}
}

// TestApps proves what a list of apps says.
func TestApps(t *testing.T) {
	t.Parallel()
	apps, err := serve(t).open(0).Apps(t.Context())
	if err != nil || len(apps) != 2 || apps[1] != (platform.App{ID: "app-2", Name: "Kiosk"}) {
		t.Errorf("got %v and %v", apps, err)
	}
}

// TestAppsOnce proves that an app which the list has twice is one, and that null in
// place of the list is not taken for an empty one.
func TestAppsOnce(t *testing.T) {
	t.Parallel()
	const app = `{"app_id":"app-1","environment":"sandbox"}`
	server := serve(t)
	server.Check = dialecttest.Answer(200, `{"status":"success","data":{"apps":[`+app+`,`+app+`]}}`)
	if apps, err := server.open(0).Apps(t.Context()); err != nil || len(apps) != 1 {
		t.Errorf("got %v and %v", apps, err)
	}
	server = serve(t)
	server.Check = dialecttest.Answer(200, `{"status":"success","data":{"apps":null}}`)
	_, err := server.open(0).Apps(t.Context())
	mentions(t, err, "/management/v1/apps", "apps", "null where a list belongs")
}

// TestPaths proves that each operation calls its own endpoint, whatever an id
// looks like, and that a token in place of an id is never sent.
func TestPaths(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		server := serve(t, op.success)
		if err := op.call(t.Context(), server.open(0)); err != nil {
			t.Errorf("%s: %v", op.name, err)
		}
		if got := server.Seen()[0]; got.Method != op.method || got.URI != op.uri {
			t.Errorf("%s: called %s %s, want %s %s", op.name, got.Method, got.URI, op.method, op.uri)
		}
	}
	server := serve(t, dialecttest.Answer(200, secretJSON))
	if _, err := server.open(0).Get(t.Context(), "a?b#c%2F.."); err != nil {
		t.Error(err)
	}
	if got := server.Seen()[0].URI; got != "/okto/management/v1/apps/a%3Fb%23c%252F../secret" {
		t.Errorf("the id is sent as %s", got)
	}
	unused := serve(t).open(0)
	for _, id := range []string{"", ".", "..", testToken, "app-1/../app-2", "app 1", "app-1\n"} {
		_, getErr := unused.Get(t.Context(), id)
		_, resetErr := unused.Reset(t.Context(), id)
		for _, err := range []error{getErr, resetErr} {
			if err == nil || platform.IsNotFound(err) || platform.IsOutcomeUnknown(err) {
				t.Errorf("the id %q: got %v", id, err)
				continue
			}
			mentions(t, err)
		}
	}
}

// TestDefaultAppID proves that the provider block's app is handed on.
func TestDefaultAppID(t *testing.T) {
	t.Parallel()
	if got := serve(t).open(0).DefaultAppID(); got != "app-1" {
		t.Errorf("got %q", got)
	}
}

// TestMalformed proves that an answer which nobody could use is an error that
// names the endpoint and the field, and that such a reset counts as made.
func TestMalformed(t *testing.T) {
	t.Parallel()
	const reset = `{"status":"success","data":{"app_id":"app-1","app_secret":"shown-once","version":4`
	for name, test := range map[string]struct{ get, reset, field string }{
		"no data":        {`{"status":"success"}`, `{"status":"success"}`, "data"},
		"null for data":  {`{"status":"success","data":null}`, `{"status":"success","data":null}`, "data"},
		"a list":         {`{"status":"success","data":[]}`, `{"status":"success","data":[]}`, "data"},
		"no app id":      {`{"status":"success","data":{"version":3}}`, `{"status":"success","data":{"app_secret":"shown-once","version":4}}`, "app_id"},
		"no version":     {`{"status":"success","data":{"app_id":"app-1"}}`, `{"status":"success","data":{"app_id":"app-1","app_secret":"shown-once"}}`, "version"},
		"version as 3.5": {`{"status":"success","data":{"app_id":"app-1","version":3.5}}`, reset + `.5}}`, "version"},
		"version as text": {
			`{"status":"success","data":{"app_id":"app-1","version":"3"}}`,
			`{"status":"success","data":{"app_id":"app-1","app_secret":"shown-once","version":"4"}}`, "version",
		},
		"a time that is none": {
			`{"status":"success","data":{"app_id":"app-1","version":3,"created_at":"yesterday"}}`, reset + `,"created_at":"yesterday"}}`, "created_at",
		},
		"an error after all": {`{"status":"error","data":{"app_id":"app-1","version":3}}`, `{"status":"error","data":{}}`, "status"},
		"cut off":            {`{"status":"success","data":{"app_id":"app-1","ver`, reset, "JSON ends too early"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := serve(t, dialecttest.Answer(200, test.get)).open(0).Get(t.Context(), "app-1")
			mentions(t, err, "GET /management/v1/apps/app-1/secret", test.field)
			if platform.KindOf(err) != platform.KindUnexpected || platform.IsOutcomeUnknown(err) {
				t.Errorf("reading: got the kind %d of %v", platform.KindOf(err), err)
			}
			bad := dialecttest.Answer(201, test.reset)
			_, err = serve(t, bad, bad, bad).open(0).Reset(t.Context(), "app-1")
			mentions(t, err, "POST /management/v1/apps/app-1/secret/reset", test.field)
			if platform.KindOf(err) != platform.KindUnexpected || !platform.IsOutcomeUnknown(err) {
				t.Errorf("resetting: got the kind %d of %v", platform.KindOf(err), err)
			}
		})
	}
	missing := dialecttest.Answer(201, `{"status":"success","data":{"app_id":"app-1","version":4}}`)
	_, err := serve(t, missing, missing, missing).open(0).Reset(t.Context(), "app-1")
	mentions(t, err, "app_secret")
}

// TestErrors proves how each refusal is sorted: not found is the platform's own
// word alone, and nothing that came with a success or a broken server counts.
func TestErrors(t *testing.T) {
	t.Parallel()
	html := func(status int) http.HandlerFunc { return dialecttest.Typed(status, "text/html", "<html>No</html>") }
	tests := map[string]struct {
		step http.HandlerFunc
		want platform.Kind
	}{
		"not found":                      {refusal(404, "ER-TECH-0002"), platform.KindNotFound},
		"not found with 400":             {refusal(400, "ER-TECH-0002"), platform.KindNotFound},
		"not found with 403":             {refusal(403, "ER-TECH-0002"), platform.KindUnexpected},
		"a wrong route":                  {refusal(404, "ER-ROUTE"), platform.KindUnexpected},
		"a web page with 404":            {html(404), platform.KindUnexpected},
		"an empty 404":                   {dialecttest.Answer(404, ""), platform.KindUnexpected},
		"another one's 404":              {dialecttest.Answer(404, `{"error":{"code":"NOT_FOUND","errorCode":"ER-TECH-0002"}}`), platform.KindUnexpected},
		"unknown token":                  {refusal(401, "ER-TECH-0007"), platform.KindUnauthenticated},
		"no token":                       {refusal(401, "ER-TECH-0016"), platform.KindUnauthenticated},
		"unknown token with 400":         {refusal(400, "ER-TECH-0007"), platform.KindUnauthenticated},
		"a web page with 401":            {html(401), platform.KindUnauthenticated},
		"a web page with 403":            {html(403), platform.KindForbidden},
		"forbidden":                      {refusal(403, "ER-TECH-0999"), platform.KindForbidden},
		"invalid":                        {refusal(400, "ER-TECH-0004"), platform.KindInvalid},
		"invalid by 422":                 {refusal(422, "ER-TECH-0013"), platform.KindInvalid},
		"rate limit":                     {refusal(429, "ER-TECH-0100"), platform.KindRateLimited},
		"rate limit without a code":      {dialecttest.Answer(429, `{"status":"error","error":{"code":-32603,"message":"slow down"}}`), platform.KindRateLimited},
		"the second version's errors":    {dialecttest.Answer(400, `{"status":"error","error":{"code":-32603,"message":"no","data":"x"}}`), platform.KindInvalid},
		"the conflict of another key":    {refusal(409, "ER-TECH-0004"), platform.KindConflict},
		"a teapot":                       {refusal(418, "ER-TECH-0001"), platform.KindUnexpected},
		"a redirect":                     {html(302), platform.KindUnexpected},
		"a proxy that asks for a log-in": {html(407), platform.KindUnexpected},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, op := range operations() {
				err := op.call(t.Context(), serve(t, test.step).open(0))
				dialecttest.CheckKind(t, err, test.want)
				if platform.IsOutcomeUnknown(err) {
					t.Errorf("%s: was refused, but its outcome counts as unknown: %v", op.name, err)
				}
				mentions(t, err)
			}
		})
	}
	_, err := serve(t, refusal(500, "ER-TECH-0002")).open(0).Get(t.Context(), "app-1")
	if err == nil || platform.IsNotFound(err) {
		t.Errorf("not found with 500: got %v", err)
	}
	err = operations()[0].call(t.Context(), serve(t, refusal(400, "ER-TECH-0004")).open(0))
	mentions(t, err, "ER-TECH-0004", "No.", "trace-1", "GET /management/v1/apps/app-1/secret")
}

// TestErrorsThatCameAsSuccess proves that an error with a status of success counts
// as neither: nothing is not found because of it, and a reset may have been made.
func TestErrorsThatCameAsSuccess(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]http.HandlerFunc{
		"not found": refusal(200, "ER-TECH-0002"), "unknown token": refusal(200, "ER-TECH-0007"),
		"with the reset's status": dialecttest.Answer(201, refusalJSON("ER-TECH-0004")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := serve(t, step).open(0).Get(t.Context(), "app-1")
			dialecttest.CheckKind(t, err, platform.KindUnexpected)
			if platform.IsOutcomeUnknown(err) {
				t.Errorf("a read has an outcome: %v", err)
			}
			_, err = serve(t, step, step, step).open(0).Reset(t.Context(), "app-1")
			dialecttest.CheckKind(t, err, platform.KindUnexpected)
			if !platform.IsOutcomeUnknown(err) {
				t.Errorf("the old secret counts as alive: %v", err)
			}
		})
	}
}

// TestAppsWithoutAnEnd proves that of a list of apps, which has no pages, no more is
// read than is allowed, and that the error says what to do.
func TestAppsWithoutAnEnd(t *testing.T) {
	t.Parallel()
	body := func(n int) string {
		return `{"status":"success","data":{"apps":[` + strings.Repeat(`{"app_id":"a"},`, n-1) + `{"app_id":"b"}]}}`
	}
	for n, want := range map[int]string{
		20:     "",
		21:     "GET /management/v1/apps has listed more than is read: by page 1 there are 21 items",
		10_001: `the field "data.apps" has more than 10000 items`,
	} {
		server := serve(t)
		server.Check = dialecttest.Answer(200, body(n))
		_, err := server.openFor(0, 20).Apps(t.Context())
		if (err == nil) != (want == "") || (err != nil && !strings.Contains(err.Error(), want)) {
			t.Errorf("%d apps: got %v, want %q", n, err, want)
		}
	}
}
