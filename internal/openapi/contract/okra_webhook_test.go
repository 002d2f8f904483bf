// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// okraMessage is a delivery with the document's own example.
func okraMessage(t *testing.T, example string) (r *http.Request, body []byte) {
	t.Helper()
	doc := okraPlatform().parse(t)
	body = encode(t, at(t, doc, doc, "components", "examples", example, "value"))
	r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hook?token=hush-hush", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer hush-hush")
	return r, body
}

func TestOkraMessagesThatMatch(t *testing.T) {
	t.Parallel()
	for _, example := range []string{"AuthMessage", "TransactionsMessage", "TestMessage"} {
		for _, authorization := range []string{"Bearer hush-hush", ""} {
			r, body := okraMessage(t, example)
			if r.Header.Del("Authorization"); authorization != "" {
				r.Header.Set("Authorization", authorization)
			}
			if found := okraPlatform().loose(t).Webhook(r, body); len(found) != 0 {
				t.Errorf("%s with %q: %v", example, authorization, found)
			}
		}
	}
}

func TestOkraMessagesThatAreCaught(t *testing.T) {
	t.Parallel()
	replace := func(old, with string) func(*http.Request, string) string {
		return func(_ *http.Request, body string) string { return strings.ReplaceAll(body, old, with) }
	}
	header := func(name, value string) func(*http.Request, string) string {
		return func(r *http.Request, body string) string { r.Header.Set(name, value); return body }
	}
	tests := map[string]struct {
		example string
		change  func(r *http.Request, body string) string
		want    string
	}{
		"another method":        {"TestMessage", func(r *http.Request, body string) string { r.Method = http.MethodGet; return body }, "as a POST"},
		"another scheme":        {"TestMessage", header("Authorization", "hush-hush"), "header Authorization: does not match"},
		"a form":                {"TestMessage", header("Content-Type", "application/x-www-form-urlencoded"), "content type"},
		"no JSON":               {"TestMessage", replace("{", ""), "cannot be decoded"},
		"another kind":          {"AuthMessage", replace("AUTH_SUCCESS", "INITIAL_TRANSACTIONS"), "/callback_code: is not AUTH_SUCCESS"},
		"a mixture":             {"AuthMessage", replace(`"method":"AUTH"`, `"method":"TEST"`), "/method: is not AUTH"},
		"nobody's":              {"AuthMessage", replace(`"customerId":"699eba1020b9de6f5b2c0001"`, `"customerId":null`), "/customerId: is of type null"},
		"a test of a customer":  {"TestMessage", replace(`"customerId":null`, `"customerId":"699eba1020b9de6f5b2c0001"`), "/customerId: is of type string"},
		"no count":              {"TransactionsMessage", replace(`,"new_transactions":400`, ``), "lacks new_transactions"},
		"a count of a test":     {"TestMessage", replace(`{`, `{"new_transactions":1,`), "/new_transactions: is not in the document"},
		"absent, not null":      {"TestMessage", replace(`"record":null,`, ``), "lacks record"},
		"a failure":             {"AuthMessage", replace("is_success", "is_error"), "/status: is not is_success"},
		"another environment":   {"AuthMessage", replace("production-sandbox", "sandbox"), "/env: is none of"},
		"a token in the body":   {"AuthMessage", replace(`{`, `{"token":"hush-hush",`), "/token: is not in the document"},
		"a time of another day": {"AuthMessage", replace("2026-02-25T09:00:00Z", "2026-02-30T09:00:00Z"), "is not of the format date-time"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, body := okraMessage(t, tt.example)
			found := okraPlatform().loose(t).Webhook(r, []byte(tt.change(r, string(body))))
			texts := reasons(found, contract.Request)
			if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, tt.want) }) {
				t.Errorf("got %q, want one with %q", texts, tt.want)
			}
			if strings.Contains(strings.Join(texts, " "), "hush") {
				t.Errorf("a violation holds a value: %q", texts)
			}
		})
	}
}
