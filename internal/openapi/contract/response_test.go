// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// TestDocumentedExchangesMatch holds the document's examples against its own schemas: every operation, every status.
func TestDocumentedExchangesMatch(t *testing.T) {
	t.Parallel()
	for _, p := range platforms() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			exchanges := p.documented(t)
			if len(exchanges) < p.exchanges {
				t.Fatalf("the document yields only %d exchanges", len(exchanges))
			}
			for _, x := range exchanges {
				if found := violations(t, p.loose(t).Strict(), x); len(found) != 0 {
					t.Errorf("%s: %v", x.name, found)
				}
			}
		})
	}
}

// mutation is a body with one mistake.
type mutation struct {
	what string
	body any
}

// mutations returns a body with each mistake that the document rules out everywhere: a missing field, an extra one,
// a value of the wrong type, a list that is none. What may be missing is optional, by its path.
func mutations(t *testing.T, body any, optional func(steps []any) bool) []mutation {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	var found []mutation
	// Each mutation decodes its own copy, and changes the part that steps lead to.
	change := func(what string, steps []any, f func(parent, key any)) {
		root := []any{decode(t, encoded)}
		var parent any = root
		var key any = 0
		for _, step := range steps {
			parent, key = child(parent, key), step
		}
		f(parent, key)
		found = append(found, mutation{fmt.Sprintf("%s %v", what, steps), root[0]})
	}
	var walk func(part any, steps []any)
	walk = func(part any, steps []any) {
		change("another type at", steps, func(parent, key any) { set(parent, key, []any{map[string]any{"wrong": true}}) })
		switch p := part.(type) {
		case map[string]any:
			change("an extra field in", steps, func(parent, key any) {
				object(child(parent, key))["unexpected"] = "1"
			})
			for _, name := range slices.Sorted(maps.Keys(p)) {
				at := append(slices.Clone(steps), name)
				if !optional(at) {
					change("nothing at", at, func(parent, key any) { delete(object(parent), text(key)) })
				}
				walk(p[name], at)
			}
		case []any:
			for i := range p {
				walk(p[i], append(slices.Clone(steps), i))
			}
		}
	}
	walk(body, nil)
	return found
}

// child is the part under a key of an object or an index of a list.
func child(parent, key any) any {
	if list, ok := parent.([]any); ok {
		return list[index(key)]
	}
	return object(parent)[text(key)]
}

// set replaces it.
func set(parent, key, value any) {
	if list, ok := parent.([]any); ok {
		list[index(key)] = value
		return
	}
	object(parent)[text(key)] = value
}

// object, text and index are what JSON and a path into it are made of; the zero value, if something else is there.
func object(part any) map[string]any {
	o, _ := part.(map[string]any)
	return o
}

func text(key any) string {
	s, _ := key.(string)
	return s
}

func index(key any) int {
	i, _ := key.(int)
	return i
}

// TestEveryMutatedAnswerIsCaught changes every part of every example answer.
func TestEveryMutatedAnswerIsCaught(t *testing.T) {
	t.Parallel()
	for _, p := range platforms() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			everyMutatedAnswerIsCaught(t, p)
		})
	}
}

// answers returns an exchange for each answer that the document has. The same ones stand behind many operations: once is
// enough.
func (p platform) answers(t *testing.T) []exchange {
	t.Helper()
	seen := map[string]bool{}
	return slices.DeleteFunc(p.documented(t), func(x exchange) bool {
		known := seen[x.component]
		seen[x.component] = true
		return known
	})
}

func everyMutatedAnswerIsCaught(t *testing.T, p platform) {
	t.Helper()
	tried := 0
	for _, x := range p.answers(t) {
		if x.answer == nil {
			continue
		}
		optional := func(steps []any) bool { return slices.Contains(p.optional, fmt.Sprint(x.status, steps)) }
		for _, m := range mutations(t, x.answer, optional) {
			tried++
			mutated := x.clone()
			mutated.answer = m.body
			if len(reasons(violations(t, p.loose(t), mutated), contract.Response)) == 0 {
				t.Errorf("%s with %s is not caught", x.name, m.what)
			}
		}
	}
	if tried < p.mutations {
		t.Errorf("only %d mutations were tried", tried)
	}
}

// TestEveryHeaderIsNeeded leaves out, garbles and doubles each header of each answer.
func TestEveryHeaderIsNeeded(t *testing.T) {
	t.Parallel()
	for _, p := range platforms() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			everyHeaderIsNeeded(t, p)
		})
	}
}

func everyHeaderIsNeeded(t *testing.T, p platform) {
	t.Helper()
	for _, x := range p.answers(t) {
		for name := range x.answerHeader {
			missing, doubled := x.clone(), x.clone()
			missing.answerHeader.Del(name)
			if found := violations(t, p.loose(t), missing); len(found) == 0 && name != "Idempotent-Replayed" {
				t.Errorf("%s without %s is not caught", x.name, name)
			}
			doubled.answerHeader.Add(name, doubled.answerHeader.Get(name))
			if found := violations(t, p.loose(t), doubled); len(found) == 0 {
				t.Errorf("%s with %s twice is not caught", x.name, name)
			}
			if name == "Allow" || name == "Location" {
				continue // Any text will do.
			}
			garbled := x.clone()
			garbled.answerHeader.Set(name, "garbled")
			if found := violations(t, p.loose(t), garbled); len(found) == 0 {
				t.Errorf("%s with a garbled %s is not caught", x.name, name)
			}
		}
	}
}

func TestAnswersThatAreCaught(t *testing.T) {
	t.Parallel()
	tokPlatform().requireCaught(t, contract.Response, map[string]broken{
		"undocumented status": {"GET /banks 200", func(x *exchange) { x.status = http.StatusTeapot }, "no such status"},
		"other 2xx":           {"POST /consents 201", func(x *exchange) { x.status = http.StatusOK }, "no such status"},
		"server error":        {"GET /banks 503", func(x *exchange) { x.status = 500 }, "no such status"},
		"no body":             {"GET /banks 200", func(x *exchange) { x.answer = nil }, "body: is missing"},
		"null":                {"GET /banks 200", func(x *exchange) { x.answer = raw(" null\n") }, "body: is null"},
		"HTML":                {"GET /banks 200", func(x *exchange) { x.answer = raw("<html>") }, "body: is not JSON"},
		"two values":          {"GET /banks 200", func(x *exchange) { x.answer = raw(`{} {}`) }, "body: is not JSON"},
		"other content type":  {"GET /banks 200", func(x *exchange) { x.answerType = "text/html" }, "text/html"},
		"body of a 204":       {"DELETE /api-keys/{keyId} 204", func(x *exchange) { x.answer = raw("x") }, "document has none"},
		"wrong code":          {"GET /banks 401", replaced("INVALID_API_KEY", "NOT_FOUND"), "/error/code: is not INVALID_API_KEY"},
		"wrong enum":          {"GET /consents/{consentId} 200", replaced(`"active"`, `"sleeping"`), "/status: is none of"},
		"wrong pattern":       {"GET /accounts/{accountId} 200", replaced("acc_0", "acc-0"), "/id: does not match the pattern"},
		"two decimals":        {"GET /accounts/{accountId} 200", replaced("5000.0000", "5000.00"), "/balance: does not match"},
		"number for money":    {"GET /accounts/{accountId} 200", replaced(`"5000.0000"`, `5000`), "/balance: is of type number"},
		"no such date":        {"GET /accounts/{accountId}/transactions 200", replaced("2026-02-24", "2026-02-30"), "format date"},
		"local time":          {"GET /api-keys/{keyId} 200", replaced("09:00:00Z", "09:00:00+01:00"), "/createdAt: does not match"},
		"key shown again":     {"GET /api-keys/{keyId} 200", added("key", "tok_sandbox_"+strings.Repeat("x", 32)), "body /key: is not in the document"},
		"secret shown again":  {"GET /webhooks/{webhookId} 200", added("signingSecret", "whsec_x"), "/signingSecret: is not in"},
		"balance of the dead": {"GET /accounts/{accountId} 200", replaced(`"active"`, `"expired"`), "/balance: is of type string"},
		"active, redirecting": {"GET /consents/{consentId} 200", replaced(`"redirectUrl":null`, `"redirectUrl":"http://x/"`), "/redirectUrl"},
		"pending, no URL":     {"POST /consents 201", replaced(`"http://127.0.0.1:8787/sca/Vk3pQ9"`, `null`), "/redirectUrl"},
	})
}

// replaced changes the JSON text of an exchange's answer.
func replaced(old, with string) func(*exchange) {
	return func(x *exchange) {
		text, err := json.Marshal(x.answer)
		if err != nil || !strings.Contains(string(text), old) {
			x.answer = raw("the answer does not hold " + old)
			return
		}
		x.answer = raw(strings.ReplaceAll(string(text), old, with))
	}
}

// added adds a field to an exchange's answer.
func added(name string, value any) func(*exchange) {
	return func(x *exchange) {
		body := maps.Clone(object(x.answer))
		body[name] = value
		x.answer = body
	}
}
