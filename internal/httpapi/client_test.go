// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

func TestParseBaseURL(t *testing.T) {
	t.Parallel()

	tests := map[string]string{
		"https://api.example/v1":          "",
		"https://api.example:8443/":       "",
		"https://192.0.2.1":               "",
		"http://127.0.0.1:8787/tok/v1":    "",
		"http://127.8.9.1":                "",
		"http://[::1]:80/tok/v1":          "",
		"http://LocalHost:80":             "",
		"":                                "the endpoint is empty",
		" ":                               "white space",
		"https://api.example/v1 ":         "white space in it",
		"https://api.example/v1\n":        "white space in it",
		"\u00a0https://api.example/v1":    "white space in it",
		"https://me:hunter2@a.example ":   "white space in it",
		"https://api.example/v1//":        "two slashes",
		"https://api.example//":           "two slashes",
		"https://api.example//v1":         "two slashes",
		"api.example/v1":                  "not an absolute URL",
		"localhost:8787/tok/v1":           "not an absolute URL",
		"https://:443/v1":                 "not an absolute URL",
		"https:///v1":                     "not an absolute URL",
		"127.0.0.1:8787/tok/v1":           "not a valid URL",
		"https://api.example/%zz":         "not a valid URL",
		"https://user:hunter2@a.exam ple": "white space in it",
		"https://user:hunter2@a.example":  "a user name or password",
		"https://a.example/?key=hunter2":  "a query or a fragment",
		"https://a.example/?":             "a query or a fragment",
		"https://a.example/#hunter2":      "a query or a fragment",
		"http://api.example/v1":           "in clear text",
		"http://localhost.example/v1":     "in clear text",
		"http://127.0.0.1.example":        "in clear text",
		"http://[2001:db8::1]/v1":         "in clear text",
		"ftp://api.example/v1":            `scheme is "ftp"`,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			base, err := httpapi.ParseBaseURL(text)
			if (err == nil) != (want == "") || (err == nil) != (base != nil) {
				t.Fatalf("got %v, %v", base, err)
			}
			if err != nil && (!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2")) {
				t.Errorf("the error reads %q, want it to say %q, without the password", err, want)
			}
		})
	}
}

func TestNewRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()

	for want, c := range map[string]httpapi.Config{
		"the endpoint is empty":       {},
		"the number of retries is -1": {BaseURL: "https://a.example", MaxRetries: -1},
		"the request timeout is -1s":  {BaseURL: "https://a.example", Timeout: -time.Second},
		"size is -1 bytes":            {BaseURL: "https://a.example", MaxBody: -1},
	} {
		if client, err := httpapi.New(c); err == nil || client != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error that says %q", err, want)
		}
	}
}

func TestAClientOfDefaultsWorks(t *testing.T) {
	t.Parallel()

	srv := newServer(t, answer(200, `{"id":"a"}`))
	client := newClient(t, httpapi.Config{BaseURL: srv.URL})
	var out object
	if _, err := client.Do(t.Context(), read, &out); err != nil || out.ID != "a" {
		t.Fatalf("got %v, %v", out, err)
	}
	if got := srv.seen()[0].Header.Get("Authorization"); got != "" {
		t.Errorf("sent Authorization: %s", got)
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		base, path string
		query      url.Values
		want       string
	}{
		"joined":              {"/v1", "/things/1", nil, "/v1/things/1"},
		"slashes at the seam": {"/v1/", "things/1", nil, "/v1/things/1"},
		"no base path":        {"", "/things", nil, "/things"},
		"escaped":             {"/v1", "/things/a%2Fb%20c", nil, "/v1/things/a%2Fb%20c"},
		"escaped base":        {"/a%2Fb", "/things", nil, "/a%2Fb/things"},
		"query by name":       {"/v1", "/things", url.Values{"limit": {"5"}, "cursor": {"a b&c"}}, "/v1/things?cursor=a+b%26c&limit=5"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, answer(200, `{}`))
			c := config(srv.URL)
			c.BaseURL = srv.URL + tt.base
			if _, err := newClient(t, c).Do(t.Context(), httpapi.Call{Method: http.MethodGet, Path: tt.path, Query: tt.query}, nil); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, srv.seen()[0].URI); diff != "" {
				t.Errorf("unexpected request target (-want +got):\n%s", diff)
			}
		})
	}
}

// An empty id would turn the deletion of one object into a call on the list,
// and dots would leave the platform's base path.
func TestCallsThatAreNeverSent(t *testing.T) {
	t.Parallel()

	breaking := func(r *http.Request) { r.Header.Set("Authorization", "ApiKey "+key+"\n") }
	tests := map[string]struct {
		call      httpapi.Call
		authorize func(*http.Request)
		want      string
	}{
		"empty id":             {httpapi.Call{Method: "DELETE", Path: "/things/"}, nil, "DELETE /things/ cannot be called: a segment of the path is empty or consists of dots"},
		"empty id in between":  {httpapi.Call{Method: "GET", Path: "/things//parts"}, nil, "GET /things//parts cannot be called: a segment of the path is empty or consists of dots"},
		"dots":                 {httpapi.Call{Method: "GET", Path: "/things/.."}, nil, "GET /things/.. cannot be called: a segment of the path is empty or consists of dots"},
		"escaped dots":         {httpapi.Call{Method: "GET", Path: "/things/%2e%2E"}, nil, "GET /things/%2e%2E cannot be called: a segment of the path is empty or consists of dots"},
		"a key for an id":      {httpapi.Call{Method: "DELETE", Path: "/things/" + key}, nil, "DELETE /things/[redacted] cannot be called: a secret stands where an id belongs"},
		"another one, escaped": {httpapi.Call{Method: "GET", Path: "/things/whsec_MDEyMzQ1%2FNjc4OTAxMjM0NTY3ODkwMTIz"}, nil, "GET /things/[redacted] cannot be called: a secret stands where an id belongs"},
		"a line break":         {httpapi.Call{Method: "GET", Path: "/things/key_1%0A"}, nil, "GET /things/key_1%0A cannot be called: an id has white space at its beginning or end, or a character that cannot be seen"},
		"a space before":       {httpapi.Call{Method: "GET", Path: "/things/%C2%A0key_1"}, nil, "GET /things/%C2%A0key_1 cannot be called: an id has white space at its beginning or end, or a character that cannot be seen"},
		"a zero-width space":   {httpapi.Call{Method: "GET", Path: "/things/key%E2%80%8B_1"}, nil, "GET /things/key%E2%80%8B_1 cannot be called: an id has white space at its beginning or end, or a character that cannot be seen"},
		"query in the path":    {httpapi.Call{Method: "GET", Path: "/things?a=b"}, nil, "GET /things?a=b cannot be called: its path is not escaped"},
		"broken escape":        {httpapi.Call{Method: "GET", Path: "/things/100%"}, nil, "GET /things/100% cannot be called: its path is not escaped"},
		"method":               {httpapi.Call{Method: "GE T", Path: "/things"}, nil, `GE T /things cannot be called: net/http: invalid method "GE T"`},
		"body":                 {httpapi.Call{Method: "POST", Path: "/things", Body: make(chan int)}, nil, "POST /things cannot be called: its body cannot be written as JSON: json: unsupported type: chan int"},
		"line break in a key":  {read, breaking, "GET /things/1 cannot be called: the value of the header Authorization has a line break or another control character; check the credential for stray ones"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t)
			c := config(srv.URL)
			if tt.authorize != nil {
				c.Authorize = tt.authorize
			}
			response, err := newClient(t, c).Do(t.Context(), tt.call, nil)
			if response != nil || err == nil || err.Error() != tt.want {
				t.Errorf("got %v and the error\n%v, want\n%s", response, err, tt.want)
			}
			if n := len(srv.seen()); n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

func TestClientsAreSafeForConcurrentUse(t *testing.T) {
	t.Parallel()

	const calls = 20
	steps := make([]http.HandlerFunc, 0, 2*calls)
	for range calls {
		steps = append(steps, page(503), answer(200, `{"id":"a"}`))
	}
	c := config(newServer(t, steps...).URL)
	// The clock jumps with every call's wait, which must not time another one
	// out: its answer would be lost, and the steps not suffice.
	c.Timeout = 24 * time.Hour
	c.MaxRetries = calls // One of them may get every 503.
	client := newClient(t, c)
	failures := make(chan error, calls)
	for range calls {
		go func() {
			_, err := client.Do(context.WithoutCancel(t.Context()), read, new(object))
			failures <- err
		}()
	}
	for range calls {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
}
