// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// malformedObjects are objects that no operation can use.
var malformedObjects = []struct {
	name, object, names string
}{
	{"an empty object", `{}`, "id"},
	{"a null id", `{"_id":null,"type":"secret","status":"active","key":"k","url":"u","credit":1}`, "id"},
	{"an empty id", `{"_id":"","id":"","type":"secret","status":"active","key":"k","url":"u","credit":1}`, "id"},
	{"a number for an id", `{"_id":7,"id":7}`, "id"},
	{"an object for an id", `{"_id":{},"id":{}}`, "id"},
	{"a text where an object belongs", `"key1"`, "data"},
	{"a list where an object belongs", `[]`, ""},
}

// TestMalformedObjects proves that every operation refuses an answer that the
// documents do not allow, names endpoint and field, and never takes it for a
// missing object. A write that was answered so may have happened.
func TestMalformedObjects(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		for _, test := range malformedObjects {
			t.Run(op.name+"/"+test.name, func(t *testing.T) {
				t.Parallel()
				checkMalformed(t, op, dialecttest.Answer(200, op.with(test.object)), test.names)
			})
		}
	}
}

// spoil replaces the value of a field of an object.
func spoil(t *testing.T, object, old, replacement string) string {
	t.Helper()
	if !strings.Contains(object, old) {
		t.Fatalf("%s is not in %s", old, object)
	}
	return strings.Replace(object, old, replacement, 1)
}

// TestMalformedFields proves the same of the fields that not every object has.
// Each case spoils an answer that is good otherwise.
func TestMalformedFields(t *testing.T) {
	t.Parallel()
	for operations, cases := range map[string][]struct{ old, replacement, names string }{
		"accounts|get account": {
			{`"nuban":"0123456789"`, `"nuban":123456789`, "nuban"},
			{`"customer":"cus1"`, `"customer":["cus1"]`, "customer"},
			{`"bank":{"_id":"bank1"`, `"bank":{"_id":1`, "bank"},
			{`"bank":{"_id":"bank1"`, `"bank":7,"b":{"_id":"bank1"`, "bank"},
			{`"env":"production-sandbox"`, `"env":true`, "env"},
			{`"balance":`, `"balance":7,"x":`, "balance"},
			{`"balance":`, `"balance":{"_id":"bal1","available_balance":"7"},"x":`, "balance.available_balance"},
			{`"balance":`, `"balance":{"_id":"bal1","available_balance":7.00001},"x":`, "balance.available_balance"},
		},
		"list transactions": {
			{`"credit":2500.5`, `"credit":null`, "debit"},
			{`"credit":2500.5`, `"a":0`, "debit"},
			{`"debit":null`, `"debit":1`, "beside credit"},
			{`"debit":null`, `"debit":0`, "beside credit"},
			{`"credit":2500.5`, `"credit":"2500.5"`, "credit"},
			{`"credit":2500.5`, `"credit":true`, "credit"},
			{`"credit":2500.5`, `"credit":{}`, "credit"},
			{`"credit":2500.5`, `"credit":[]`, "credit"},
			{`"credit":2500.5`, `"credit":-2500.5`, "negative"},
			{`"credit":2500.5`, `"credit":2500.00001`, "credit"},
			{`"credit":2500.5`, `"credit":25e2`, "credit"},
			{`"credit":2500.5`, `"credit":999999999999999999999999999999999999999`, "39 digits before its point"},
			{`"credit":2500.5`, `"credit":1.2345678901234568e+19`, "with an exponent"},
			{`"2026-02-25T00:00:00.000Z"`, `"25/02/2026"`, "trans_date"},
			{`"2026-02-26T00:00:00.000Z"`, `"2026-02-30"`, "cleared_date"},
			{`"2026-02-26T00:00:00.000Z"`, `1772064000`, "cleared_date"},
			{`"desc":"Salary"`, `"desc":{}`, "desc"},
			{`"notes":{`, `"notes":"none","n":{`, "notes"},
			{`"account":{"_id":"acc1"`, `"account":{"_id":1`, "account"},
		},
		"get balance": {
			{`1500.25`, `"1500.25"`, "available_balance"},
			{`1500.25`, `1500.250001`, "available_balance"},
			{`1500.25`, `1e3`, "available_balance"},
			{`"_id":"bal1"`, `"_id":"bal2"`, "not the id that was asked for"},
		},
		"key": {
			{`"status":"active"`, `"status":null`, "status"},
			{`"type":"secret"`, `"type":""`, "type"},
			{`"type":"secret"`, `"type":1`, "type"},
			{`"name":"ci"`, `"name":{}`, "name"},
			{`"expires_at":`, `"last_used_at":null,"expires_at":"tomorrow","x":`, "expires_at"},
		},
		"create key": {
			{`"key":"shown-once"`, `"key":null`, "key"},
			{`"created_at":"2026-03-01T12:00:00Z"`, `"created_at":"2026-03-01"`, "created_at"},
		},
		"get key|rename key|expire key|revoke key": {
			{`"_id":"key1"`, `"_id":"key2"`, "not the id that was asked for"},
		},
		"webhook": {
			{`"url":"https://example.com/hook"`, `"url":null`, "url"},
			{`"has_token":true`, `"has_token":"yes"`, "has_token"},
			{`"updated_at":"2026-03-01T12:00:00Z"`, `"updated_at":"now"`, "updated_at"},
		},
		"change webhook|rotate token": {
			{`"_id":"whk1"`, `"_id":"whk2"`, "not the id that was asked for"},
		},
		"banks": {
			{`"countries":["NG"]`, `"countries":"NG"`, "countries"},
			{`"name":"GTBank"`, `"name":1`, "name"},
		},
	} {
		tried := 0
		for _, op := range allOperations(operations) {
			tried++
			for _, test := range cases {
				t.Run(op.name+"/"+test.replacement, func(t *testing.T) {
					t.Parallel()
					checkMalformed(t, op, dialecttest.Answer(200, op.with(spoil(t, op.object, test.old, test.replacement))), test.names)
				})
			}
		}
		if tried == 0 {
			t.Errorf("no operation is about %q", operations)
		}
	}
}

// allOperations returns those whose name contains one of several texts.
func allOperations(parts string) []operation {
	return slices.DeleteFunc(operations(), func(op operation) bool {
		return !slices.ContainsFunc(strings.Split(parts, "|"), func(part string) bool { return strings.Contains(op.name, part) })
	})
}

// TestMalformedPages proves that a list without its list, one whose list is
// something else, and pages that lead nowhere are not the end of a list.
func TestMalformedPages(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		if op.list == "" {
			continue
		}
		list := `"` + op.list + `":[` + op.object + `]`
		tests := []struct{ data, names string }{
			{`{"pagination":{"page":1}}`, "data." + op.list},
			{`{"pagination":{"page":1},"` + op.list + `":"none"}`, ""},
			{`{"pagination":{"page":1},"` + op.list + `":{"_id":7}}`, ""},
			{`{"pagination":[],` + list + `}`, "pagination"},
			{`{"pagination":{"page":"1"},` + list + `}`, "page"},
			{`{"pagination":{"page":2},` + list + `}`, "not the page that was asked for"},
			{`{"pagination":{"hasNextPage":"no"},` + list + `}`, "hasNextPage"},
			{`{"pagination":{"page":1,"hasNextPage":true,"nextPage":null},` + list + `}`, "nextPage"},
			{`{"pagination":{"page":1,"hasNextPage":true,"nextPage":1},` + list + `}`, "does not come after"},
			{`{"pagination":{"page":1,"hasNextPage":true,"nextPage":0},` + list + `}`, "does not come after"},
			{`{"pagination":{"page":1,"hasNextPage":true,"nextPage":1.5},` + list + `}`, "nextPage"},
			{`{` + list + `}`, "data.pagination"},
			{`{"pagination":null,` + list + `}`, "data.pagination"},
		}
		switch op.list {
		case "balance":
			continue // Has one element, and no page that could follow.
		case "banks":
			tests = tests[:len(tests)-2] // Okra's documents show no pages for it.
		}
		for _, test := range tests {
			t.Run(op.name+"/"+test.data, func(t *testing.T) {
				t.Parallel()
				checkMalformed(t, op, answer(test.data), test.names)
			})
		}
	}
}

// TestMalformedBodies proves the same of bodies that are no such JSON at all.
func TestMalformedBodies(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		for name, step := range map[string]http.HandlerFunc{
			"nothing":               dialecttest.Answer(200, ""),
			"null":                  dialecttest.Answer(200, "null"),
			"half":                  dialecttest.Answer(200, op.with(op.object)[:60]),
			"no data":               dialecttest.Answer(200, `{"status":"success","message":"m"}`),
			"null for data":         answer("null"),
			"trailing text":         dialecttest.Answer(200, op.with(op.object)+"{}"),
			"another success":       dialecttest.Typed(204, "", ""),
			"a web page":            dialecttest.Typed(200, "text/html", "<html><title>Sign in</title></html>"),
			"plain text":            dialecttest.Typed(200, "text/plain", "ok"),
			"an error after all":    dialecttest.Answer(200, strings.Replace(op.with(op.object), `"success"`, `"error"`, 1)),
			"an error, no message":  dialecttest.Answer(200, `{"status":"error","data":`+op.object+`}`),
			"a number for a status": dialecttest.Answer(200, strings.Replace(op.with(op.object), `"success"`, `1`, 1)),
			"a redirect": func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://login.example.com/", http.StatusFound)
			},
		} {
			t.Run(op.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				server := serve(t, op.before...)
				server.Rest = step
				err := op.call(t.Context(), server.open())
				mentions(t, err, op.method()+" "+op.path)
				dialecttest.CheckKind(t, err, platform.KindUnexpected)
			})
		}
	}
}

// checkMalformed makes the call and checks the error of an unusable answer.
func checkMalformed(t *testing.T, op operation, step http.HandlerFunc, names string) {
	t.Helper()
	err := op.call(t.Context(), serve(t, op.steps(step)...).open())
	mentions(t, err, op.method()+" "+op.path, names, " 200 ")
	dialecttest.CheckKind(t, err, platform.KindUnexpected)
	if unknown := platform.IsOutcomeUnknown(err); unknown != op.write {
		t.Errorf("outcome unknown is %t, want %t: %v", unknown, op.write, err)
	}
}
