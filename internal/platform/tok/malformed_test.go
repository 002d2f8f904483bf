// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// isList reports whether the operation reads a list.
func (o operation) isList() bool { return strings.HasPrefix(o.name, "list ") }

// answers reports whether a success has a body.
func (o operation) answers() bool { return o.status != http.StatusNoContent }

// wrap puts an object where the operation's answer has it.
func (o operation) wrap(object string) string {
	if o.isList() {
		return `{"data":[` + object + `],"nextCursor":null}`
	}
	return object
}

// TestMalformedAnswers proves that every operation refuses an answer that the
// documents do not allow, names endpoint and field, and never takes it for a
// missing object. A write that was answered so may have happened.
func TestMalformedAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		object string
		names  string // what the error has to mention
		not    string // operations that tolerate it, by a part of their name
	}{
		{"an empty object", `{}`, "", ""},
		{"no id", `{"status":"active","key":"k","signingSecret":"s","currency":"EUR","amount":"1.0000","direction":"inbound"}`, "id", ""},
		{"a null id", `{"id":null,"status":"active","key":"k","signingSecret":"s","currency":"EUR","amount":"1","direction":"inbound"}`, "id", ""},
		{"an empty id", `{"id":"","status":"active","key":"k","signingSecret":"s","currency":"EUR","amount":"1","direction":"inbound"}`, "id", ""},
		{"a number for an id", `{"id":7,"status":"active"}`, "id", ""},
		{"an object for an id", `{"id":{},"status":"active"}`, "id", ""},
		{"a text where an object belongs", `"key_1"`, "", ""},
		{"a list where an object belongs", `[]`, "", ""},
	}
	for _, op := range operations() {
		if !op.answers() {
			continue
		}
		for _, test := range tests {
			t.Run(op.name+"/"+test.name, func(t *testing.T) {
				t.Parallel()
				checkMalformed(t, op, dialecttest.Answer(op.status, op.wrap(test.object)), test.names)
			})
		}
	}
}

// TestMalformedFields proves the same of the fields that not every object has.
func TestMalformedFields(t *testing.T) {
	t.Parallel()
	tests := map[string][]struct{ object, names string }{
		"consent": {
			{`{"id":"cns_1"}`, "status"},
			{`{"id":"cns_1","status":null}`, "status"},
			{`{"id":"cns_1","status":true}`, "status"},
			{`{"id":"cns_1","status":"pending","createdAt":"yesterday"}`, "createdAt"},
			{`{"id":"cns_1","status":"pending","authorizedAt":1741100460}`, "authorizedAt"},
			{`{"id":"cns_1","status":"pending","expiresAt":"2026-03-01"}`, "expiresAt"},
		},
		"key": {
			{`{"id":"key_1","key":"k"}`, "status"},
			{`{"id":"key_1","key":"k","status":""}`, "status"},
			{`{"id":"key_1","key":"k","status":"active","lastUsedAt":"2026-13-01T00:00:00Z"}`, "lastUsedAt"},
			{`{"id":"key_1","key":"k","status":"active","expiresAt":false}`, "expiresAt"},
			{`{"id":"key_1","key":"k","status":"active","name":{}}`, "name"},
		},
		"create key": {
			{`{"id":"key_1","status":"active"}`, "key"},
			{`{"id":"key_1","status":"active","key":null}`, "key"},
		},
		"webhook": {
			{`{"id":"whk_1","signingSecret":"s","events":"account.updated"}`, "events"},
			{`{"id":"whk_1","signingSecret":"s","enabled":"yes"}`, "enabled"},
			{`{"id":"whk_1","signingSecret":"s","secretVersion":1.5}`, "secretVersion"},
			{`{"id":"whk_1","signingSecret":"s","updatedAt":"now"}`, "updatedAt"},
		},
		"create webhook": {
			{`{"id":"whk_1"}`, "signingSecret"},
		},
		"account": {
			{`{"id":"acc_1","balance":5000}`, "balance"},
			{`{"id":"acc_1","balance":"5,000.00"}`, "balance"},
			{`{"id":"acc_1","iban":[]}`, "iban"},
		},
		"transactions": {
			{`{"id":"txn_1","amount":"1.0000","direction":"inbound"}`, "currency"},
			{`{"id":"txn_1","amount":"1.0000","currency":"EUR"}`, "direction"},
			{`{"id":"txn_1","amount":"1.0000","currency":"EUR","direction":null}`, "direction"},
			{`{"id":"txn_1","currency":"EUR","direction":"inbound"}`, "amount"},
			{`{"id":"txn_1","amount":1.5,"currency":"EUR","direction":"inbound"}`, "amount"},
		},
		"bank": {
			{`{"id":"erste-hr","currencies":"EUR"}`, "currencies"},
		},
	}
	tried := map[string]int{}
	for _, op := range operations() {
		for object, cases := range tests {
			if !op.answers() || !strings.Contains(op.name, object) {
				continue
			}
			tried[object]++
			for _, test := range cases {
				t.Run(op.name+"/"+test.object, func(t *testing.T) {
					t.Parallel()
					checkMalformed(t, op, dialecttest.Answer(op.status, op.wrap(test.object)), test.names)
				})
			}
		}
	}
	for object := range tests {
		if tried[object] == 0 {
			t.Errorf("no operation is about %q", object)
		}
	}
}

// TestMalformedBodies proves the same of bodies that are no such JSON at all.
func TestMalformedBodies(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		if !op.answers() {
			continue
		}
		bodies := map[string]http.HandlerFunc{
			"nothing":       dialecttest.Answer(op.status, ""),
			"null":          dialecttest.Answer(op.status, "null"),
			"half":          dialecttest.Answer(op.status, op.wrap(`{"id":"x`)),
			"trailing text": dialecttest.Answer(op.status, op.wrap(`{"id":"x","status":"active","key":"k","signingSecret":"s"}`)+"{}"),
			"a web page":    dialecttest.Typed(op.status, "text/html", "<html><title>Sign in</title></html>"),
			"plain text":    dialecttest.Typed(op.status, "text/plain", "ok"),
			"another success": func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusNoContent)
			},
			"a redirect": func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://login.example.com/", http.StatusFound)
			},
		}
		for name, step := range bodies {
			t.Run(op.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				err := op.call(t.Context(), always(t, step).open())
				mentions(t, err, op.method, op.path)
				dialecttest.CheckKind(t, err, platform.KindUnexpected)
			})
		}
	}
}

// TestMalformedPages proves that a list without its list, and one whose list is
// something else, is not an empty one.
func TestMalformedPages(t *testing.T) {
	t.Parallel()
	tests := []struct{ body, names string }{
		{`{}`, "data"},
		{`{"nextCursor":null}`, "data"},
		{`{"items":[],"nextCursor":null}`, "data"},
		{`{"data":{},"nextCursor":null}`, "data"},
		{`{"data":null,"nextCursor":null}`, "null where a list belongs"},
		{`{"data":"none"}`, "data"},
		{`{"data":[],"nextCursor":7}`, "nextCursor"},
		{`[]`, ""},
	}
	for _, op := range operations() {
		if !op.isList() {
			continue
		}
		for _, test := range tests {
			t.Run(op.name+"/"+test.body, func(t *testing.T) {
				t.Parallel()
				checkMalformed(t, op, dialecttest.Answer(200, test.body), test.names)
			})
		}
	}
}

// checkMalformed makes the call and checks the error of an unusable answer.
func checkMalformed(t *testing.T, op operation, step http.HandlerFunc, names string) {
	t.Helper()
	err := op.call(t.Context(), serve(t, step).open())
	mentions(t, err, op.method, op.path, names, fmt.Sprintf(" %d ", op.status))
	dialecttest.CheckKind(t, err, platform.KindUnexpected)
	if unknown := platform.IsOutcomeUnknown(err); unknown != op.write {
		t.Errorf("outcome unknown is %t, want %t: %v", unknown, op.write, err)
	}
}
