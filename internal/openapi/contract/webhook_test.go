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

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// message is a delivery with the document's own example.
func message(t *testing.T, example string) (r *http.Request, body []byte) {
	t.Helper()
	doc := parse(t)
	body = encode(t, at(t, doc, doc, "components", "examples", example, "value"))
	r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hook?token=hush-hush", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Webhook-Id", "dlv_01HXYZ5T9QZ8V3M4N6P7R8S9T1")
	r.Header.Set("Webhook-Timestamp", "1772010000")
	signature := "v1," + strings.Repeat("A", 43) + "="
	r.Header.Set("Webhook-Signature", signature+" "+signature)
	return r, body
}

func TestWebhookMessages(t *testing.T) {
	t.Parallel()
	header := func(name, value string) func(*http.Request, string) string {
		return func(r *http.Request, body string) string { r.Header.Set(name, value); return body }
	}
	replace := func(old, with string) func(*http.Request, string) string {
		return func(_ *http.Request, body string) string { return strings.ReplaceAll(body, old, with) }
	}
	tests := map[string]struct {
		change func(r *http.Request, body string) string
		want   string // Empty for a message that matches.
	}{
		"as documented":      {replace("", ""), ""},
		"other method":       {func(r *http.Request, body string) string { r.Method = http.MethodPut; return body }, "as a POST"},
		"no id":              {func(r *http.Request, body string) string { r.Header.Del("Webhook-Id"); return body }, "header webhook-id is missing"},
		"other id":           {header("Webhook-Id", "hush-hush"), "header webhook-id: does not match"},
		"timestamp as text":  {header("Webhook-Timestamp", "2026-02-25T09:00:00Z"), "header webhook-timestamp is not a whole number"},
		"signature":          {header("Webhook-Signature", "v1,hush-hush"), "header webhook-signature: does not match"},
		"other content type": {header("Content-Type", "text/plain"), "content type"},
		"no JSON":            {func(*http.Request, string) string { return "hush-hush" }, "cannot be decoded"},
		"unknown event":      {replace("consent.authorized", "consent.slept"), "body /type: is none of"},
		"data of another":    {replace("consent.authorized", "webhook.test"), "body /data: has what the document does not"},
		"too much data":      {replace(`"bankId"`, `"key":"hush-hush","bankId"`), "body /data: has what the document does not: key"},
		"extra field":        {replace(`{"data"`, `{"x":1,"data"`), "body: has what the document does not: x"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, body := message(t, "ConsentAuthorized")
			found := tok(t).Webhook(r, []byte(tt.change(r, string(body))))
			texts := reasons(found, contract.Request)
			matches := slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, tt.want) })
			if (tt.want == "") != (len(found) == 0) || (tt.want != "" && !matches) {
				t.Errorf("got %q, want one with %q", texts, tt.want)
			}
			for _, v := range found {
				if strings.Contains(v.String(), "hush") || strings.Contains(v.String(), "answered") {
					t.Errorf("the violation holds a value, or an answer: %s", v)
				}
			}
		})
	}
}

func TestWebhookExamplesMatch(t *testing.T) {
	t.Parallel()
	for _, example := range []string{"ConsentAuthorized", "TransactionsSynced"} {
		r, body := message(t, example)
		if found := tok(t).Webhook(r, body); len(found) != 0 {
			t.Errorf("%s: %v", example, found)
		}
	}
}

func TestWebhooksThatTheDocumentLacks(t *testing.T) {
	t.Parallel()
	text, err := openapi.Document("tok")
	if err != nil {
		t.Fatal(err)
	}
	v, err := contract.New(bytes.Replace(text, []byte("\nwebhooks:\n  event:"), []byte("\nwebhooks:\n  other:"), 1), base)
	if err != nil {
		t.Fatal(err)
	}
	r, body := message(t, "ConsentAuthorized")
	if found := v.Webhook(r, body); len(found) != 1 || !strings.Contains(found[0].Reason, "no webhooks") {
		t.Errorf("violations: %v", found)
	}
}
