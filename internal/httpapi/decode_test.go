// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// thing has a field of each kind, and checks itself.
type thing struct {
	ID        string         `json:"id"`
	Size      int            `json:"size"`
	CreatedAt time.Time      `json:"createdAt"`
	Parts     []part         `json:"parts"`
	Odd       oddlyMarshaled `json:"odd"`
}

type part struct {
	Name string `json:"name"`
}

func (t *thing) Validate() error {
	if t.ID == "" {
		return errors.New("the field id is missing")
	}
	return nil
}

// oddlyMarshaled refuses its JSON with an error that repeats it.
type oddlyMarshaled struct{}

func (*oddlyMarshaled) UnmarshalJSON(text []byte) error {
	return errors.New("cannot read " + string(text))
}

func TestDecode(t *testing.T) {
	t.Parallel()

	srv := newServer(t, answer(200, `{"id":"a","size":null,"unknown":[1],"parts":[{"name":"n"}],"createdAt":"2026-03-01T12:00:00Z"}`,
		"Content-Type", "application/problem+json; charset=utf-8", "X-Request-Id", "req_7", "Date", epoch.Format(http.TimeFormat)))
	var got thing
	response, err := newClient(t, config(srv.URL)).Do(t.Context(), read, &got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(thing{ID: "a", Parts: []part{{"n"}}, CreatedAt: epoch}, got); diff != "" {
		t.Errorf("unexpected value (-want +got):\n%s", diff)
	}
	if response.Status != 200 || response.RequestID != "req_7" || !response.Date.Equal(epoch) || response.Date.Location() != time.UTC || response.Attempts != 1 {
		t.Errorf("the response is %v of %s, attempts %d", response, response.Date, response.Attempts)
	}
}

func TestAnswersThatThePlatformDoesNotGive(t *testing.T) {
	t.Parallel()

	const check = "; check the endpoint, and any proxy on the way"
	tests := map[string]struct {
		step http.HandlerFunc
		want string
	}{
		"web page":             {page(200), "200 text/html: a web page came instead of JSON" + check},
		"plain text":           {answer(200, "ok", "Content-Type", "text/plain"), "200 text/plain: something else than JSON came" + check},
		"no content type":      {raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", false), "200: the answer does not say that it is JSON" + check},
		"broken content type":  {answer(200, "{}", "Content-Type", "Text/Odd; ="), "200 text/odd: something else than JSON came" + check},
		"empty":                {answer(200, " "), "200 application/json: the body is empty"},
		"null":                 {answer(200, "null"), "200 application/json: the body is null"},
		"malformed":            {answer(200, `{"id":tok}`), "200 application/json: the JSON is malformed at byte 8"},
		"trailing text":        {answer(200, `{"id":"a"} x`), "200 application/json: the JSON is followed by something else"},
		"two documents":        {answer(200, `{"id":"a"}{"id":"b"}`), "200 application/json: the JSON is followed by something else"},
		"another type":         {answer(200, `[]`), "200 application/json: the body is of the wrong type: got array, expected object"},
		"field of wrong type":  {answer(200, `{"id":4711}`), "200 application/json: the field id is of the wrong type: got number, expected string"},
		"field in depth":       {answer(200, `{"parts":[{"name":{"a":1}}]}`), "200 application/json: the field parts.name is of the wrong type: got object, expected string"},
		"number out of range":  {answer(200, `{"size":1e30}`), "200 application/json: the field size is of the wrong type: got number, expected an integer in range"},
		"unreadable time":      {answer(200, `{"createdAt":"yesterday"}`), "200 application/json: a time in the body is not in RFC 3339"},
		"value of wrong form":  {answer(200, `{"odd":"`+key+`"}`), "200 application/json: a value in the body has the wrong form"},
		"missing id":           {answer(200, `{"size":1}`), "200 application/json: the field id is missing"},
		"undocumented success": {answer(202, `{"id":"a"}`), "202 application/json: the status is a success, but not the documented one ([200])"},
		"no content":           {answer(204, ``), "204 application/json: the status is a success, but not the documented one ([200])"},
		"proxy's 404":          {page(404), "404 text/html: a web page came instead of JSON" + check},
		"proxy's login":        {page(407), "407 text/html: a proxy asks for a login; check the proxy's settings"},
		"somebody else's JSON": {answer(404, `{"message":"no Route matched"}`), "404 application/json: the JSON is not the platform's error format; something else may answer at this endpoint"},
		"too large":            {answer(200, `{"id":"`+strings.Repeat("a", 1000)+`"}`), "200 application/json: the body is larger than 1000 bytes, the most that are read" + check},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config(newServer(t, tt.step).URL)
			c.MaxBody = 1000
			response, err := newClient(t, c).Do(t.Context(), read, new(thing))
			var unexpected *httpapi.UnexpectedResponseError
			if !errors.As(err, &unexpected) {
				t.Fatalf("the call ended with %v, want an UnexpectedResponseError", err)
			}
			if want := "GET /things/1 got an unexpected answer, " + tt.want; err.Error() != want {
				t.Errorf("the error reads\n%s, want\n%s", err, want)
			}
			if response == nil || response.Status != unexpected.Status {
				t.Errorf("the response beside the error is %v", response)
			}
		})
	}
}

func TestDamagedBodies(t *testing.T) {
	t.Parallel()

	for name, step := range map[string]http.HandlerFunc{
		"truncated": truncated(200),
		"not gzip":  answer(200, `{"id":"a"}`, "Content-Encoding", "gzip"),
		"bad chunk": raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", false),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config(newServer(t, step).URL)
			c.MaxRetries = 0
			_, err := newClient(t, c).Do(t.Context(), read, new(object))
			var unexpected *httpapi.UnexpectedResponseError
			if !errors.As(err, &unexpected) || !strings.HasPrefix(unexpected.Reason, "the body ends too early or is damaged, after ") {
				t.Errorf("the call ended with %v", err)
			}
		})
	}
}

func TestTheLimitCountsDecompressedBytes(t *testing.T) {
	t.Parallel()

	var bomb bytes.Buffer
	compressor := gzip.NewWriter(&bomb)
	if _, err := compressor.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := compressor.Close(); err != nil {
		t.Fatal(err)
	}
	c := config(newServer(t, answer(200, bomb.String(), "Content-Encoding", "gzip")).URL)
	c.MaxBody = 1 << 17
	_, err := newClient(t, c).Do(t.Context(), read, new(object))
	if err == nil || !strings.Contains(err.Error(), "larger than 131072 bytes") {
		t.Errorf("%d compressed bytes are read as %v", bomb.Len(), err)
	}
}

func TestSuccessWithoutAValueToDecode(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		step http.HandlerFunc
		ok   bool
	}{
		"nothing":  {raw("HTTP/1.1 204 No Content\r\n\r\n", false), true},
		"JSON":     {answer(200, `{"any":1}`), true},
		"null":     {answer(200, `null`), true},
		"garbage":  {answer(200, `{"any":`+"\x00}"), false},
		"web page": {page(200), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := read
			call.Expect = []int{200, 204}
			_, err := newClient(t, config(newServer(t, tt.step).URL)).Do(t.Context(), call, nil)
			if (err == nil) != tt.ok {
				t.Errorf("the call ended with %v", err)
			}
		})
	}
}

func TestAPIError(t *testing.T) {
	t.Parallel()

	envelope := func(message string) string {
		text, err := json.Marshal(map[string]any{"error": map[string]string{
			"code": "INVALID_REQUEST", "message": message, "field": "callbackUrl", "requestId": "req_1",
		}})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	tests := map[string]struct {
		step http.HandlerFunc
		want httpapi.APIError
		text string
	}{
		"complete": {
			answer(400, envelope("Wrong."), "X-Request-Id", "req_other", "Retry-After", "3"),
			httpapi.APIError{Method: "GET", Path: "/things/1", Status: 400, Code: "INVALID_REQUEST", Message: "Wrong.", Field: "callbackUrl", RequestID: "req_1", RetryAfter: 3 * time.Second},
			"GET /things/1 was refused with 400 INVALID_REQUEST: Wrong. (field callbackUrl, request req_1)",
		},
		"the rest from the headers": {
			answer(404, `{"error":{"code":"NOT_FOUND"}}`, "X-Request-Id", "req_2"),
			httpapi.APIError{Method: "GET", Path: "/things/1", Status: 404, Code: "NOT_FOUND", RequestID: "req_2"},
			"GET /things/1 was refused with 404 NOT_FOUND (request req_2)",
		},
		"a message that should not be repeated": {
			answer(400, envelope("Bad\n\x1b[31mkey "+key+" at https://u:p@h.example/?token=t")),
			httpapi.APIError{Method: "GET", Path: "/things/1", Status: 400, Code: "INVALID_REQUEST", Message: "Bad [31mkey [redacted] at https://[redacted]@h.example/?token=[redacted]", Field: "callbackUrl", RequestID: "req_1"},
			"GET /things/1 was refused with 400 INVALID_REQUEST: Bad [31mkey [redacted] at https://[redacted]@h.example/?token=[redacted] (field callbackUrl, request req_1)",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, config(newServer(t, tt.step).URL)).Do(t.Context(), read, new(object))
			var got *httpapi.APIError
			if !errors.As(err, &got) {
				t.Fatalf("the call ended with %v, want an APIError", err)
			}
			if diff := cmp.Diff(tt.want, *got); diff != "" {
				t.Errorf("unexpected error (-want +got):\n%s", diff)
			}
			if got := err.Error(); got != tt.text {
				t.Errorf("the error reads\n%s, want\n%s", got, tt.text)
			}
		})
	}
}
