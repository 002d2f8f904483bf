// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

// API asks the platform itself, so that a test believes the server and not the
// state. It shares nothing with the provider's client.
type API struct {
	t        *testing.T
	endpoint string
	scheme   string // of the Authorization header
	key      string
}

// transport is the tests' own: whenever an httptest.Server closes, it closes
// the idle connections of http.DefaultTransport, of which one may have just carried
// another test's request.
var transport = &http.Transport{}

const tokScheme = "ApiKey"

// As returns an API that authenticates with another key.
func (a *API) As(key string) *API {
	other := *a
	other.key = key
	return &other
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
	var sent io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		sent = bytes.NewReader(encoded)
	}
	// A check in a Cleanup comes when the test's own context is over.
	req, err := http.NewRequestWithContext(context.WithoutCancel(a.t.Context()), method, a.endpoint+path, sent)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", a.scheme+" "+a.key)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := transport.RoundTrip(req)
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

func decodeObject(data []byte) map[string]any {
	object := map[string]any{}
	_ = json.Unmarshal(data, &object)
	return object
}

// Must makes a call that has to answer with the status.
func (a *API) Must(status int, method, path string, body any) map[string]any {
	a.t.Helper()
	got, answer := a.Call(method, path, body)
	if got != status {
		a.t.Fatalf("%s %s: got %d %v, expected %d", method, path, got, answer["error"], status)
	}
	return answer
}

// All returns the objects of a list endpoint, over all pages.
func (a *API) All(path string) []map[string]any {
	a.t.Helper()
	query := url.Values{"limit": {"100"}}
	var objects []map[string]any
	for {
		answer := a.Must(http.StatusOK, http.MethodGet, path+"?"+query.Encode(), nil)
		data, ok := answer["data"].([]any)
		if !ok {
			a.t.Fatalf("GET %s has no list in data", path)
		}
		for _, item := range data {
			object, ok := item.(map[string]any)
			if !ok {
				a.t.Fatalf("GET %s lists something that is no object", path)
			}
			objects = append(objects, object)
		}
		cursor, ok := answer["nextCursor"].(string)
		if !ok {
			return objects
		}
		query.Set("cursor", cursor)
	}
}

// Count returns how many objects a list endpoint has, over all pages.
func (a *API) Count(path string) int {
	a.t.Helper()
	return len(a.All(path))
}

// CheckDestroyed is a CheckDestroy that asks the platform: every object of the
// type that the state had is gone or, where gone is given, in a state that gone
// accepts.
func (a *API) CheckDestroyed(resourceType, path string, gone func(object map[string]any) bool) func(*terraform.State) error {
	return func(state *terraform.State) error {
		seen := 0
		for name, r := range state.RootModule().Resources {
			if r.Type != resourceType {
				continue
			}
			seen++
			status, object, err := a.call(http.MethodGet, path+"/"+url.PathEscape(r.Primary.ID), nil)
			switch {
			case err != nil:
				return err
			case status == http.StatusNotFound:
			case status == http.StatusOK && gone != nil && gone(object):
			default:
				return fmt.Errorf("%s (%s) is still there: %d, status %v", name, r.Primary.ID, status, object["status"])
			}
		}
		if seen == 0 {
			return fmt.Errorf("the state had no %s, so nothing was checked", resourceType)
		}
		return nil
	}
}

// HasStatus accepts an object whose status is one of those given.
func HasStatus(statuses ...string) func(map[string]any) bool {
	return func(object map[string]any) bool {
		for _, s := range statuses {
			if object["status"] == s {
				return true
			}
		}
		return false
	}
}

// Decide answers a pending consent as a person would: it opens the bank's page
// and sends the form of the decision, "approve" or "decline". It follows the
// redirects up to, but not to, the application's callback.
func (e *Env) Decide(redirectURL, decision string) {
	e.t.Helper()
	if err := decide(e.t, redirectURL, decision); err != nil {
		e.t.Fatal(err)
	}
}

// formActions finds where the page's forms are sent.
var formActions = regexp.MustCompile(`<form[^>]*action="([^"]+)"`)

func decide(t *testing.T, redirectURL, decision string) error {
	t.Helper()
	onSite, err := url.Parse(redirectURL)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: transport, CheckRedirect: func(req *http.Request, _ []*http.Request) error {
		if req.URL.Host != onSite.Host {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	get, err := http.NewRequestWithContext(t.Context(), http.MethodGet, redirectURL, nil)
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
	post, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target.String(), nil)
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
