// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok"
)

// routeBodies are valid bodies for the routes that need one.
func routeBodies() map[string]string {
	return map[string]string{
		"PATCH /tok/v1/api-keys/{id}":              `{"name":"taken over"}`,
		"PATCH /tok/v1/webhooks/{id}":              `{"url":"https://example.org/stolen"}`,
		"POST /tok/v1/webhooks/{id}/rotate-secret": `{"overlapSeconds":0}`,
	}
}

// belongings makes one object of each kind and returns their ids, and a
// function that shows everything there is.
func belongings(t *testing.T, f *fixture) (ids map[string]string, everything func() string) {
	t.Helper()
	ids = map[string]string{
		"/api-keys": f.do("POST", "/api-keys", `{"name":"own"}`).want(t, http.StatusCreated).object().text("id"),
		"/consents": f.approved("erste-hr").text("id"),
		"/webhooks": f.webhook("https://192.0.2.1/").text("id"),
	}
	ids["/accounts"] = f.do("GET", "/accounts", "").data()[0].text("id")
	ids["/payments"] = f.payment("1", "EUR").text("id")
	return ids, func() string {
		var all strings.Builder
		for _, path := range []string{"/api-keys", "/consents", "/webhooks", "/accounts", "/payments/" + ids["/payments"], "/webhooks/" + ids["/webhooks"] + "/deliveries"} {
			all.Write(f.do("GET", path, "").want(t, http.StatusOK).body)
		}
		return all.String()
	}
}

// TestNobodySeesOthersObjects asks every route that names an object for one of
// another organisation, and for one of the same organisation's other
// environment. The answer is the same as for an object that does not exist.
func TestNobodySeesOthersObjects(t *testing.T) {
	t.Parallel()
	f := start(t)
	ids, everything := belongings(t, f)
	if err := f.box.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := everything()
	strangers := map[string]*fixture{
		"the other environment":                         f.production(),
		"the other organisation":                        f.stranger(),
		"the other organisation, the other environment": f.as(f.box.Credentials().Organisations[1].Get("tok", "production", "api_key")),
	}
	tried := 0
	for _, route := range sandbox.ServiceOf[*tok.API](f.box).Routes() {
		method, path, _ := strings.Cut(strings.Replace(route, "/tok/v1", "", 1), " ")
		kind := "/" + strings.Split(path, "/")[1]
		if !strings.Contains(path, "{id}") {
			continue
		}
		tried++
		for who, stranger := range strangers {
			ask := func(id string) answer {
				return stranger.do(method, strings.Replace(path, "{id}", id, 1), routeBodies()[route])
			}
			foreign := ask(ids[kind])
			foreign.refused(t, http.StatusNotFound, "NOT_FOUND", "")
			// Only the id itself may differ from the answer about an id that nobody has.
			unknown := strings.Replace(ids[kind], ids[kind][len(ids[kind])-4:], "0000", 1)
			missing := ask(unknown).want(t, http.StatusNotFound)
			text := func(a answer, id string) string {
				return strings.ReplaceAll(a.object().object("error").text("message"), id, "…")
			}
			if text(foreign, ids[kind]) != text(missing, unknown) {
				t.Errorf("%s: %s can tell a foreign object from none: %s, %s", route, who, foreign.body, missing.body)
			}
		}
	}
	if tried != 14 {
		t.Errorf("tried %d routes, expected 14: does the list of routes still name their objects {id}?", tried)
	}
	if after := everything(); after != before {
		t.Errorf("a stranger changed something:\n%s\n%s", before, after)
	}
}

// TestListsHoldOwnObjectsOnly lists as strangers.
func TestListsHoldOwnObjectsOnly(t *testing.T) {
	t.Parallel()
	f := start(t)
	ids, _ := belongings(t, f)
	delete(ids, "/payments") // There is no list of them.
	for _, stranger := range []*fixture{f.production(), f.stranger()} {
		for kind, id := range ids {
			if body := string(stranger.do("GET", kind, "").want(t, http.StatusOK).body); strings.Contains(body, id) {
				t.Errorf("%s: a stranger sees %s", kind, id)
			}
		}
	}
	// The same bank gives each scope accounts of its own.
	own := f.do("GET", "/accounts", "").data()
	for _, stranger := range []*fixture{f.production(), f.stranger()} {
		stranger.approved("erste-hr")
		for i, a := range stranger.do("GET", "/accounts", "").data() {
			if a["id"] == own[i]["id"] || a["iban"] == own[i]["iban"] {
				t.Errorf("a stranger has the account %v, too", a["id"])
			}
		}
	}
}

// documented returns a platform's OpenAPI document, and the routes that it
// describes, such as "GET /accounts/{accountId}".
func documented(t *testing.T, platform string) (document []byte, routes []string) {
	t.Helper()
	document, err := openapi.Document(platform)
	if err != nil {
		t.Fatal(err)
	}
	paths, _, _ := strings.Cut(string(document), "\nwebhooks:\n")
	path := ""
	for line := range strings.SplitSeq(paths, "\n") {
		if m := regexp.MustCompile(`^  (/\S*):$`).FindStringSubmatch(line); m != nil {
			path = m[1]
		}
		if m := regexp.MustCompile(`^    (get|post|put|patch|delete):$`).FindStringSubmatch(line); m != nil {
			routes = append(routes, strings.ToUpper(m[1])+" "+path)
		}
	}
	return document, routes
}

// TestRoutesAreThoseOfTheDocument compares what is served with what the OpenAPI
// document describes, both ways.
func TestRoutesAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	_, described := documented(t, "tok")
	for i, route := range described {
		described[i] = strings.Replace(regexp.MustCompile(`\{\w+\}`).ReplaceAllString(route, "{id}"), " ", " /tok/v1", 1)
	}
	served := sandbox.ServiceOf[*tok.API](start(t).box).Routes()
	slices.Sort(described)
	slices.Sort(served)
	if !slices.Equal(described, served) {
		t.Errorf("the document describes\n%s\nand the sandbox serves\n%s", strings.Join(described, "\n"), strings.Join(served, "\n"))
	}
}

// TestEveryRouteNeedsAKey asks every route without one.
func TestEveryRouteNeedsAKey(t *testing.T) {
	t.Parallel()
	f := start(t).as("")
	for _, route := range sandbox.ServiceOf[*tok.API](f.box).Routes() {
		if route == "GET /tok/v1/callback" {
			continue // The person's browser, which has none.
		}
		method, path, _ := strings.Cut(route, " ")
		f.raw(method, strings.Replace(path, "{id}", "x", 1), "").refused(t, http.StatusUnauthorized, "INVALID_API_KEY", "")
	}
	valid := f.box.Credentials().Organisations[0].Get("tok", "sandbox", "api_key")
	for name, header := range map[string]string{
		"another scheme": "Bearer " + valid, "no scheme": valid, "no key": "ApiKey", "half a key": "ApiKey " + valid[:20],
		"another environment": "ApiKey " + strings.Replace(valid, "sandbox", "live", 1), "more": "ApiKey " + valid + "x",
	} {
		got := f.with("Authorization", header).do("GET", "/organisation", "")
		got.refused(t, http.StatusUnauthorized, "INVALID_API_KEY", "")
		if strings.Contains(string(got.body), valid) || strings.Contains(string(got.body), valid[12:20]) {
			t.Errorf("%s: the answer repeats the key", name)
		}
	}
	f.with("Authorization", "apikey "+valid).do("GET", "/organisation", "").want(t, http.StatusOK) // Schemes ignore case.
}
