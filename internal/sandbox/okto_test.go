// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto"
)

func TestOktoSecretProvesItself(t *testing.T) {
	t.Parallel()
	f := start(t)
	names := map[string]string{}
	for i, o := range f.owners() {
		got := f.prove(o.app.AppSecret).want(t, http.StatusOK)
		list, _ := got.object().object("data")["network"].([]any)
		if got.object()["status"] != "success" || len(list) == 0 {
			t.Errorf("got %s, expected some networks", got.body)
		}
		names[[]string{"sandbox", "production"}[i%2]] += string(got.body)
	}
	if !strings.Contains(names["sandbox"], `"network_name":"POLYGON_TESTNET_AMOY","chain_id":"80002"`) || strings.Contains(names["production"], "TESTNET") {
		t.Errorf("the secret does not select the environment: %v", names)
	}
}

// TestOktoSaysWhenASecretWasUsed watches one use, of one app.
func TestOktoSaysWhenASecretWasUsed(t *testing.T) {
	t.Parallel()
	f := start(t)
	o := f.okto()
	if got := o.secret()["last_used_at"]; got != nil {
		t.Errorf("got %v before any use, expected null", got)
	}
	f.advance(90 * time.Minute)
	f.prove(o.app.AppSecret).want(t, http.StatusOK)
	f.advance(time.Hour)
	f.prove("wrong").want(t, http.StatusUnauthorized)
	if got := o.secret()["last_used_at"]; got != "2026-03-01T13:30:00Z" {
		t.Errorf("got %v, expected the time of the use", got)
	}
	if got := f.owner(0, "production").secret()["last_used_at"]; got != nil {
		t.Errorf("got %v for another app, expected null", got)
	}
	o.reset()
	if got := o.secret()["last_used_at"]; got != nil {
		t.Errorf("got %v for a new secret, expected null", got)
	}
}

func TestOktoRefusesCredentials(t *testing.T) {
	t.Parallel()
	f := start(t)
	o, tok := f.okto(), f.key
	secret, token := o.app.AppSecret, o.app.ManagementToken
	const networks, apps = "/okto/api/v1/supported/networks", "/okto/management/v1/apps"
	for name, tt := range map[string]struct {
		path, header, value string
		code                string
	}{
		"no secret":              {networks, "X-Other", "x", "ER-TECH-0016"},
		"empty secret":           {networks, "X-Api-Key", "", "ER-TECH-0016"},
		"unknown secret":         {networks, "X-Api-Key", "x", "ER-TECH-0007"},
		"half a secret":          {networks, "X-Api-Key", secret[:20], "ER-TECH-0007"},
		"more than a secret":     {networks, "X-Api-Key", secret + "x", "ER-TECH-0007"},
		"an app id":              {networks, "X-Api-Key", o.app.AppID, "ER-TECH-0007"},
		"a token as a secret":    {networks, "X-Api-Key", token, "ER-TECH-0007"},
		"a secret as a bearer":   {networks, "Authorization", "Bearer " + secret, "ER-TECH-0016"},
		"no token":               {apps, "X-Other", "x", "ER-TECH-0016"},
		"empty header":           {apps, "Authorization", "", "ER-TECH-0007"},
		"no bearer":              {apps, "Authorization", token, "ER-TECH-0007"},
		"another scheme":         {apps, "Authorization", "ApiKey " + token, "ER-TECH-0007"},
		"another platform's key": {apps, "Authorization", "ApiKey " + tok, "ER-TECH-0007"},
		"unknown token":          {apps, "Authorization", "Bearer okto_mgmt_x", "ER-TECH-0007"},
		"half a token":           {apps, "Authorization", "Bearer " + token[:20], "ER-TECH-0007"},
		"a secret as a token":    {apps, "Authorization", "Bearer " + secret, "ER-TECH-0007"},
		"token as x-api-key":     {apps, "X-Api-Key", token, "ER-TECH-0016"},
	} {
		got := f.as("").with(tt.header, tt.value).raw("GET", tt.path, "")
		got.denied(t, http.StatusUnauthorized, tt.code)
		if challenge := got.header.Get("WWW-Authenticate"); (challenge != "") != (tt.path == apps) {
			t.Errorf("%s: got the challenge %q", name, challenge)
		}
		if strings.Contains(string(got.body), token[10:20]) || strings.Contains(string(got.body), secret[:10]) {
			t.Errorf("%s: the answer repeats a credential: %s", name, got.body)
		}
	}
	f.as("").with("Authorization", "bearer "+token).raw("GET", apps, "").want(t, http.StatusOK) // Schemes ignore case.
	for _, route := range sandbox.ServiceOf[*okto.API](f.box).Routes() {
		method, path, _ := strings.Cut(strings.Replace(route, "{app_id}", o.app.AppID, 1), " ")
		f.as("").raw(method, path, "").denied(t, http.StatusUnauthorized, "ER-TECH-0016")
	}
	// Two credentials are none: which one counts must not depend on who reads first.
	for _, header := range []http.Header{
		{"X-Api-Key": {secret, secret}}, {"Authorization": {"Bearer " + token, "Bearer " + token}},
	} {
		path := networks
		if header.Get("Authorization") != "" {
			path = apps
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = header
		resp, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("two credentials in one request: got %d, %v", resp.StatusCode, err)
		}
	}
}

func TestOktoShowsApps(t *testing.T) {
	t.Parallel()
	f := start(t)
	seen := map[string]bool{}
	for i, o := range f.owners() {
		environment := []string{"sandbox", "production"}[i%2]
		list, _ := o.call("GET", "", "").want(t, http.StatusOK).object().object("data")["apps"].([]any)
		if want := map[string]int{"sandbox": 2, "production": 1}[environment]; len(list) != want {
			t.Errorf("got %d apps in %s, expected %d", len(list), environment, want)
		}
		for _, item := range list {
			listed, _ := item.(map[string]any)
			one := o.call("GET", "/"+object(listed).text("app_id"), "").want(t, http.StatusOK).object().object("data")
			if fmt.Sprint(one) != fmt.Sprint(object(listed)) || one["environment"] != environment || one.text("name") == "" {
				t.Errorf("got %v in the list and %v by itself", listed, one)
			}
			seen[one.text("app_id")] = true
		}
		if !seen[o.app.AppID] {
			t.Errorf("the app of the credentials is not in the list %v", list)
		}
	}
	if len(seen) != 6 {
		t.Errorf("got %d different apps, expected 6", len(seen))
	}
}

// TestOktoHidesForeignApps asks every route that names an app as everybody else.
// The answer is the same as for an app that does not exist.
func TestOktoHidesForeignApps(t *testing.T) {
	t.Parallel()
	f := start(t)
	o := f.okto()
	before := fmt.Sprint(o.secret())
	tried := 0
	for _, route := range sandbox.ServiceOf[*okto.API](f.box).Routes() {
		method, path, _ := strings.Cut(strings.Replace(route, "/okto/management/v1/apps", "", 1), " ")
		if !strings.Contains(path, "{app_id}") {
			continue
		}
		for _, stranger := range f.owners()[1:] {
			tried++
			unknown := strings.Repeat("0", 8) + o.app.AppID[8:]
			foreign := stranger.call(method, strings.Replace(path, "{app_id}", o.app.AppID, 1), "").denied(t, http.StatusNotFound, "ER-TECH-0002")
			missing := stranger.call(method, strings.Replace(path, "{app_id}", unknown, 1), "").denied(t, http.StatusNotFound, "ER-TECH-0002")
			if strings.ReplaceAll(foreign.text("message"), o.app.AppID, "…") != strings.ReplaceAll(missing.text("message"), unknown, "…") {
				t.Errorf("%s: a stranger can tell a foreign app from none: %v, %v", route, foreign, missing)
			}
		}
	}
	if tried != 9 {
		t.Errorf("tried %d times, expected 3 routes as 3 strangers", tried)
	}
	if after := fmt.Sprint(o.secret()); after != before {
		t.Errorf("a stranger changed the secret from %s to %s", before, after)
	}
	f.prove(o.app.AppSecret).want(t, http.StatusOK)
}

// TestOktoRoutesAreThoseOfTheDocument compares what is served with what the
// OpenAPI document describes, both ways.
func TestOktoRoutesAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	document, described := documented(t, "okto")
	for i, route := range described {
		described[i] = strings.Replace(route, " ", " /okto", 1)
	}
	f := start(t)
	served := sandbox.ServiceOf[*okto.API](f.box).Routes()
	slices.Sort(described)
	slices.Sort(served)
	if len(served) == 0 || !slices.Equal(described, served) {
		t.Errorf("the document describes\n%s\nand the sandbox serves\n%s", strings.Join(described, "\n"), strings.Join(served, "\n"))
	}
	if got := f.raw("GET", "/openapi/okto.yaml", "").want(t, http.StatusOK); string(got.body) != string(document) {
		t.Error("the document is not served as it is")
	}
}

// TestOktoUnknownRoutes tells a route that does not exist from an app that does
// not.
func TestOktoUnknownRoutes(t *testing.T) {
	t.Parallel()
	o := start(t).okto()
	for _, path := range []string{"/nothing", "/management/v1", "/management/v1/apps/", "/management//v1/apps", "/api/v1/supported/networks/x", "/management/v1/apps/" + o.app.AppID + "/secret/"} {
		o.raw("GET", "/okto"+path, "").denied(t, http.StatusNotFound, "ER-ROUTE")
	}
	for path, allow := range map[string]string{"/apps": "GET", "/apps/x/secret/reset": "POST"} {
		got := o.raw("DELETE", "/okto/management/v1"+path, "")
		got.denied(t, http.StatusMethodNotAllowed, "ER-METHOD")
		if got.header.Get("Allow") != allow {
			t.Errorf("%s: got Allow %q, expected %s", path, got.header.Get("Allow"), allow)
		}
	}
}

// TestOktoCarriesThePlatformsTime looks at the headers of answers of every kind.
func TestOktoCarriesThePlatformsTime(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.advance(24 * time.Hour)
	o := f.okto()
	ids := map[string]bool{}
	for _, got := range []answer{f.prove(o.app.AppSecret), f.prove("x"), o.call("GET", "", ""), o.raw("GET", "/okto/nothing", "")} {
		if date := got.header.Get("Date"); date != "Mon, 02 Mar 2026 12:00:00 GMT" {
			t.Errorf("%s: got Date %q", got.what, date)
		}
		ids[got.header.Get("X-Request-Id")] = true
		if got.header.Get("X-RateLimit-Limit") != "" || got.header.Get("Retry-After") != "" {
			t.Errorf("%s: got rate-limit headers, which the platform does not have: %v", got.what, got.header)
		}
	}
	if len(ids) != 4 {
		t.Errorf("got the request ids %v, expected four", ids)
	}
	if made := o.reset(); made["created_at"] != "2026-03-02T12:00:00Z" {
		t.Errorf("got created_at %v", made["created_at"])
	}
}

func TestOktoCredentials(t *testing.T) {
	t.Parallel()
	f := start(t)
	app := f.okto().app
	if !strings.HasPrefix(app.ManagementToken, "okto_mgmt_") || len(app.AppSecret) != 43 {
		t.Error("the credentials look wrong")
	}
	same := start(t).okto().app
	other := start(t, func(o *sandbox.Options) { o.Seed = 2 }).okto().app
	if same.AppID != app.AppID || same.AppSecret != app.AppSecret || same.ManagementToken != app.ManagementToken {
		t.Error("the same seed gives other credentials")
	}
	if other.AppID == app.AppID || other.AppSecret == app.AppSecret || other.ManagementToken == app.ManagementToken {
		t.Error("another seed gives the same credentials")
	}
	made, err := sandbox.ServiceOf[*okto.API](f.box).ResetSecret(t.Context(), app.AppID)
	if err != nil {
		t.Fatal(err)
	}
	shown := f.box.Credentials()
	for _, text := range []string{fmt.Sprint(made), fmt.Sprintf("%+v", &made), fmt.Sprintf("%#v", made), fmt.Sprint(shown), fmt.Sprintf("%+v", shown), fmt.Sprintf("%#v", shown)} {
		if strings.Contains(text, "okto_mgmt_") || strings.Contains(text, app.AppSecret) || strings.Contains(text, made.AppSecret) {
			t.Errorf("printing credentials shows them: %s", text)
		}
	}
}
