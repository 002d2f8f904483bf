// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// crowd is a platform with two objects of each type under management; of secrets of
// apps with one, since the management token is of one app.
type crowd struct {
	t         *testing.T
	sandbox   *sandbox.Sandbox
	workspace *engine.Workspace
	types     map[string]engine.Values // by name, what both objects of a type have
	differs   map[string]string        // by name, the attribute in which they differ
	prefix    string                   // of its routes
	first     bool                     // whether what replaces is created first
	shared    engine.Values            // declared in every case
}

func crowds(t *testing.T) map[string]*crowd {
	t.Helper()
	policy := func(more engine.Values) engine.Values {
		more["rotate_after"] = "30d"
		more["overlap"] = "2h"
		return more
	}
	return map[string]*crowd{
		"tok": newCrowd(t, "tok", "/tok/v1", map[string]engine.Values{
			"openbanking_api_key": policy(engine.Values{}),
			"openbanking_webhook": policy(engine.Values{"events": []any{"consent.expired"}}),
			"openbanking_consent": {"callback_url": "https://example.com/done", "renew_before_expiry": "10d"},
		}),
		"okra": newCrowd(t, "okra", "/okra/v2/sandbox", map[string]engine.Values{"openbanking_api_key": policy(engine.Values{"type": "secret"})}),
		"okto": newCrowd(t, "okto", "/okto", map[string]engine.Values{"openbanking_app_secret": {"rotate_after": "30d"}}),
	}
}

func newCrowd(t *testing.T, name, prefix string, types map[string]engine.Values) *crowd {
	t.Helper()
	s, err := sandbox.New(t.Context(), sandbox.Options{
		Tier: "unlimited", Seed: 1, AutoAuthorize: true, Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(s.Handler())
	server.Config.SetKeepAlivesEnabled(false)
	server.Start()
	t.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			t.Errorf("closing the sandbox: %v", err)
		}
	})
	one := s.Credentials().Organisations[0]
	block := map[string]engine.Values{
		"tok":  {"api_key": one.Get("tok", "sandbox", "api_key")},
		"okra": {"secret_key": one.Get("okra", "sandbox", "secret_key")},
		"okto": {"app_id": one.Get("okto", "sandbox", "app_id"), "management_token": one.Get("okto", "sandbox", "management_token")},
	}[name]
	return &crowd{
		t: t, sandbox: s, types: types, prefix: prefix, shared: engine.Values{},
		differs: map[string]string{"openbanking_api_key": "name", "openbanking_webhook": "url", "openbanking_consent": "bank_id"},
		workspace: engine.New(t, func() tfprotov6.ProviderServer { return protocol.Server("test") }, engine.Values{
			"max_retries": 0, "environment": "sandbox", "endpoint": server.URL + prefix, name: block,
		}),
	}
}

// declared are two resources of each type, with the version of their trigger.
func (c *crowd) declared(version int) []engine.Resource {
	var all []engine.Resource
	for name, attributes := range c.types {
		for _, which := range names(name) {
			own := engine.Values{}
			maps.Copy(own, attributes)
			switch differs := c.differs[name]; differs {
			case "":
			case "name":
				own[differs] = which
			case "bank_id":
				own[differs] = map[string]string{"one": "erste-hr", "two": "pbz-hr"}[which]
			default:
				own[differs] = "https://example.com/" + which
			}
			if name != "openbanking_consent" {
				own["rotation_triggers"] = engine.Values{"version": strconv.Itoa(version)}
				maps.Copy(own, c.shared)
			}
			all = append(all, engine.Resource{Type: name, Name: which, Attributes: own, CreateBeforeDestroy: c.first})
		}
	}
	slices.SortFunc(all, func(a, b engine.Resource) int { return strings.Compare(a.Address(), b.Address()) })
	return all
}

func names(typeName string) []string {
	if typeName == aSecret {
		return []string{"one"}
	}
	return []string{"one", "two"}
}

// run plans and applies, and returns what was said. A plan with errors is not
// applied.
func (c *crowd) run(step string, resources []engine.Resource, options ...engine.PlanOption) (planned, applied engine.Diagnostics) {
	c.t.Helper()
	p, err := c.workspace.Plan(c.t.Context(), resources, options...)
	c.distinct(step, p.Diagnostics)
	if err != nil {
		return p.Diagnostics, nil
	}
	applied, _ = c.workspace.Apply(c.t.Context(), p)
	c.distinct(step, applied)
	return p.Diagnostics, applied
}

// distinct checks that no two objects are spoken of under one summary, since a CLI
// shows only one of several warnings with the same.
func (c *crowd) distinct(step string, all engine.Diagnostics) {
	c.t.Helper()
	about := map[string]string{}
	for _, d := range all {
		if other, ok := about[d.Summary]; ok && other != d.Address {
			c.t.Errorf("%s: %s and %s are both told %q", step, other, d.Address, d.Summary)
		}
		about[d.Summary] = d.Address
	}
}

// says checks that there are warnings, or errors, whose summaries have a text, about
// both objects of each of the types that are named.
func (c *crowd) says(step string, all engine.Diagnostics, text string, types ...string) {
	c.t.Helper()
	for _, name := range types {
		if c.types[name] == nil {
			continue
		}
		for _, which := range names(name) {
			if !slices.ContainsFunc(all, func(d engine.Diagnostic) bool {
				return d.Address == name+"."+which && strings.Contains(d.Summary, text)
			}) {
				c.t.Errorf("%s: nothing with %q is said of %s.%s, but %q", step, text, name, which, all.Warnings())
			}
		}
	}
}

func (c *crowd) silent(step string, all engine.Diagnostics, text string) {
	c.t.Helper()
	for _, d := range all {
		if strings.Contains(d.Summary+d.Detail, text) {
			c.t.Errorf("%s: it says %s", step, d)
		}
	}
}

func (c *crowd) pass(d time.Duration) {
	c.t.Helper()
	if err := c.sandbox.Advance(d); err != nil {
		c.t.Fatal(err)
	}
}

// fails has the platform answer every further call of the platform so.
func (c *crowd) fails(method, path string, status int) {
	c.t.Helper()
	if err := c.sandbox.AddFault(sandbox.Fault{Kind: "status", Method: method, Path: path, Status: status, Count: 1000}); err != nil {
		c.t.Fatal(err)
	}
}

const (
	aKey     = "openbanking_api_key"
	aHook    = "openbanking_webhook"
	aConsent = "openbanking_consent"
	aSecret  = "openbanking_app_secret"
)

// TestSummariesNameTheirObject leads two objects of each type through what a plan or
// an apply has to say something about.
func TestSummariesNameTheirObject(t *testing.T) {
	t.Parallel()
	for name, c := range crowds(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.t = t
			c.fails(http.MethodPost, "", http.StatusServiceUnavailable)
			if name != "okra" { // It reads by POST, too.
				_, applied := c.run("creates without an answer", c.declared(1))
				c.says("creates without an answer", applied, "Could not create the", aKey, aHook)
			}
			c.sandbox.ClearFaults()
			planned, _ := c.run("create", c.declared(1))
			if name == "tok" {
				c.says("create", planned, "was not created", aKey, aHook)
			}
			c.says("create", planned, "is reset", aSecret)

			planned, applied := c.run("a trigger", c.declared(2))
			c.says("a trigger", planned, "rotates", aKey, aHook, aSecret)
			c.silent("a trigger", applied, "outlives")
			c.first = true
			planned, applied = c.run("a trigger, and created first", c.declared(3))
			c.says("a trigger, and created first", planned, "rotates", aKey, aHook, aSecret)
			c.silent("a trigger, and created first", applied, "outlives")

			c.shared = engine.Values{"rotate_after": "20d"}
			c.pass(31 * day)
			planned, applied = c.run("due, and another policy", c.declared(3))
			c.says("due, and another policy", planned, "waits for the next plan", aKey, aHook, aSecret)
			c.says("due, and another policy", applied, "is due for rotation", aKey, aHook, aSecret)
			planned, _ = c.run("due", c.declared(3))
			c.says("due", planned, "rotates", aKey, aHook, aSecret)
			c.pass(50 * day)
			planned, _ = c.run("due again", c.declared(3))
			c.says("due again", planned, "is due for renewal", aConsent)
			c.pass(90 * day)
			planned, _ = c.run("dead", c.declared(3))
			c.says("dead", planned, "is dead", aConsent)

			c.fails("", "", http.StatusForbidden)
			planned, _ = c.run("forbidden", c.declared(3))
			c.says("forbidden", planned, "Could not read the", aKey, aHook, aConsent, aSecret)
			c.sandbox.ClearFaults()

			planned, _ = c.run("destroy", nil)
			c.says("destroy", planned, "outlives its resource", aKey)

			c.run("create again", c.declared(1))
			if err := c.sandbox.Reset(t.Context()); err != nil {
				t.Fatal(err)
			}
			if name == "okto" { // Its apps are there from the start; one that is not is a 404.
				c.fails(http.MethodGet, "", http.StatusNotFound)
			}
			planned, _ = c.run("removed by hand", nil, engine.RefreshOnly())
			c.says("removed by hand", planned, "no longer exists", aKey, aHook, aConsent, aSecret)
		})
	}
}

// TestOneWebhookIsNotCreatedFirst proves that a platform which allows one webhook says
// how to replace it, and that this way works.
func TestOneWebhookIsNotCreatedFirst(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, "okra", "/okra/v2/sandbox", nil)
	hook := engine.Resource{Type: aHook, Name: "one", Attributes: engine.Values{"url": "https://example.com/one"}, CreateBeforeDestroy: true}
	if _, applied := c.run("create", []engine.Resource{hook}); len(applied) > 0 {
		t.Fatalf("the create says %v", applied)
	}
	_, applied := c.run("replace", []engine.Resource{hook}, engine.Replace(hook.Address()))
	if errors := applied.Errors(); len(errors) != 1 || !strings.Contains(errors[0], "take create_before_destroy away from the resource") {
		t.Fatalf("the replacement says %q", errors)
	}
	hook.CreateBeforeDestroy = false
	if _, applied := c.run("replace after the destroy", []engine.Resource{hook}, engine.Replace(hook.Address())); len(applied) > 0 {
		t.Errorf("the replacement says %v", applied)
	}
}

// TestWarningsNameSomething proves of every warning in the code that its summary is
// put together, and so can name its object.
func TestWarningsNameSomething(t *testing.T) {
	t.Parallel()
	at := map[string]int{"AddWarning": 0, "NewWarningDiagnostic": 0, "AddAttributeWarning": 1, "NewAttributeWarningDiagnostic": 1}
	files, seen := token.NewFileSet(), 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			function, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			argument, ok := at[function.Sel.Name]
			if !ok {
				return true
			}
			seen++
			if text, ok := call.Args[argument].(*ast.BasicLit); ok {
				t.Errorf("%s: the summary %s names nothing", files.Position(call.Pos()), text.Value)
			}
			return true
		})
		return nil
	})
	if err != nil || seen < 15 {
		t.Errorf("%d warnings were looked at: %v", seen, err)
	}
}
