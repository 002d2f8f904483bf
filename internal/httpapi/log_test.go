// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// Credentials of every kind that a call may carry, none of them real.
const (
	fresh     = "tok_sandbox_zyxwvutsrqponmlkjihgfedcba987654"
	signing   = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
	chosen    = "correct horse battery"
	replayKey = "5f1c3a52-idempotency"
)

// Some clients redact headers in their debug log and then dump whole bodies,
// with the key that was just made in them.
func TestLogsHoldNoCredential(t *testing.T) {
	t.Parallel()

	body := `{"id":"key_1","key":"` + fresh + `","note":"sign with ` + signing + `","echo":"ApiKey ` + key + `"}`
	srv := newServer(t,
		dropped,
		answer(503, "<html>"+fresh+"</html>", "Content-Type", "text/html"),
		refusal(429, "RATE_LIMITED", "Retry-After", "30", "Set-Cookie", "session="+chosen),
		answer(201, body, "X-Request-Id", "req_9"),
		answer(200, `{"id":17,"key":"`+fresh+`"}`),
	)
	var out bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &out)
	client := newClient(t, config(srv.URL))
	_, err := client.Do(ctx, httpapi.Call{
		Method: http.MethodPost, Path: "/things", Write: true, IdempotencyKey: replayKey, Expect: []int{201},
		Query: url.Values{"idempotencyKey": {replayKey}, "limit": {"5"}},
		Body:  map[string]string{"name": "n", "password": chosen, "signingSecret": signing, "note": "is " + key},
	}, new(object))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Do(ctx, read, new(object))
	if err == nil {
		t.Fatal("a wrong type was accepted")
	}

	text := out.String() + err.Error()
	for _, secret := range []string{key, fresh, signing, chosen, replayKey, url.QueryEscape(chosen)} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in the log or the error:\n%s", secret, text)
		}
	}

	entries, err := tflogtest.MultilineJSONDecode(&out)
	if err != nil {
		t.Fatal(err)
	}
	var levels []string
	for _, entry := range entries {
		levels = append(levels, fmt.Sprint(entry["@level"], " ", entry["@message"]))
	}
	sending, done, answered := "trace Sending platform request", "debug Platform request", "trace Platform answer"
	want := []string{
		sending, done, "debug Waiting before the next platform request",
		sending, done, answered, "debug Waiting before the next platform request",
		sending, done, answered, "warn Waiting before the next platform request",
		sending, done, answered,
		sending, done, answered,
	}
	if diff := cmp.Diff(want, levels); diff != "" {
		t.Errorf("unexpected lines (-want +got):\n%s", diff)
	}
	checkEntry(t, entries[12], map[string]any{
		"@level": "debug", "@message": "Platform request", "@module": "provider", "method": "POST", "path": "/things",
		"query": "idempotencyKey=[redacted]&limit=5", "attempt": 4.0, "status": 201.0, "request_id": "req_9", "duration_ms": 0.0,
	})
	if got, want := entries[13]["body"], `{"echo":"ApiKey [redacted]","id":"key_1","key":"[redacted]","note":"sign with [redacted]"}`; got != want {
		t.Errorf("the answer's body is logged as %v, want %s", got, want)
	}
	if got, want := entries[0]["body"], `{"name":"n","note":"is [redacted]","password":"[redacted]","signingSecret":"[redacted]"}`; got != want {
		t.Errorf("the request's body is logged as %v, want %s", got, want)
	}
}

func checkEntry(t *testing.T, got, want map[string]any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("unexpected line (-want +got):\n%s", diff)
	}
}

// Some providers print whole request structs into errors and logs with %#v.
func TestTypesDoNotPrintWhatTheyHold(t *testing.T) {
	t.Parallel()

	c := config("https://api.example")
	client := newClient(t, c)
	response := httpapi.Response{Status: 201, Body: []byte(fresh), Header: http.Header{"Set-Cookie": {chosen}}, RequestID: "req_1"}
	call := httpapi.Call{Method: "POST", Path: "/things", Body: map[string]string{"password": chosen}, IdempotencyKey: replayKey}
	values := map[string][]any{
		`answer 201 (44 bytes, request "req_1")`: {response, &response},
		"call POST /things":                      {call, &call},
		"configuration of an HTTP client":        {c, &c},
		"HTTP client":                            {client, *client},
	}
	for want, all := range values {
		for _, value := range all {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
				if got := fmt.Sprintf(verb, value); got != want {
					t.Errorf("%T prints with %s as %q, want %q", value, verb, got, want)
				}
			}
		}
	}
	for _, value := range []any{response, call, client} {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{fresh, chosen, replayKey, key} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%T is %s in JSON", value, text)
			}
		}
	}
}

// The cause of a failure may quote what was sent; neither the error nor its
// parts repeat it, however they are printed.
func TestErrorsHoldNoCredential(t *testing.T) {
	t.Parallel()

	c := config("http://127.0.0.1:1")
	c.Transport = fakeTransport{errors.New("could not send Authorization: ApiKey " + key + " and " + fresh)}
	c.MaxRetries = 1
	_, err := newClient(t, c).Do(t.Context(), keyed, new(object))
	var transport *httpapi.TransportError
	if !errors.As(err, &transport) {
		t.Fatalf("the call ended with %v", err)
	}
	for _, value := range []any{err, transport, *transport, transport.Err} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, key) || strings.Contains(text, fresh) {
				t.Errorf("%T prints with %s as %s", value, verb, text)
			}
		}
	}
}

// TestSecretsOfACall proves that a credential which nothing but the call tells is
// kept out of logs and errors, however the server repeats it.
func TestSecretsOfACall(t *testing.T) {
	t.Parallel()
	srv := newServer(t,
		answer(400, `{"error":{"code":"INVALID","message":"the note `+chosen+` is too weak","field":"`+chosen+`"}}`),
		answer(200, `{"note":"`+chosen+`"`),
	)
	var out bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &out)
	client := newClient(t, config(srv.URL))
	call := httpapi.Call{
		Method: http.MethodPost, Path: "/things", Write: true, Body: map[string]string{"note": chosen}, Secrets: []string{chosen},
	}
	_, refused := client.Do(ctx, call, new(object))
	_, broken := client.Do(ctx, call, new(object))
	if refused == nil || broken == nil {
		t.Fatalf("got %v and %v, want two errors", refused, broken)
	}
	if text := out.String() + refused.Error() + broken.Error() + fmt.Sprintf("%+v", call); strings.Contains(text, chosen) {
		t.Errorf("the secret is in the log or an error:\n%s", text)
	}
	if !strings.Contains(refused.Error(), "is too weak") {
		t.Errorf("the refusal says too little: %v", refused)
	}
}

// TestIdempotencyKeyIsKept proves that whoever reads a log or an error cannot
// replay a call, though the server repeats the key under which it was made: the
// replay's answer has the secret that was made.
func TestIdempotencyKeyIsKept(t *testing.T) {
	t.Parallel()
	srv := newServer(t, answer(409, `{"error":{"code":"CONFLICT","message":"the key `+replayKey+` was used","field":"`+replayKey+`","requestId":"`+replayKey+`"}}`,
		"X-Request-Id", replayKey, "Via", replayKey))
	var out bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &out)
	_, err := newClient(t, config(srv.URL)).Do(ctx, httpapi.Call{
		Method: http.MethodPost, Path: "/things", Write: true, Body: map[string]string{"note": replayKey}, IdempotencyKey: replayKey,
	}, new(object))
	if err == nil || !strings.Contains(err.Error(), "was used") {
		t.Fatalf("got the error %v, want the refusal", err)
	}
	if text := out.String() + err.Error(); strings.Contains(text, replayKey) {
		t.Errorf("the key is in the log or the error:\n%s", text)
	}
}
