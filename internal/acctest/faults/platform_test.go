// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// controlPrefix is where the sandbox is controlled.
const controlPrefix = "/_sandbox/"

// platform is what the test has to know of one.
type platform struct {
	name   string
	prefix string // of its paths
	scheme string // of the Authorization header
	// block is the provider block, and the credential in it.
	block func(base string, credentials sandbox.OrganisationCredentials) (engine.Values, string)
	// reads are the endings of the paths that change nothing although they are asked by POST.
	reads []string
}

func tok() *platform {
	return &platform{
		name: "tok", prefix: "/tok/v1", scheme: "ApiKey",
		block: func(base string, c sandbox.OrganisationCredentials) (engine.Values, string) {
			key := c.Get("tok", "sandbox", "api_key")
			return engine.Values{"endpoint": base + "/tok/v1", "tok": engine.Values{"api_key": key}}, key
		},
	}
}

func okra() *platform {
	return &platform{
		name: "okra", prefix: "/okra/v2/sandbox", scheme: "Bearer",
		block: func(base string, c sandbox.OrganisationCredentials) (engine.Values, string) {
			key := c.Get("okra", "sandbox", "secret_key")
			return engine.Values{"environment": "sandbox", "endpoint": base + "/okra/v2/sandbox", "okra": engine.Values{"secret_key": key}}, key
		},
		reads: []string{"/list", "/getById", "/get"},
	}
}

func okto() *platform {
	return &platform{
		name: "okto", prefix: "/okto", scheme: "Bearer",
		block: func(base string, c sandbox.OrganisationCredentials) (engine.Values, string) {
			token := c.Get("okto", "sandbox", "management_token")
			return engine.Values{"environment": "sandbox", "endpoint": base + "/okto", "okto": engine.Values{"app_id": c.Get("okto", "sandbox", "app_id"), "management_token": token}}, token
		},
	}
}

// writes reports whether a call changes something.
func (p *platform) writes(c call) bool {
	return c.method != http.MethodGet && !slices.ContainsFunc(p.reads, func(end string) bool { return strings.HasSuffix(c.path, end) })
}

// answer is a decoded body.
type answer map[string]any

// ask asks the platform, past the provider, and returns the status and the body.
func (w *world) ask(method, path string, body any) (int, answer) {
	w.t.Helper()
	_, credential := w.on.block("", w.sandbox.Credentials().Organisations[0])
	return w.send(method, w.on.prefix+path, http.Header{"Authorization": {w.on.scheme + " " + credential}}, body)
}

// must asks for something that has to succeed.
func (w *world) must(method, path string, body any) answer {
	w.t.Helper()
	status, a := w.ask(method, path, body)
	if status/100 != 2 {
		w.t.Fatalf("%s %s answers %d, %v", method, path, status, a)
	}
	return a
}

// control asks the sandbox's control.
func (w *world) control(method, path string, body any) answer {
	w.t.Helper()
	status, a := w.send(method, controlPrefix+path, http.Header{"X-Sandbox-Control": {"test"}}, body)
	if status/100 != 2 {
		w.t.Fatalf("%s %s answers %d, %v", method, path, status, a)
	}
	return a
}

// send makes a request and reads the answer, which need not be JSON.
func (w *world) send(method, path string, header http.Header, body any) (int, answer) {
	w.t.Helper()
	var content io.Reader = http.NoBody
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		content = bytes.NewReader(encoded)
		header.Set("Content-Type", "application/json")
	}
	req, err := http.NewRequestWithContext(w.ctx, method, "http://"+w.network.address.String()+path, content)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header = header
	// By the transport itself: redirects are not followed.
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		w.t.Fatal(err)
	}
	data, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		w.t.Fatal(err)
	}
	a := answer{}
	_ = json.Unmarshal(data, &a) // A page of the bank's, or nothing.
	if location := resp.Header.Get("Location"); location != "" {
		a["location"] = location
	}
	return resp.StatusCode, a
}

// list returns the objects in an answer, under a name or where Okra has them.
func (a answer) list(name string) []answer {
	items, ok := a[name].([]any)
	if data, inside := a["data"].(map[string]any); !ok && inside {
		items, _ = data[name].([]any)
	}
	var all []answer
	for _, item := range items {
		if o, ok := item.(map[string]any); ok {
			all = append(all, o)
		}
	}
	return all
}

// data is the object in an envelope.
func (a answer) data() answer {
	inside, _ := a["data"].(map[string]any)
	return inside
}

// text returns a field as a text; "" where it is null.
func (a answer) text(name string) string {
	if a[name] == nil {
		return ""
	}
	return fmt.Sprint(a[name])
}
