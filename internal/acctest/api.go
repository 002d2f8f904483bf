// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// TB is the part of testing.TB that this package uses; the drivers of property tests
// have it too.
type TB interface {
	Helper()
	Context() context.Context
	Cleanup(do func())
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Skip(args ...any)
	Skipf(format string, args ...any)
}

// API asks the platform itself, so that a test believes the server and not the
// state. It shares nothing with the provider's client.
type API struct {
	t        TB
	Platform *Platform
	// Endpoint is the platform's base URL, and Credentials are the fields of its block,
	// as the provider takes them.
	Endpoint    string
	Credentials map[string]string

	through http.RoundTripper
	header  [2]string // that authenticates
}

// transport is the tests' own: whenever an httptest.Server closes, it closes
// the idle connections of http.DefaultTransport, of which one may have just carried
// another test's request.
var transport = &http.Transport{}

// direct asks a handler in this process, without a network.
type direct struct{ http.Handler }

// RoundTrip implements http.RoundTripper.
func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	served := r.Clone(r.Context())
	served.RemoteAddr, served.RequestURI, served.Host = "127.0.0.1:1", r.URL.RequestURI(), r.URL.Host
	if served.Body == nil {
		served.Body = http.NoBody
	}
	answer := httptest.NewRecorder()
	d.ServeHTTP(answer, served)
	return answer.Result(), nil
}

func newAPI(t TB, on *Platform, endpoint string, credentials map[string]string, through http.RoundTripper) *API {
	a := &API{t: t, Platform: on, Endpoint: endpoint, Credentials: credentials, through: through}
	a.header[0], a.header[1] = on.Header(a.Credential())
	return a
}

// Credential is what the provider authenticates with.
func (a *API) Credential() string { return a.Credentials[a.Platform.Credential] }

// As returns an API that authenticates with another credential.
func (a *API) As(credential string) *API {
	credentials := maps.Clone(a.Credentials)
	credentials[a.Platform.Credential] = credential
	return newAPI(a.t, a.Platform, a.Endpoint, credentials, a.through)
}

// with returns an API that authenticates by another header.
func (a *API) with(name, value string) *API {
	other := *a
	other.header = [2]string{name, value}
	return &other
}

// In returns the API for a subtest, or a step of a property test.
func (a *API) In(t TB) *API {
	t.Helper()
	other := *a
	other.t = t
	return &other
}

// Block is a provider block for the platform, with further settings.
func (a *API) Block(settings engine.Values) engine.Values {
	return a.Platform.Block(a.Endpoint, a.Credentials, settings)
}

// Call makes one call and returns the status and the decoded answer.
func (a *API) Call(method, path string, body any) (int, map[string]any) {
	a.t.Helper()
	status, answer, err := a.call(method, path, body)
	if err != nil {
		a.t.Fatal(err)
	}
	return status, answer
}

func (a *API) call(method, path string, body any) (int, map[string]any, error) {
	var sent io.Reader = http.NoBody
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		sent = bytes.NewReader(encoded)
	}
	// A check in a Cleanup comes when the test's own context is over.
	req, err := http.NewRequestWithContext(context.WithoutCancel(a.t.Context()), method, a.Endpoint+path, sent)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set(a.header[0], a.header[1])
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := a.through.RoundTrip(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, nil, err
	}
	answer := map[string]any{}
	if len(data) > 0 {
		// Numbers stay as they were sent: money is among them.
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.UseNumber()
		if err := decoder.Decode(&answer); err != nil {
			return 0, nil, fmt.Errorf("%s %s answered %d with no JSON object: %w", method, path, resp.StatusCode, err)
		}
	}
	return resp.StatusCode, answer, nil
}

// Must makes a call that has to answer with the status.
func (a *API) Must(status int, method, path string, body any) map[string]any {
	a.t.Helper()
	got, answer := a.Call(method, path, body)
	if got != status {
		a.t.Fatalf("%s %s: got %d %v, expected %d", method, path, got, answer, status)
	}
	return answer
}

// Ask posts to an endpoint, which has to succeed, and returns the answer's data.
func (a *API) Ask(path string, body map[string]any) map[string]any {
	a.t.Helper()
	if body == nil {
		body = map[string]any{}
	}
	status, answer := a.Call(http.MethodPost, path, body)
	data, ok := answer["data"].(map[string]any)
	if status/100 != 2 || !ok {
		a.t.Fatalf("POST %s: got %d %v, expected a success with data", path, status, answer["message"])
	}
	return data
}

// All returns the objects of a list endpoint, over all pages.
func (a *API) All(path string) []map[string]any {
	a.t.Helper()
	return a.Platform.All(a, path, nil)
}

// Count returns how many objects a list endpoint has, over all pages.
func (a *API) Count(path string) int {
	a.t.Helper()
	return len(a.All(path))
}

// objects are the items of a list.
func (a *API) objects(path string, list any) []map[string]any {
	a.t.Helper()
	items, ok := list.([]any)
	if !ok {
		a.t.Fatalf("%s has no list", path)
	}
	objects := make([]map[string]any, len(items))
	for i, item := range items {
		if objects[i], ok = item.(map[string]any); !ok {
			a.t.Fatalf("%s lists something that is no object", path)
		}
	}
	return objects
}

// text is a field that is a text or a number, or "".
func text(field any) string {
	if field == nil {
		return ""
	}
	return fmt.Sprint(field)
}

// Decide answers a pending consent as a person would: it opens the bank's page
// and sends the form of the decision, "approve" or "decline". It follows the
// redirects up to, but not to, the application's callback.
func (a *API) Decide(redirectURL, decision string) {
	a.t.Helper()
	if err := a.decide(redirectURL, decision); err != nil {
		a.t.Fatal(err)
	}
}

// formActions finds where the page's forms are sent.
var formActions = regexp.MustCompile(`<form[^>]*action="([^"]+)"`)

func (a *API) decide(redirectURL, decision string) error {
	onSite, err := url.Parse(redirectURL)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: a.through, CheckRedirect: func(req *http.Request, _ []*http.Request) error {
		if req.URL.Host != onSite.Host {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	get, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, redirectURL, nil)
	if err != nil {
		return err
	}
	page, err := client.Do(get)
	if err != nil {
		return err
	}
	html, err := io.ReadAll(page.Body)
	_ = page.Body.Close()
	if err != nil {
		return err
	}
	action := ""
	for _, form := range formActions.FindAllSubmatch(html, -1) {
		if strings.HasSuffix(string(form[1]), "/"+decision) {
			action = string(form[1])
		}
	}
	if page.StatusCode != http.StatusOK || action == "" {
		return fmt.Errorf("the bank's page answered %d without a form to %s", page.StatusCode, decision)
	}
	target, err := onSite.Parse(action)
	if err != nil {
		return err
	}
	post, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, target.String(), nil)
	if err != nil {
		return err
	}
	done, err := client.Do(post)
	if err != nil {
		return err
	}
	_ = done.Body.Close()
	if done.StatusCode != http.StatusFound {
		return fmt.Errorf("the decision ended in %d, expected a redirect to the application", done.StatusCode)
	}
	return nil
}
