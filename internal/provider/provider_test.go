// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
)

// Keys that have the form of Tok's and open nothing.
const (
	sandboxKey = "tok_sandbox_0123456789abcdefghijABCDEFGHIJ01"
	liveKey    = "tok_live_0123456789abcdefghijABCDEFGHIJ0123"
)

// TestConfigure is the table of provider blocks of Tok, from validation to the
// opened connection. It sets environment variables, so it is not parallel.
func TestConfigure(t *testing.T) {
	tok := func(key any) map[string]any { return map[string]any{"api_key": key} }
	tests := []struct {
		name     string
		variable string // TOK_API_KEY
		block    inprocess.Values
		wrong    []string // of the one error; none for none
	}{
		{name: "a sandbox key", block: inprocess.Values{"tok": tok(sandboxKey)}},
		{name: "a live key", block: inprocess.Values{"tok": tok(liveKey)}},
		{name: "a key in the environment", variable: sandboxKey},
		{name: "everything", block: inprocess.Values{
			"tok": tok(sandboxKey), "environment": "sandbox", "endpoint": "http://127.0.0.1:8787/tok/v1", "max_retries": 0, "request_timeout": "1s", "bulk_reads": "off",
		}},
		{name: "nothing", wrong: []string{"No platform is configured", "tok", "TOK_API_KEY"}},
		{name: "an empty key", block: inprocess.Values{"tok": tok("")}, wrong: []string{"tok.api_key: "}},
		{name: "no key", block: inprocess.Values{"tok": map[string]any{}}, wrong: []string{"tok.api_key: ", "Credential is missing", "TOK_API_KEY"}},
		{name: "another key", block: inprocess.Values{"tok": tok("sk_live_0123456789SECRET")}, wrong: []string{"tok.api_key: ", "Not a Tok API key"}},
		{name: "a broken variable", variable: sandboxKey + "\n", wrong: []string{"tok.api_key: ", "line break", "TOK_API_KEY"}},
		{name: "an unknown key", block: inprocess.Values{"tok": tok(unknown)}, wrong: []string{"tok.api_key: ", "not known yet"}},
		{name: "the wrong environment", block: inprocess.Values{"tok": tok(sandboxKey), "environment": "production"}, wrong: []string{"environment: ", "sandbox", "production"}},
		{name: "the other wrong one", block: inprocess.Values{"tok": tok(liveKey), "environment": "sandbox"}, wrong: []string{"environment: ", "sandbox", "production"}},
		{name: "no environment at all", block: inprocess.Values{"tok": tok(liveKey), "environment": "staging"}, wrong: []string{"environment: ", "staging"}},
		{name: "an endpoint in clear text", block: inprocess.Values{"tok": tok(liveKey), "endpoint": "http://tok.example.com/v1"}, wrong: []string{"endpoint: ", "https"}},
		{name: "an endpoint with a query", block: inprocess.Values{"tok": tok(liveKey), "endpoint": "https://tok.example.com/v1?a=b"}, wrong: []string{"endpoint: ", "query"}},
		{name: "an empty endpoint", block: inprocess.Values{"tok": tok(liveKey), "endpoint": ""}, wrong: []string{"endpoint: ", "empty", "leave it out"}},
		{name: "an endpoint with a space after it", block: inprocess.Values{"tok": tok(liveKey), "endpoint": "https://tok.example.com/v1 "}, wrong: []string{"endpoint: ", "white space"}},
		{name: "an endpoint with two slashes", block: inprocess.Values{"tok": tok(liveKey), "endpoint": "https://tok.example.com/v1//"}, wrong: []string{"endpoint: ", "two slashes"}},
		{name: "half a retry", block: inprocess.Values{"tok": tok(liveKey), "max_retries": 1.5}, wrong: []string{"max_retries: Not a whole number: Got 1.5, which is not a whole number"}},
		{name: "half a request", block: inprocess.Values{"tok": tok(liveKey), "requests_per_minute": 0.5}, wrong: []string{"requests_per_minute: Not a whole number: Got 0.5"}},
		{name: "a timeout without end", block: inprocess.Values{"tok": tok(liveKey), "request_timeout": "9999999999h"}, wrong: []string{"request_timeout: ", "too long", "36500d"}},
		{name: "too many retries", block: inprocess.Values{"tok": tok(liveKey), "max_retries": 101}, wrong: []string{"max_retries: "}},
		{name: "half an item", block: inprocess.Values{"tok": tok(liveKey), "max_list_items": 100.5}, wrong: []string{"max_list_items: Not a whole number: Got 100.5"}},
		{name: "a list of less than a page", block: inprocess.Values{"tok": tok(liveKey), "max_list_items": 99}, wrong: []string{"max_list_items: "}},
		{name: "a list that fills the memory", block: inprocess.Values{"tok": tok(liveKey), "max_list_items": 1_000_001}, wrong: []string{"max_list_items: "}},
		{name: "a ceiling of nothing", block: inprocess.Values{"tok": tok(liveKey), "requests_per_minute": 0}, wrong: []string{"requests_per_minute: "}},
		{name: "a ceiling beyond any limit", block: inprocess.Values{"tok": tok(liveKey), "requests_per_minute": 100_001}, wrong: []string{"requests_per_minute: "}},
		{name: "fewer than no retries", block: inprocess.Values{"tok": tok(liveKey), "max_retries": -1}, wrong: []string{"max_retries: "}},
		{name: "bulk reads of another kind", block: inprocess.Values{"tok": tok(liveKey), "bulk_reads": "on"}, wrong: []string{"bulk_reads: ", "auto", "off"}},
		{name: "bulk reads that are not known yet", block: inprocess.Values{"tok": tok(liveKey), "bulk_reads": unknown}, wrong: []string{"bulk_reads: ", "not known yet"}},
		{name: "no timeout", block: inprocess.Values{"tok": tok(liveKey), "request_timeout": "0s"}, wrong: []string{"request_timeout: "}},
		{name: "a timeout of no unit", block: inprocess.Values{"tok": tok(liveKey), "request_timeout": "30"}, wrong: []string{"request_timeout: "}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("TOK_API_KEY", test.variable)
			diags := inprocess.Serve(t, New("test")()).Configure(test.block)
			if test.wrong == nil {
				diags.None(t)
				return
			}
			diags.OneError(t, test.wrong...)
			for _, key := range []string{sandboxKey, liveKey, "0123456789SECRET"} {
				if strings.Contains(strings.Join(diags.Errors(), ""), key) {
					t.Errorf("the error holds the key: %q", diags.Errors())
				}
			}
		})
	}
}

// TestConfigureMakesNoCall proves that a configuration which only validates
// needs no platform, that the first read names the provider's version to the
// platform, and that the banks are read once for all.
func TestConfigureMakesNoCall(t *testing.T) {
	t.Parallel()
	var calls, banks atomic.Int64
	var agent atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		agent.Store(r.Header.Get("User-Agent"))
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/v1/banks" {
			banks.Add(1)
			_, _ = io.WriteString(w, `{"data":[{"id":"erste-hr"}],"nextCursor":null}`)
			return
		}
		_, _ = io.WriteString(w, `{"id":"org_1","environment":"sandbox"}`)
	}))
	t.Cleanup(server.Close)

	p := inprocess.Serve(t, New("1.2.3")())
	p.Configure(inprocess.Values{"endpoint": server.URL + "/v1", "tok": map[string]any{"api_key": sandboxKey}}).None(t)
	if n := calls.Load(); n != 0 {
		t.Errorf("configuring made %d calls", n)
	}
	r := p.Resource("openbanking_consent")
	for range 3 {
		r.Plan(inprocess.Object{}, inprocess.Values{"bank_id": "erste-hr", "callback_url": "https://example.com"}).Diagnostics.None(t)
	}
	if got := agent.Load(); got != "terraform-provider-openbanking/1.2.3" {
		t.Errorf("the User-Agent is %v", got)
	}
	if n := banks.Load(); n != 1 {
		t.Errorf("the banks were read %d times, want once", n)
	}
}

func TestPathOf(t *testing.T) {
	t.Parallel()
	for dotted, want := range map[string]path.Path{
		"environment": path.Root("environment"),
		"tok.api_key": path.Root("tok").AtName("api_key"),
	} {
		if got := pathOf(dotted); !got.Equal(want) {
			t.Errorf("%q becomes %s, want %s", dotted, got, want)
		}
	}
}
