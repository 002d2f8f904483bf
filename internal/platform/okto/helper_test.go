// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// testToken has the form of a management token. It opens nothing.
const testToken = "okto_mgmt_0123456789abcdefghijABCDEFGHIJ01"

// What the control plane answers, written by hand from the contract.
const (
	appsJSON   = `{"status":"success","data":{"apps":[{"app_id":"app-1","name":"Wallet","environment":"sandbox"},{"app_id":"app-2","name":"Kiosk","environment":"sandbox"}]}}`
	secretJSON = `{"status":"success","data":{"app_id":"app-1","version":3,"fingerprint":"sha256:00ff","created_at":"2026-02-01T12:00:00Z","last_used_at":"2026-03-01T08:30:00Z"}}`
	resetJSON  = `{"status":"success","data":{"app_id":"app-1","app_secret":"shown-once","version":4,"fingerprint":"sha256:0aff","created_at":"2026-03-01T12:00:00Z"}}`
)

// oktoServer plays Okto by a script, and opens the dialect on it.
type oktoServer struct {
	*dialecttest.Server

	t *testing.T
}

// isCheck recognises the list of apps, by which the environment is checked.
func isCheck(r dialecttest.Received) bool {
	return r.Method == http.MethodGet && r.URI == "/okto/management/v1/apps"
}

func serve(t *testing.T, steps ...http.HandlerFunc) oktoServer {
	t.Helper()
	return oktoServer{dialecttest.Serve(t, isCheck, dialecttest.Answer(200, appsJSON), steps...), t}
}

// open connects to the server with retries, which take no time.
func (s oktoServer) open(retries int) platform.AppSecrets {
	s.t.Helper()
	return s.openFor(retries, 0)
}

// openFor connects with a bound for the apps; 0 is the default.
func (s oktoServer) openFor(retries, mostItems int) platform.AppSecrets {
	s.t.Helper()
	opened, err := Dialect{clock: dialecttest.InstantClock()}.Open(platform.Settings{
		Environment:    "sandbox",
		Endpoint:       s.URL + "/okto",
		Credentials:    map[string]string{"management_token": testToken, "app_id": "app-1"},
		MaxRetries:     retries,
		MaxListItems:   mostItems,
		RequestTimeout: time.Minute,
		UserAgent:      "test/1",
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return opened.AppSecrets
}

// refusal is a step that answers in Okto's error envelope.
func refusal(status int, code string) http.HandlerFunc {
	return dialecttest.Answer(status, refusalJSON(code))
}

func refusalJSON(code string) string {
	return `{"status":"error","error":{"code":1,"errorCode":"` + code + `","message":"No.","trace_id":"trace-1"}}`
}

// truncated is a step whose body is shorter than announced.
func truncated(w http.ResponseWriter, r *http.Request) {
	dialecttest.Truncated(http.StatusCreated, resetJSON[:len(resetJSON)-20])(w, r)
}

// mentions fails the test unless the error's text holds every given one, and
// never a secret.
func mentions(t *testing.T, err error, texts ...string) {
	t.Helper()
	dialecttest.Mentions(t, err, []string{testToken, "shown-once"}, texts...)
}

// operation is one call of the dialect, for tables over all of them.
type operation struct {
	name, method, uri string
	success           http.HandlerFunc
	call              func(context.Context, platform.AppSecrets) error
}

func operations() []operation {
	return []operation{
		{"get", "GET", "/okto/management/v1/apps/app-1/secret", dialecttest.Answer(200, secretJSON), func(ctx context.Context, a platform.AppSecrets) error {
			_, err := a.Get(ctx, "app-1")
			return err
		}},
		{"reset", "POST", "/okto/management/v1/apps/app-1/secret/reset", dialecttest.Answer(201, resetJSON), func(ctx context.Context, a platform.AppSecrets) error {
			_, err := a.Reset(ctx, "app-1")
			return err
		}},
	}
}
