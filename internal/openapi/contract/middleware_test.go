// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// fail reports every violation as a failure of the test.
func fail(t *testing.T) func(contract.Violation) {
	t.Helper()
	return func(v contract.Violation) { t.Error(v) }
}

func TestMiddlewarePassesTrafficOn(t *testing.T) {
	t.Parallel()
	x := one(t, "POST /api-keys 201")
	want := encode(t, x.answer)
	var received []byte
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		if received, err = io.ReadAll(r.Body); err != nil || r.Body.Close() != nil {
			t.Errorf("the handler cannot read the body: %v", err)
		}
		r.Header.Del("Authorization") // What a handler does to the request is its own business.
		x.server(t).ServeHTTP(w, r)
	})
	server := httptest.NewServer(tok(t).Strict().Middleware(fail(t))(inner))
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), x.method, server.URL+base+x.target, bytes.NewReader(encode(t, x.request)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = x.header.Clone()
	request.Header.Set("Content-Type", x.requestType)
	answer, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(answer.Body)
	if closeErr := answer.Body.Close(); err != nil || closeErr != nil {
		t.Fatal(err, closeErr)
	}
	if !bytes.Equal(received, encode(t, x.request)) {
		t.Errorf("the handler got %s", received)
	}
	if answer.StatusCode != x.status || !bytes.Equal(got, want) {
		t.Errorf("the client got %d with %s", answer.StatusCode, got)
	}
	for name := range x.answerHeader {
		if answer.Header.Get(name) != x.answerHeader.Get(name) {
			t.Errorf("the client got %s %q", name, answer.Header.Get(name))
		}
	}
}

func TestMiddlewareLeavesOtherPathsAlone(t *testing.T) {
	t.Parallel()
	handler := tok(t).Strict().Middleware(fail(t))(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, ok := w.(*httptest.ResponseRecorder); !ok {
			t.Error("the answer is recorded although nobody compares it")
		}
	}))
	for _, target := range []string{"/", "/_sandbox/health", "/tok/v1", "/tok/v11/banks", "/sca/x"} {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
	}
}

// TestMiddlewarePassesReadErrorsOn lets the handler see that a client broke off, and compares nothing then.
func TestMiddlewarePassesReadErrorsOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken off")
	handler := tok(t).Strict().Middleware(fail(t))(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, err := io.ReadAll(r.Body)
		if string(got) != `{"na` || !errors.Is(err, broken) {
			t.Errorf("the handler read %q, then %v", got, err)
		}
		w.WriteHeader(http.StatusTeapot)
		w.WriteHeader(http.StatusOK) // The first status counts.
	}))
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPost, base+"/api-keys",
		io.MultiReader(strings.NewReader(`{"na`), iotest.ErrReader(broken))))
	if recorder.Code != http.StatusTeapot {
		t.Errorf("status %d", recorder.Code)
	}
}

// TestMiddlewareNeedsNoStatus covers a handler that writes at once, or nothing at all.
func TestMiddlewareNeedsNoStatus(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "x"} {
		var found []contract.Violation
		handler := tok(t).Middleware(func(v contract.Violation) { found = append(found, v) })(
			http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, one(t, "GET /banks 200").toRequest(t))
		if recorder.Code != http.StatusOK || recorder.Body.String() != body || len(found) == 0 {
			t.Errorf("%d with %q and %d violations", recorder.Code, recorder.Body, len(found))
		}
	}
}

// TestViolationsHoldNoSecrets puts a secret into every place where an exchange has room for one.
func TestViolationsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	const secret = "hush-hush"
	wrong := map[string]func(*exchange){
		"answer":        func(x *exchange) { x.answer = map[string]any{"data": secret, "nextCursor": secret, "key": secret} },
		"answer text":   func(x *exchange) { x.answer = raw(secret) },
		"answer header": func(x *exchange) { x.answerHeader.Set("X-Request-Id", secret) },
		"limit":         query("limit=" + secret + "&cursor=%20" + secret),
		"status":        query("status=" + secret),
		"unknown query": query("x=" + secret),
		"authorization": func(x *exchange) { x.header.Set("Authorization", secret) },
		"header":        func(x *exchange) { x.header.Set("Idempotency-Key", "a "+secret) },
		"request":       func(x *exchange) { x.request = map[string]any{"name": 1, "expiresInSeconds": secret, "x": secret} },
		"request text":  func(x *exchange) { x.request = raw(`"` + secret) },
		"request value": func(x *exchange) { x.request = secret },
	}
	for name, change := range wrong {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reported := 0
			for _, of := range []string{"GET /api-keys 200", "POST /api-keys 201", "GET /accounts/{accountId} 200"} {
				for _, v := range violations(t, tok(t).Strict(), with(one(t, of), change)) {
					reported++
					if strings.Contains(fmt.Sprintf("%+v %s", v, v), secret) {
						t.Errorf("%s is shown: %s", secret, v)
					}
				}
			}
			if reported == 0 {
				t.Error("nothing was reported, so that nothing was shown")
			}
		})
	}
}

func TestViolationSaysWhatAndWhere(t *testing.T) {
	t.Parallel()
	x := with(one(t, "GET /banks 200"), replaced(`"HR"`, `"hr"`))
	found := violations(t, tok(t), with(x, query("limit=10")))
	if len(found) != 1 {
		t.Fatalf("violations: %v", found)
	}
	want := "response of GET /tok/v1/banks (answered 200): body /data/1/country: does not match the pattern ^[A-Z]{2}$"
	if got := found[0].String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestConcurrentTraffic gives the race detector something to look at, and shows that exchanges do not mix.
func TestConcurrentTraffic(t *testing.T) {
	t.Parallel()
	good := documented(t)
	bad := with(one(t, "GET /banks 200"), func(x *exchange) { x.answer = nil })
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range good {
				x := good[(i*11+j)%len(good)]
				if found := violations(t, tok(t), x); len(found) != 0 {
					t.Errorf("%s: %v", x.name, found)
				}
				if found := violations(t, tok(t), bad); len(found) != 1 {
					t.Errorf("the bad exchange has %d violations", len(found))
				}
			}
		})
	}
	group.Wait()
}

// BenchmarkMiddleware measures what the middleware adds to a request, with a page of transactions as the largest
// usual answer.
func BenchmarkMiddleware(b *testing.B) {
	page := exchange{}
	for _, x := range documented(b) {
		if x.name == "GET /accounts/{accountId}/transactions 200" {
			page = x
		}
	}
	data, _ := object(page.answer)["data"].([]any)
	if len(data) == 0 {
		b.Fatal("the example page is empty")
	}
	for len(data) < 100 {
		data = append(data, data[0])
	}
	hundred := page.clone()
	hundred.answer = map[string]any{"data": data, "nextCursor": nil}
	benchmarks := map[string]exchange{"page of 2": page, "page of 100": hundred}
	for _, x := range documented(b) {
		if x.name == "POST /api-keys 201" {
			benchmarks["create a key"] = x
		}
	}
	v := tok(b).Strict()
	for name, x := range benchmarks {
		b.Run(name, func(b *testing.B) {
			handler := v.Middleware(func(v contract.Violation) { b.Error(v) })(x.server(b))
			request := x.toRequest(b)
			text := encode(b, x.request)
			b.ReportAllocs()
			for b.Loop() {
				request.Body = io.NopCloser(bytes.NewReader(text))
				handler.ServeHTTP(httptest.NewRecorder(), request)
			}
		})
	}
}
