// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

const base = "/tok/v1"

// exchange is a request with the answer that a server gives to it. Bodies are what encoding/json makes of JSON; nil
// is no body.
type exchange struct {
	name string
	// component is the answer in the document: one that several operations share, or this one's own.
	component    string
	method       string
	base         string
	target       string
	request      any
	requestType  string
	header       http.Header
	status       int
	answer       any
	answerType   string
	answerHeader http.Header
}

// clone copies what a test may change in place.
func (x exchange) clone() exchange {
	x.header, x.answerHeader = x.header.Clone(), x.answerHeader.Clone()
	return x
}

// violations sends an exchange through the middleware and returns what it reports.
func violations(tb testing.TB, v *contract.Validator, x exchange) []contract.Violation {
	tb.Helper()
	var found []contract.Violation
	handler := v.Middleware(func(v contract.Violation) { found = append(found, v) })(x.server(tb))
	handler.ServeHTTP(httptest.NewRecorder(), x.toRequest(tb))
	return found
}

// server answers anything with the exchange's answer.
func (x exchange) server(tb testing.TB) http.Handler {
	tb.Helper()
	body := encode(tb, x.answer)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		maps.Copy(w.Header(), x.answerHeader.Clone())
		if body != nil {
			w.Header().Set("Content-Type", x.answerType)
		}
		w.WriteHeader(x.status)
		_, _ = w.Write(body)
	})
}

// toRequest builds the exchange's request.
func (x exchange) toRequest(tb testing.TB) *http.Request {
	tb.Helper()
	body := encode(tb, x.request)
	r := httptest.NewRequestWithContext(tb.Context(), x.method, x.base+x.target, bytes.NewReader(body))
	maps.Copy(r.Header, x.header.Clone())
	if body != nil {
		r.Header.Set("Content-Type", x.requestType)
	}
	return r
}

// raw is a body that is sent as it is.
type raw string

// encode writes a body.
func encode(tb testing.TB, body any) []byte {
	tb.Helper()
	switch b := body.(type) {
	case nil:
		return nil
	case raw:
		return []byte(b)
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			tb.Fatal(err)
		}
		return encoded
	}
}

// tok returns the shared Validator of the Tok document.
func tok(tb testing.TB) *contract.Validator {
	tb.Helper()
	return tokPlatform().loose(tb)
}

// reasons are the reasons of violations of one side.
func reasons(found []contract.Violation, side contract.Side) []string {
	var texts []string
	for _, v := range found {
		if v.Side == side {
			texts = append(texts, v.Reason)
		}
	}
	return texts
}

// node is a part of the document.
type node = map[string]any

// parse reads the Tok document for the tests, independently of the package under test. The result is shared: nobody
// changes it.
func parse(tb testing.TB) node {
	tb.Helper()
	return tokPlatform().parse(tb)
}

func (p platform) parse(tb testing.TB) node {
	tb.Helper()
	doc, err := p.document()
	if err != nil {
		tb.Fatal(err)
	}
	return doc
}

var tokDocument, okraDocument, oktoDocument = parsed("tok"), parsed("okra"), parsed("okto")

func parsed(name string) func() (node, error) {
	return sync.OnceValues(func() (doc node, err error) {
		text, err := openapi.Document(name)
		if err != nil {
			return nil, err
		}
		return doc, yaml.Unmarshal(text, &doc)
	})
}

// at follows keys into the document, through references. It fails the test where there is nothing.
func at(tb testing.TB, doc node, from any, keys ...string) any {
	tb.Helper()
	current := follow(tb, doc, from)
	for _, key := range keys {
		object, ok := current.(node)
		if !ok {
			tb.Fatalf("no object on the way to %q in %v", key, keys)
		}
		if _, ok := object[key]; !ok {
			tb.Fatalf("nothing at %q of %v", key, keys)
		}
		current = follow(tb, doc, object[key])
	}
	return current
}

// follow resolves a reference.
func follow(tb testing.TB, doc node, part any) any {
	tb.Helper()
	object, ok := part.(node)
	if !ok {
		return part
	}
	ref, ok := object["$ref"].(string)
	if !ok {
		return part
	}
	return at(tb, doc, doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
}

// mapping returns an object of the document, empty if it is not there.
func mapping(part any, key string) node {
	object, _ := part.(node)
	inner, _ := object[key].(node)
	return inner
}

// documented builds an exchange for every operation and every status of the Tok document, from its own examples.
func documented(tb testing.TB) []exchange {
	tb.Helper()
	return tokPlatform().documented(tb)
}

func (p platform) documented(tb testing.TB) []exchange {
	tb.Helper()
	exchanges := p.build(tb, func(string) bool { return true })
	slices.SortFunc(exchanges, func(a, b exchange) int { return strings.Compare(a.name, b.name) })
	return exchanges
}

// build builds the wanted exchanges, by their names.
func (p platform) build(tb testing.TB, isWanted func(name string) bool) []exchange {
	tb.Helper()
	doc := p.parse(tb)
	var exchanges []exchange
	for template := range mapping(doc, "paths") {
		for method, op := range mapping(mapping(doc, "paths"), template) {
			for status, ref := range mapping(op, "responses") {
				name := fmt.Sprintf("%s %s %s", strings.ToUpper(method), template, status)
				if !isWanted(name) {
					continue
				}
				x := exchange{
					name: name, method: strings.ToUpper(method), base: p.base, target: p.params.Replace(template), header: p.credentials.Clone(),
				}
				if body := mapping(op, "requestBody"); body != nil {
					body, _ := follow(tb, doc, body).(node)
					x.request, x.requestType = example(tb, doc, body), "application/json"
				}
				response := follow(tb, doc, ref)
				x.status, _ = strconv.Atoi(status)
				x.answerHeader = p.headers(tb, doc, mapping(response, "headers"))
				if x.component = name; mapping(response, "content") != nil {
					x.answer, x.answerType = example(tb, doc, response), "application/json"
				}
				if shared, ok := object(ref)["$ref"].(string); ok {
					x.component = shared
				}
				exchanges = append(exchanges, x)
			}
		}
	}
	return exchanges
}

// one returns Tok's documented exchange with a name such as "GET /banks 200".
func one(tb testing.TB, name string) exchange {
	tb.Helper()
	return tokPlatform().one(tb, name)
}

func (p platform) one(tb testing.TB, name string) exchange {
	tb.Helper()
	found := p.build(tb, func(n string) bool { return n == name })
	if len(found) != 1 {
		tb.Fatalf("the document has %d of %s", len(found), name)
	}
	return found[0]
}

// example returns the one example of a body, as encoding/json would decode it.
func example(tb testing.TB, doc node, body any) any {
	tb.Helper()
	for _, ref := range mapping(mapping(mapping(body, "content"), "application/json"), "examples") {
		encoded, err := json.Marshal(at(tb, doc, ref, "value"))
		if err != nil {
			tb.Fatal(err)
		}
		return decode(tb, encoded)
	}
	tb.Fatalf("a body has no example: %v", body)
	return nil
}

// decode reads JSON.
func decode(tb testing.TB, text []byte) any {
	tb.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		tb.Fatal(err)
	}
	return value
}

// headers makes the headers that the document lists for an answer, the optional ones too.
func (p platform) headers(tb testing.TB, doc, listed node) http.Header {
	tb.Helper()
	h := http.Header{}
	for name, ref := range listed {
		sample, ok := p.samples[name]
		if !ok {
			tb.Fatalf("no sample of the header %s: %v", name, at(tb, doc, ref))
		}
		h.Set(name, sample)
	}
	return h
}
