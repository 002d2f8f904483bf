// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okranode_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// world is a sandbox that okra-node asks, and that the test asks by itself, too.
type world struct {
	*client
	box *sandbox.Sandbox
	// environment is what the client calls it, env what objects do.
	environment, env string
	base, secret     string
}

// environments are the two, by what the client calls them.
func environments() map[string]string {
	return map[string]string{"production": "production", "sandbox": "production-sandbox"}
}

// newWorld starts a sandbox and a client. Traffic is held against the OpenAPI
// document, and strictly where the test sends nothing that is wrong.
func newWorld(t *testing.T, environment, tier string, strict bool) *world {
	t.Helper()
	w := &world{client: startClient(t), environment: environment, env: environments()[environment]}
	options := []acctest.Option{acctest.Tier(tier), acctest.Bank(2, 43)}
	if !strict {
		options = append(options, acctest.AnyRequest())
	}
	on := acctest.Start(t, acctest.Okra, options...)
	w.box, w.base, w.secret = on.Sandbox(), on.Endpoint+"/", on.Credential()
	if environment == "production" {
		w.base = strings.TrimSuffix(w.base, "sandbox/")
		w.secret = w.box.Credentials().Organisations[0].Get("okra", "production", "secret_key")
	}
	return w
}

// call calls a method of the client, at the sandbox.
func (w *world) call(service, method string, options object, walk bool) outcome {
	w.t.Helper()
	return w.do(call{
		Service: service, Environment: w.environment, Base: w.base, Credential: w.secret, Method: method, Options: options, Walk: walk,
	})
}

// pages calls a method of the client, which must succeed.
func (w *world) pages(service, method string, options object, walk bool) []object {
	w.t.Helper()
	o := w.call(service, method, options, walk)
	if o.Thrown != nil {
		w.t.Fatalf("%s.%s(%v) threw %v", service, method, options, o.Thrown)
	}
	return o.Pages
}

// ask asks the sandbox without the client, and returns the data of the answer.
func (w *world) ask(method, path string, body object) object {
	w.t.Helper()
	target := w.base + path
	encoded, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	if method == http.MethodGet {
		query := url.Values{}
		for name, value := range body {
			text, err := json.Marshal(value)
			if err != nil {
				w.t.Fatal(err)
			}
			query.Set(name, string(bytes.Trim(text, `"`)))
		}
		target, encoded = target+"?"+query.Encode(), nil
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, target, bytes.NewReader(encoded))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.secret)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if closeErr := answer.Body.Close(); err != nil || closeErr != nil {
		w.t.Fatal(err, closeErr)
	}
	var envelope struct{ Data object }
	decode(w.t, text, &envelope)
	if answer.StatusCode >= http.StatusBadRequest {
		w.t.Fatalf("%s %s: %d: %s", method, path, answer.StatusCode, text)
	}
	return envelope.Data
}

// all asks for every page of a list without the client, in pages of another size
// than the client's.
func (w *world) all(method, path, list string, filter object) []object {
	w.t.Helper()
	if _, ok := filter["id"]; ok { // A list of one has no pages.
		return objectsOf(w.t, w.ask(method, path, filter), list)
	}
	var found []object
	for page := 1; ; page++ {
		body := object{"page": page, "limit": 100}
		maps.Copy(body, filter)
		objects := objectsOf(w.t, w.ask(method, path, body), list)
		if found = append(found, objects...); len(objects) < 100 {
			return found
		}
	}
}

// objectsOf returns the objects of a list in an answer's data.
func objectsOf(t *testing.T, data object, list string) []object {
	t.Helper()
	items, ok := data[list].([]any)
	if !ok {
		t.Fatalf("there is no list %s in %v", list, data)
	}
	objects := make([]object, len(items))
	for i, item := range items {
		if objects[i], ok = item.(object); !ok {
			t.Fatalf("item %d of %s is no object: %v", i, list, item)
		}
	}
	return objects
}

// text returns a field of an object that is a text, empty if it is none.
func text(o object, field string) string {
	s, _ := o[field].(string)
	return s
}
