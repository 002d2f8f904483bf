// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// exchange is a request that reached the platform, and the platform's answer.
type exchange struct {
	w          http.ResponseWriter
	r          *http.Request
	credential string
	sent       []byte
	status     int
	answer     []byte
}

// loot is all that somebody between provider and platform sees, as such a one
// might put it into a message.
func (x exchange) loot() string {
	return fmt.Sprintf("no access with %s nor with %s; the request %s under %s was answered by %s",
		x.r.Header.Get("Authorization"), x.credential, x.sent, x.r.Header.Get("Idempotency-Key"), x.answer)
}

func (x exchange) write(status int, contentType, body string) {
	x.w.Header().Set("Content-Type", contentType)
	x.w.WriteHeader(status)
	_, _ = io.WriteString(x.w, body)
}

// refuse answers in the error envelopes of all platforms at once, with a text in
// every field.
func (x exchange) refuse(status int, text string) {
	fields := map[string]any{"code": "INVALID_REQUEST", "errorCode": "ER-TECH-0001", "message": text, "requestId": text, "trace_id": text, "field": text}
	body, err := json.Marshal(map[string]any{"status": "error", "message": text, "type": text, "error": fields, "data": fields})
	if err != nil {
		panic(err)
	}
	x.write(status, "application/json", string(body))
}

// raw answers with bytes of its own.
func (x exchange) raw(text string) {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(conn, text)
	_ = conn.Close()
}

// changed is the platform's answer with another value for some of its fields.
func (x exchange) changed(value any, names ...string) {
	var body map[string]any
	if json.Unmarshal(x.answer, &body) != nil {
		x.refuse(http.StatusBadRequest, "nothing to change")
		return
	}
	object := body
	if data, ok := body["data"].(map[string]any); ok {
		object = data
	}
	for _, name := range names {
		if _, ok := object[name]; ok {
			object[name] = value
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	x.write(x.status, "application/json", string(text))
}

// header is a text as a header can hold it.
func header(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '_'
		}
		return r
	}, text)
}

// hostilities are ways in which what stands between provider and platform may
// answer. The platform itself has done its work each time.
func hostilities() map[string]func(exchange) {
	all := map[string]func(exchange){
		"page":      func(x exchange) { x.write(502, "text/html", "<p>"+x.loot()+"</p>") },
		"text":      func(x exchange) { x.write(200, "text/plain", x.loot()) },
		"json-text": func(x exchange) { x.write(500, "application/json", strconv.Quote(x.loot())) },
		"success":   func(x exchange) { x.refuse(200, x.loot()) },
		"trailing":  func(x exchange) { x.write(x.status, "application/json", string(x.answer)+x.loot()) },
		"not-json":  func(x exchange) { x.write(x.status, "application/json", x.loot()) },
		"number-id": func(x exchange) { x.changed(17, "id", "_id", "app_id") },
		"object-key": func(x exchange) {
			x.changed(map[string]any{"is": x.loot()}, "key", "signingSecret", "app_secret", "url")
		},
		"bad-time": func(x exchange) { x.changed(x.loot(), "createdAt", "created_at", "expiresAt") },
		"bad-word": func(x exchange) {
			x.changed(x.loot(), "environment", "env", "type", "enabled", "secretVersion", "version")
		},
		"too-long": func(x exchange) { x.refuse(400, strings.Repeat("é", 460)+x.loot()) },
		"truncated": func(x exchange) {
			x.w.Header().Set("Content-Type", "application/json")
			x.w.Header().Set("Content-Length", strconv.Itoa(len(x.answer)+1))
			x.w.WriteHeader(x.status)
			_, _ = x.w.Write(x.answer)
			_ = http.NewResponseController(x.w).Flush()
			panic(http.ErrAbortHandler)
		},
		"redirect": func(x exchange) {
			c := url.QueryEscape(x.credential)
			x.w.Header().Set("Location", fmt.Sprintf("https://user:%[1]s@%[2]s.example.com/%[1]s?key=%[1]s&x=%[1]s#%[1]s", c, strings.ReplaceAll(c, "%", "")))
			x.w.WriteHeader(http.StatusTemporaryRedirect)
		},
		"headers": func(x exchange) {
			for _, name := range []string{
				"X-Request-Id", "Retry-After", "Server", "Via", "X-RateLimit-Limit", "X-RateLimit-Reset", "WWW-Authenticate", "Set-Cookie", "Vary", "X-Debug",
			} {
				x.w.Header().Set(name, header(x.loot()))
			}
			x.w.Header().Set("Date", header(x.credential))
			x.write(500, "application/"+header(x.credential), "{}")
		},
		"status-line": func(x exchange) { x.raw("HTTP/1.1 " + header(x.loot()) + "\r\n\r\n") },
		"header-line": func(x exchange) { x.raw("HTTP/1.1 200 OK\r\n" + header(x.loot()) + "\r\n\r\n") },
		"no-http":     func(x exchange) { x.raw(header(x.loot())) },
		"length":      func(x exchange) { x.raw("HTTP/1.1 200 OK\r\nContent-Length: " + header(x.credential) + "\r\n\r\n") },
		"silent":      func(x exchange) { <-x.r.Context().Done() },
		"encoded": func(x exchange) {
			texts := []string{
				base64.StdEncoding.EncodeToString([]byte(x.r.Header.Get("Authorization"))), base64.RawURLEncoding.EncodeToString([]byte(x.credential)),
				hex.EncodeToString([]byte(x.credential)), fmt.Sprintf("%X", x.credential), url.QueryEscape(x.credential), strconv.Quote(strconv.Quote(x.credential)),
			}
			x.refuse(400, strings.Join(texts, " , "))
		},
	}
	for _, status := range []int{400, 401, 403, 404, 405, 409, 422, 429, 503} {
		all[strconv.Itoa(status)] = func(x exchange) { x.refuse(status, x.loot()) }
	}
	return all
}

// how finds in a request what it asks for.
var how = regexp.MustCompile(`how-([a-z0-9-]+)-how`)

// hostile starts a server that lets the sandbox do its work and answers in the
// platform's place: as the request asks for or, where it cannot say so (an App
// Secret's reset), in each way by turns.
func (w *world) hostile() (base string) {
	ways := hostilities()
	turns := slices.Sorted(maps.Keys(ways))
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		x := exchange{w: rw, r: r}
		_, x.credential, _ = strings.Cut(r.Header.Get("Authorization"), " ")
		x.sent, _ = io.ReadAll(r.Body)
		inner := r.Clone(r.Context())
		inner.Host, inner.Body = strings.TrimPrefix(w.Endpoint, "http://"), io.NopCloser(bytes.NewReader(x.sent))
		inner.Host, _, _ = strings.Cut(inner.Host, "/")
		recorded := httptest.NewRecorder()
		w.Sandbox().Handler().ServeHTTP(recorded, inner)
		x.status, x.answer = recorded.Code, recorded.Body.Bytes()
		way := how.FindSubmatch([]byte(r.URL.Path + " " + string(x.sent)))
		if way == nil && strings.HasSuffix(r.URL.Path, "/secret/reset") {
			mu.Lock()
			way = [][]byte{nil, []byte(turns[0])}
			turns = append(turns[1:], turns[0])
			mu.Unlock()
		}
		if way != nil && ways[string(way[1])] != nil {
			ways[string(way[1])](x)
			return
		}
		maps.Copy(rw.Header(), recorded.Header())
		rw.WriteHeader(x.status)
		_, _ = rw.Write(x.answer)
	}))
	w.t.Cleanup(server.Close)
	return server.URL
}

// Whatever stands between provider and platform may answer with all that it saw,
// in every way in which an answer can be wrong: nothing of it is shown or stored.
func TestAccLeak_hostileAnswers(t *testing.T) {
	t.Parallel()
	for kind, blocks := range map[string]string{
		"writes": `
resource "openbanking_api_key" "tok" {
  for_each = local.ways
  name     = "how-${each.key}-how"
}
resource "openbanking_webhook" "tok" {
  for_each                  = local.ways
  url                       = "https://hooks.example.com/how-${each.key}-how"
  events                    = ["consent.expired"]
  signing_secret_wo         = var.signing_secret
  signing_secret_wo_version = "1"
}
resource "openbanking_api_key" "okra" {
  provider = openbanking.okra
  for_each = local.ways
  name     = "how-${each.key}-how"
  type     = "secret"
}
resource "openbanking_webhook" "okra" {
  provider                = openbanking.okra
  for_each                = local.ways
  url                     = "https://hooks.example.com/how-${each.key}-how"
  okra = {
    bearer_token_wo         = var.token
    bearer_token_wo_version = "1"
  }
}
resource "openbanking_app_secret" "okto" {
  provider = openbanking.okto
  for_each = local.ways
}
`,
		"reads": `
data "openbanking_account" "tok" {
  for_each = local.ways
  id       = "how-${each.key}-how"
}
data "openbanking_transactions" "okra" {
  provider   = openbanking.okra
  for_each   = local.ways
  account_id = "how-${each.key}-how"
}
ephemeral "openbanking_transactions" "tok" {
  for_each   = local.ways
  account_id = "how-${each.key}-how"
}
ephemeral "openbanking_api_key" "tok" {
  for_each = local.ways
  name     = "how-${each.key}-how"
}
ephemeral "openbanking_api_key" "okra" {
  provider = openbanking.okra
  for_each = local.ways
  name     = "how-${each.key}-how"
}
`,
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := begin(t, acctest.AnyRequest()) // Ids that no platform gives.
			base := w.hostile()
			names := slices.Sorted(maps.Keys(hostilities()))
			config := strings.ReplaceAll(w.root(blocks), strings.TrimSuffix(w.Endpoint, "/tok/v1"), base)
			config = strings.ReplaceAll(config, "endpoint ", "max_retries = 0\n  request_timeout = \"2s\"\n  endpoint ")
			config += fmt.Sprintf("locals {\n  ways = toset([%q])\n}\n", strings.Join(names, `", "`))
			s := w.space("hostile answers", "", map[string]string{"main.tf": strings.ReplaceAll(config, `\"`, `"`)})
			s.run(1, "apply", "-no-color", "-auto-approve", "-input=false", "-parallelism=60")
			s.run(-1, "plan", "-json", "-input=false", "-out=second.tfplan", "-parallelism=60")
			s.run(0, "show", "-json")
			s.run(-1, "destroy", "-no-color", "-auto-approve", "-input=false", "-parallelism=60")
			w.expectLogged(s)
			w.expectNone()
		})
	}
}
