// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

// planted is a credential that no fuzzed input contains by chance.
const planted = "tok_live_Q7wP0zKd93LmXv5RtYb2Q7wP0zKd93Lm"

// fuzzClient has an envelope reader as lenient as a dialect's may be.
func fuzzClient(tb testing.TB) *Client {
	tb.Helper()
	client, err := New(Config{
		BaseURL: "https://api.example/v1",
		Clock:   clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
		DecodeError: func(response *Response) *APIError {
			var envelope struct {
				Error struct{ Code, Message string }
			}
			_ = json.Unmarshal(response.Body, &envelope) // What is no envelope has no code.
			if envelope.Error.Code == "" {
				return nil
			}
			return &APIError{Code: envelope.Error.Code, Message: envelope.Error.Message}
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

// FuzzEvaluate checks, for whatever a server may answer: success means one JSON
// document of the wanted shape under an expected status, and an error is one
// line without the credential that the answer holds.
func FuzzEvaluate(f *testing.F) {
	for _, seed := range []struct {
		status               int
		kind, location, body string
	}{
		{200, "application/json", "", `{"id":"a","size":1,"parts":[{"name":"n"}]}`},
		{200, "application/json", "", `{"id":"a"`},
		{200, "application/json", "", `{"id":1}`},
		{200, "application/json", "", `{"id":"a"}{}`},
		{200, "application/json", "", `null`},
		{200, "application/vnd.api+json; charset=utf-8", "", ` {} `},
		{200, "text/html", "", "<html>"},
		{200, "application/json", "", `{"error":{"code":"NOT_FOUND","message":"no"}}`},
		{404, "application/json", "", `{"error":{"code":"NOT_FOUND","message":"a\nb\u202e"}}`},
		{404, ";;", "", ``},
		{302, "", "https://user:pass@elsewhere.example/?ticket=1", ``},
		{503, "\x00/\xff", "::", "\xff"},
	} {
		f.Add(seed.status, seed.kind, seed.location, seed.body)
	}
	client := fuzzClient(f)
	f.Fuzz(func(t *testing.T, status int, kind, location, body string) {
		if strings.Contains(kind+location+body, planted) {
			return
		}
		body = strings.ReplaceAll(body, "SECRET", planted)
		call := Call{Method: http.MethodGet, Path: "/things/1"}
		ready, err := client.prepare(&call)
		if err != nil {
			t.Fatal(err)
		}
		response := &Response{Status: status, Body: []byte(body), Header: http.Header{
			"Content-Type": {kind}, "Location": {location}, "Retry-After": {location},
		}}
		var out struct {
			ID    string
			Size  int
			Parts []struct{ Name string }
		}
		err = client.evaluate(ready, response, &out)
		if err == nil {
			if status != http.StatusOK || !json.Valid([]byte(body)) || !strings.Contains(strings.ToLower(kind), "json") {
				t.Errorf("status %d, %q, %q is a success", status, kind, body)
			}
			return
		}
		text := err.Error()
		if strings.Contains(text, planted) || strings.ContainsAny(text, "\n\r\x1b\u202e") {
			t.Errorf("the error for %q reads %q", body, text)
		}
		var (
			refusal    *APIError
			unexpected *UnexpectedResponseError
		)
		if !errors.As(err, &refusal) && !errors.As(err, &unexpected) {
			t.Errorf("the error is a %T", err)
		}
	})
}
