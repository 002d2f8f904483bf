// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

// A platform has published the form of its keys.
func init() {
	redact.Know(nil, []*regexp.Regexp{regexp.MustCompile(`tok_(?:live|sandbox)_[0-9A-Za-z_-]+`)})
}

// key is a credential of the usual form, not a real one.
const key = "tok_sandbox_0123456789abcdefABCDEF0123456789"

// epoch is when the tests' clocks start.
var epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// clock is a fake clock on which every wait is over at once: it jumps to the
// wait's end and notes its length. onWait, if set, runs instead of the jump.
type clock struct {
	*clockwork.FakeClock
	mu     sync.Mutex
	waits  []time.Duration
	onWait func()
}

func newClock() *clock { return &clock{FakeClock: clockwork.NewFakeClockAt(epoch)} }

func (c *clock) NewTimer(d time.Duration) clockwork.Timer {
	timer := c.FakeClock.NewTimer(d)
	c.mu.Lock()
	c.waits = append(c.waits, d)
	c.mu.Unlock()
	if c.onWait != nil {
		c.onWait()
	} else {
		c.Advance(d)
	}
	return timer
}

// deadlineContext is a context with a deadline on the tests' clock. Nothing
// ends it: what is tested is that nobody waits for that.
type deadlineContext struct {
	context.Context
	at time.Time
}

func (c deadlineContext) Deadline() (time.Time, bool) { return c.at, true }

// received is a request as the server saw it.
type received struct {
	Method, URI, Body string
	Header            http.Header
}

// server answers the n-th request by the n-th step, and remembers requests.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	requests []received
}

// newServer starts a server on loopback that lives as long as the test. A
// request beyond the steps is answered by 418, which no test expects.
func newServer(t *testing.T, steps ...http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(s.handler(steps))
	t.Cleanup(s.Close)
	return s
}

func (s *server) handler(steps []http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		s.mu.Lock()
		s.requests = append(s.requests, received{r.Method, r.RequestURI, string(body), r.Header.Clone()})
		number := len(s.requests)
		s.mu.Unlock()
		if number > len(steps) {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		steps[number-1](w, r)
	}
}

// seen returns the requests so far.
func (s *server) seen() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.requests...)
}

// answer is a step that answers with JSON, or whatever the header pairs say.
func answer(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// refusal is a step that answers in the tests' error envelope.
func refusal(status int, code string, header ...string) http.HandlerFunc {
	return answer(status, `{"error":{"code":"`+code+`","message":"No.","requestId":"req_1"}}`, header...)
}

// page is a step that answers with a web page, as a proxy does.
func page(status int) http.HandlerFunc {
	return answer(status, "<html>sorry</html>", "Content-Type", "text/html; charset=utf-8")
}

// raw is a step that writes bytes of its own choice and closes the connection,
// gracefully or by a reset.
func raw(text string, reset bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		hijacker, ok := w.(http.Hijacker)
		if !ok {
			panic("the server cannot hand over its connection")
		}
		conn, _, err := hijacker.Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, text)
		if tcp, ok := conn.(*net.TCPConn); ok && reset {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
}

// truncated is a step whose success promises more bytes than it has.
func truncated(status int) http.HandlerFunc {
	text := "HTTP/1.1 " + strconv.Itoa(status) + " Whatever\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id\":\"k"
	return raw(text, false)
}

// dropped is a step that closes the connection instead of answering.
var dropped = raw("", true)

// decodeError reads the error envelope of the tests.
func decodeError(response *httpapi.Response) *httpapi.APIError {
	var envelope struct {
		Error *struct{ Code, Message, Field, RequestID string }
	}
	_ = json.Unmarshal(response.Body, &envelope) // What is no envelope has no code.
	e := envelope.Error
	if e == nil || e.Code == "" {
		return nil
	}
	return &httpapi.APIError{Code: e.Code, Message: e.Message, Field: e.Field, RequestID: e.RequestID}
}

// config is the configuration of a client of the server: eight retries, a
// clock that does not wait, the tests' credential and envelope.
func config(url string) httpapi.Config {
	return httpapi.Config{
		BaseURL:     url + "/tok/v1",
		Authorize:   func(r *http.Request) { r.Header.Set("Authorization", "ApiKey "+key) },
		UserAgent:   "test/1",
		MaxRetries:  8,
		Clock:       newClock(),
		Secrets:     []string{key},
		DecodeError: decodeError,
	}
}

// newClient makes a client or ends the test.
func newClient(t *testing.T, c httpapi.Config) *httpapi.Client {
	t.Helper()
	client, err := httpapi.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// object is what most calls of the tests read.
type object struct {
	ID string `json:"id"`
}
