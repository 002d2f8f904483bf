// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

const oktoBase = "/okto"

// The Okto document's operations, as they are named here.
const (
	oktoNetworks = "GET /api/v1/supported/networks"
	oktoApps     = "GET /management/v1/apps"
	oktoApp      = "GET /management/v1/apps/{app_id}"
	oktoSecret   = "GET /management/v1/apps/{app_id}/secret"
	oktoReset    = "POST /management/v1/apps/{app_id}/secret/reset"
)

// TestOktoRequestsThatAreCaught sends what the document forbids to a server that takes it.
func TestOktoRequestsThatAreCaught(t *testing.T) {
	t.Parallel()
	oktoPlatform().requireCaught(t, contract.Request, map[string]broken{
		"no App Secret":          {oktoNetworks + " 200", func(x *exchange) { x.header.Del("X-Api-Key") }, "x-api-key"},
		"no management token":    {oktoApps + " 200", func(x *exchange) { x.header.Del("Authorization") }, "Authorization"},
		"another scheme":         {oktoApps + " 200", func(x *exchange) { x.header.Set("Authorization", "ApiKey x") }, "scheme"},
		"an App Secret instead":  {oktoSecret + " 200", func(x *exchange) { x.header.Del("Authorization") }, "Authorization"},
		"impossible app":         {oktoApp + " 200", path("/management/v1/apps/-x"), "path parameter app_id: does not match"},
		"idempotency key":        {oktoReset + " 201", func(x *exchange) { x.header.Set("Idempotency-Key", "a b") }, "header Idempotency-Key"},
		"long idempotency key":   {oktoReset + " 201", func(x *exchange) { x.header.Set("Idempotency-Key", strings.Repeat("x", 256)) }, "fails maxLength"},
		"a field":                {oktoReset + " 201", body(`{"overlap_seconds":60}`), "overlap_seconds"},
		"no JSON":                {oktoReset + " 201", body(`{`), "cannot be decoded"},
		"a body on a read":       {oktoApps + " 200", body(`{}`), "the document has none"},
		"a path of another base": {oktoApps + " 200", path("/v1/apps"), "no such path or method"},
	})
}

func TestOktoRequestsThatMatch(t *testing.T) {
	t.Parallel()
	oktoPlatform().requireMatch(t, map[string]variant{
		"no body":          {oktoReset + " 201", func(x *exchange) { x.request = nil }},
		"an empty object":  {oktoReset + " 201", body(`{}`)},
		"idempotency key":  {oktoReset + " 201", func(x *exchange) { x.header.Set("Idempotency-Key", "a:b/c~!") }},
		"only a token":     {oktoReset + " 201", func(x *exchange) { x.header.Del("X-Api-Key") }},
		"only a secret":    {oktoNetworks + " 200", func(x *exchange) { x.header.Del("Authorization") }},
		"a Client SWA":     {oktoApp + " 200", path("/management/v1/apps/0x" + strings.Repeat("a1", 20))},
		"a small bearer":   {oktoApps + " 200", func(x *exchange) { x.header.Set("Authorization", "bearer okto_mgmt_x") }},
		"the other status": {oktoNetworks + " 201", func(*exchange) {}},
	})
}

func TestOktoAnswersThatAreCaught(t *testing.T) {
	t.Parallel()
	oktoPlatform().requireCaught(t, contract.Response, map[string]broken{
		"undocumented status":    {oktoApps + " 200", func(x *exchange) { x.status = http.StatusAccepted }, "no such status"},
		"no 429 for a read":      {oktoApps + " 503", func(x *exchange) { x.status = http.StatusTooManyRequests }, "no such status"},
		"secret shown again":     {oktoSecret + " 200", replaced(`"version":2`, `"version":2,"app_secret":"`+strings.Repeat("x", 43)+`"`), "does not: app_secret"},
		"a guessable secret":     {oktoReset + " 201", replaced("oOYlyws99ps44fhdLjBgWd6xwXLcVzoKrLWCtRs1Bmz", "short"), "/data/app_secret: fails minLength"},
		"version 0":              {oktoSecret + " 200", replaced(`"version":2`, `"version":0`), "/data/version: fails minimum"},
		"no prefix":              {oktoSecret + " 200", replaced("sha256:", ""), "/data/fingerprint: does not match"},
		"local time":             {oktoSecret + " 200", replaced("09:00:00Z", "09:00:00+01:00"), "/data/created_at: does not match"},
		"an error as a success":  {oktoApps + " 200", replaced(`"status":"success"`, `"status":"error"`), "/status: is not success"},
		"another environment":    {oktoApp + " 200", replaced(`"sandbox"`, `"staging"`), "/data/environment: is none of"},
		"a replay without what":  {oktoReset + " 409", replaced(`,"version":2`, ``), "version"},
		"code of another status": {oktoApp + " 404", replaced(`"code":404`, `"code":400`), "/error/code: is not 404"},
		"a route for an app":     {oktoApp + " 404", replaced("ER-TECH-0002", "ER-ROUTE"), "/error/errorCode: is not ER-TECH-0002"},
		"no trace":               {oktoApp + " 404", replaced("678a3f1e00000000ced7e3483989507c", ""), "/error/trace_id: does not match"},
	})
}

// TestOktoUnknownRoutes covers what answers where the document has nothing. A path that does not exist must not look
// like an app that does not.
func TestOktoUnknownRoutes(t *testing.T) {
	t.Parallel()
	p := oktoPlatform()
	for name, tt := range map[string]struct {
		x       exchange
		blamed  bool
		message string
	}{
		"as documented": {p.fallback(t, "RouteNotFound", http.StatusNotFound, http.MethodGet, "/nowhere"), false, ""},
		"odd method":    {p.fallback(t, "MethodNotAllowed", http.StatusMethodNotAllowed, http.MethodDelete, "/management/v1/apps"), false, ""},
		"as an app":     {p.fallback(t, "NotFound", http.StatusNotFound, http.MethodGet, "/nowhere"), true, "ER-ROUTE"},
	} {
		got := reasons(violations(t, p.loose(t), tt.x), contract.Response)
		if (len(got) > 0) != tt.blamed || !strings.Contains(strings.Join(got, " "), tt.message) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// TestPlatformsDoNotMix shows that each Validator leaves the other's traffic alone, so that both can stand around one
// server.
func TestPlatformsDoNotMix(t *testing.T) {
	t.Parallel()
	teapot := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	for _, p := range platforms() {
		for _, other := range platforms() {
			found := 0
			handler := p.loose(t).Middleware(func(contract.Violation) { found++ })(teapot)
			handler.ServeHTTP(httptest.NewRecorder(), other.documented(t)[0].toRequest(t))
			if (found > 0) != (p.name == other.name) {
				t.Errorf("the %s document reports %d violations in %s traffic", p.name, found, other.name)
			}
		}
	}
}
