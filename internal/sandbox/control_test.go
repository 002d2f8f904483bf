// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	f := start(t)
	body := f.raw("GET", "/_sandbox/credentials", "").want(t, http.StatusOK).body
	var organisations struct {
		Organisations []map[string]json.RawMessage `json:"organisations"`
	}
	if err := json.Unmarshal(body, &organisations); err != nil {
		t.Fatal(err)
	}
	// The seed gives the same text in every release.
	for platform, want := range map[string]string{
		"tok":  "2487cb871bece607d34e3cffbcf88cc7d15d517b5201f854ca9b264d7bc24d37",
		"okra": "243d15ae169aff696edc1c42182caea007c6362bbc30379c401e88a0918ead35",
		"okto": "19771e3239b189685a3e4e87fb689dee2c7b9f9170a5ce36dd300780c4c67a33",
	} {
		if got := fmt.Sprintf("%x", sha256.Sum256(organisations.Organisations[0][platform])); got != want {
			t.Errorf("the credentials of %s have the SHA-256 %s: they are others than in earlier releases", platform, got)
		}
	}
	shown := f.box.Credentials()
	seen := map[string]bool{}
	for _, o := range shown.Organisations {
		for environment, key := range map[string]string{"sandbox": o.Get("tok", "sandbox", "api_key"), "production": o.Get("tok", "production", "api_key")} {
			who := f.as(key).do("GET", "/organisation", "").want(t, http.StatusOK).object()
			if who["id"] != o.ID || who["name"] != o.Name || who["environment"] != environment || who["tier"] != "unlimited" {
				t.Errorf("got %v, expected %s in %s", who, o.ID, environment)
			}
			seen[key] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("got %d different keys, expected 4", len(seen))
	}
	for _, text := range []string{fmt.Sprint(shown), fmt.Sprintf("%+v", shown), fmt.Sprintf("%#v", shown)} {
		if strings.Contains(text, "tok_") {
			t.Errorf("printing the credentials shows a key: %s", text)
		}
	}
}

func TestSeedDecidesTheCredentials(t *testing.T) {
	t.Parallel()
	key := func(seed int64) string {
		return start(t, func(o *sandbox.Options) { o.Seed = seed }).box.Credentials().Organisations[0].Get("tok", "sandbox", "api_key")
	}
	first, again, other := key(1), key(1), key(2)
	if first != again || first == other {
		t.Error("the seed does not decide the credentials")
	}
	if random := key(0); random == key(0) || random == first {
		t.Error("without a seed, the credentials can be known beforehand")
	}
}

func TestClockCanBeAdvanced(t *testing.T) {
	t.Parallel()
	f := start(t)
	if got := f.raw("GET", "/_sandbox/clock", "").want(t, http.StatusOK).object()["now"]; got != "2026-03-01T12:00:00Z" {
		t.Errorf("got %v, expected noon", got)
	}
	if got := f.raw("POST", "/_sandbox/clock", `{"advance":"24h30m"}`).want(t, http.StatusOK).object()["now"]; got != "2026-03-02T12:30:00Z" {
		t.Errorf("got %v, expected a day and a half hour later", got)
	}
	for _, body := range []string{`{"advance":"-1h"}`, `{"advance":"1000000h"}`, `{"advance":"soon"}`, `{}`, `{"advance":"1h","by":1}`, `nonsense`} {
		got := f.raw("POST", "/_sandbox/clock", body).want(t, http.StatusBadRequest)
		if got.object().text("error") == "" {
			t.Errorf("%s: no explanation in %s", body, got.body)
		}
	}
	if got := f.raw("GET", "/_sandbox/health", "").want(t, http.StatusOK).object(); got["status"] != "ok" || got["now"] != "2026-03-02T12:30:00Z" || got["version"] != "dev" {
		t.Errorf("got %v", got)
	}
}

func TestResetBringsTheSeedBack(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.Tier = "free" })
	seeded := f.do("GET", "/organisation", "").want(t, http.StatusOK).object().text("apiKeyId")
	made := f.do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated).object()
	f.approved("erste-hr")
	paid := f.executed("1", "EUR").text("id")
	f.webhook("https://192.0.2.1/")
	f.do("DELETE", "/api-keys/"+seeded, "").want(t, http.StatusNoContent)
	for f.stranger().do("GET", "/organisation", "").status == http.StatusOK {
		continue // Until the bucket is empty.
	}
	f.raw("POST", "/_sandbox/reset", "").want(t, http.StatusNoContent)

	f.stranger().do("GET", "/organisation", "").want(t, http.StatusOK)
	f.as(made.text("key")).do("GET", "/organisation", "").refused(t, http.StatusUnauthorized, "INVALID_API_KEY", "")
	keys := f.do("GET", "/api-keys", "").want(t, http.StatusOK).data()
	if len(keys) != 1 || keys[0]["id"] != seeded || keys[0]["status"] != "active" {
		t.Errorf("got %v, expected the seeded key alone", keys)
	}
	for _, path := range []string{"/consents", "/accounts", "/webhooks"} {
		if got := f.do("GET", path, "").want(t, http.StatusOK).data(); len(got) != 0 {
			t.Errorf("%s: got %v, expected nothing", path, got)
		}
	}
	f.do("GET", "/payments/"+paid, "").refused(t, http.StatusNotFound, "NOT_FOUND", "")
}

func TestRequestsAreLogged(t *testing.T) {
	t.Parallel()
	f := start(t)
	ok := f.do("GET", "/accounts?limit=3", "").want(t, http.StatusOK)
	f.do("GET", "/api-keys/key_1", "").want(t, http.StatusNotFound)
	f.do("GET", "/api-keys/key_2", "").want(t, http.StatusNotFound)
	f.do("GET", "/nothing", "").want(t, http.StatusNotFound)
	f.as("").raw("GET", f.consent("erste-hr").text("redirectUrl"), "").want(t, http.StatusOK)
	if err := f.box.AddFault(sandbox.Fault{Kind: "status", Status: 502}); err != nil {
		t.Fatal(err)
	}
	f.do("GET", "/banks", "").want(t, http.StatusBadGateway)

	var logged sandbox.RequestLog
	got := f.raw("GET", "/_sandbox/requests", "").want(t, http.StatusOK)
	if err := json.Unmarshal(got.body, &logged); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(logged) != fmt.Sprint(f.box.Requests()) {
		t.Error("the endpoint and the method show different logs")
	}
	want := map[string]int{
		"GET /tok/v1/accounts": 1, "GET /tok/v1/api-keys/{id}": 2, "GET unrouted": 1,
		"POST /tok/v1/consents": 1, "GET /sca/{handle}": 1, "GET /tok/v1/banks": 1,
	}
	if logged.Total != 7 || fmt.Sprint(logged.ByRoute) != fmt.Sprint(want) {
		t.Errorf("got %d requests %v, expected 7, %v", logged.Total, logged.ByRoute, want)
	}
	first, last := logged.Requests[0], logged.Requests[6]
	if first.Path != "/tok/v1/accounts" || first.Status != 200 || first.RequestID != ok.header.Get("X-Request-Id") || !first.Time.Equal(noon()) {
		t.Errorf("got %+v first", first)
	}
	if last.Path != "/tok/v1/banks" || last.Status != 502 || last.RequestID == "" {
		t.Errorf("got %+v last", last)
	}
	f.raw("DELETE", "/_sandbox/requests", "").want(t, http.StatusNoContent)
	if got := f.box.Requests(); got.Total != 0 || len(got.Requests) != 0 || len(got.ByRoute) != 0 {
		t.Errorf("got %+v after clearing", got)
	}
}

func TestDocumentsAreServed(t *testing.T) {
	t.Parallel()
	f := start(t)
	want, err := openapi.Document("tok")
	if err != nil {
		t.Fatal(err)
	}
	if got := f.raw("GET", "/openapi/tok.yaml", "").want(t, http.StatusOK); string(got.body) != string(want) {
		t.Error("the document is not served as it is")
	}
	for _, path := range []string{"/openapi/other.yaml", "/openapi/tok.json", "/openapi/../tok.yaml", "/other"} {
		f.raw("GET", path, "").want(t, http.StatusNotFound)
	}
	if got := f.raw("GET", "/", "").want(t, http.StatusOK); !strings.Contains(string(got.body), "/tok/v1") {
		t.Errorf("the first page does not say where the API is: %s", got.body)
	}
}

func TestLatencyIsInTimeOfTheClock(t *testing.T) {
	t.Parallel()
	clock := fakeClock()
	f := start(t, func(o *sandbox.Options) { o.Clock, o.Latency = clock, time.Minute })
	done := make(chan answer, 1)
	go func() { done <- f.do("GET", "/organisation", "") }()
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if len(done) != 0 {
		t.Error("the answer came early")
	}
	clock.Advance(time.Minute)
	(<-done).want(t, http.StatusOK)
}
