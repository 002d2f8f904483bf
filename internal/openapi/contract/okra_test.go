// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// The base paths of the Okra document: the platform's sandbox, where every operation is, that in its other order, and
// production.
const (
	okraBase       = "/okra/v2/sandbox"
	okraAlias      = "/okra/sandbox/v2"
	okraProduction = "/okra/v2"
)

// inProduction moves an exchange to another base path.
func inProduction(x *exchange) { x.base = okraProduction }

// TestOkraRequestsThatAreCaught sends what the document forbids to a server that takes it.
func TestOkraRequestsThatAreCaught(t *testing.T) {
	t.Parallel()
	const (
		accounts = "POST /products/accounts 200"
		create   = "POST /keys/create 201"
		update   = "POST /keys/update 200"
		set      = "POST /webhooks/set 200"
		banks    = "GET /banks/list 200"
	)
	okraPlatform().requireCaught(t, contract.Request, map[string]broken{
		"no credential":           {accounts, func(x *exchange) { x.header.Del("Authorization") }, "Authorization header"},
		"another scheme":          {accounts, func(x *exchange) { x.header.Set("Authorization", "ApiKey x") }, "scheme"},
		"page 0":                  {accounts, body(`{"page":0}`), "body /page: fails minimum"},
		"page 0 as a text":        {accounts, body(`{"page":"0"}`), "body /page: does not match"},
		"half a page":             {accounts, body(`{"page":1.5}`), "body /page: is of type"},
		"limit 101":               {accounts, body(`{"limit":101}`), "body /limit: fails maximum"},
		"limit 101 as a text":     {accounts, body(`{"limit":"101"}`), "body /limit: does not match"},
		"limit null":              {accounts, body(`{"limit":null}`), "body /limit: is of type null"},
		"a list":                  {accounts, body(`[]`), "body: is of type array"},
		"null":                    {accounts, body(`null`), "body: is of type null"},
		"no content type":         {accounts, func(x *exchange) { x.requestType = "" }, "the body has no content type"},
		"a form":                  {accounts, func(x *exchange) { x.requestType = "application/x-www-form-urlencoded" }, "content type"},
		"page 0 in the query":     {banks, query("page=0"), "query parameter page: fails minimum"},
		"a bank's name":           {"GET /banks/getById 200", query("id=gtbank"), "query parameter id: does not match"},
		"no bank":                 {"GET /banks/getById 200", query(""), "query parameter id is missing"},
		"a body on a GET":         {banks, body(`{}`), "the document has none"},
		"no account":              {"POST /transactions/getByAccount 200", body(`{}`), "body: lacks account"},
		"neither account":         {"POST /balance/getByAccount 200", body(`{"page":1}`), "lacks account"},
		"a date for an id":        {"POST /accounts/getById 200", body(`{"id":"2026-02-25"}`), "body /id: does not match"},
		"no such day":             {"POST /transactions/getByDate 200", body(`{"from":"2026-02-01","to":"2026-02-30"}`), "body /to: is not of the format date"},
		"half a range":            {"POST /accounts/getByCustomerDate 200", body(`{"customer":"699eba1020b9de6f5b2c0001","from":"2026-02-01"}`), "lacks to"},
		"a short number":          {"POST /transactions/getByNuban 200", body(`{"nuban":"12345"}`), "body /nuban: does not match"},
		"inbound":                 {"POST /transactions/getByType 200", body(`{"type":"inbound","value":1}`), "body /type: is none of"},
		"a negative amount":       {"POST /transactions/getByType 200", body(`{"type":"debit","value":-1}`), "body /value: fails minimum"},
		"6 accounts":              {"POST /customers/create 201", replacedRequest(`"noOfAccount":2`, `"noOfAccount":6`), "/noOfAccount: fails maximum"},
		"no customers":            {"POST /customers/create 201", body(`[]`), "fails minItems"},
		"11 customers":            {"POST /customers/generate 200", body(`{"number":11}`), "body /number: fails maximum"},
		"customers in production": {"POST /customers/create 201", inProduction, "no such path or method"},
		"no type":                 {create, body(`{"name":"x"}`), "body: lacks type"},
		"another type":            {create, body(`{"name":"x","type":"jwt"}`), "body /type: is none of"},
		"a long name":             {create, body(`{"type":"secret","name":"` + strings.Repeat("ọ", 101) + `"}`), "/name: fails maxLength"},
		"expired from birth":      {create, body(`{"name":"x","type":"secret","expires_in_seconds":0}`), "/expires_in_seconds: fails minimum"},
		"seconds as a text":       {create, body(`{"name":"x","type":"secret","expires_in_seconds":"60"}`), "/expires_in_seconds: is of type string"},
		"Tok's style":             {create, body(`{"name":"x","type":"secret","expiresInSeconds":60}`), "has what the document does not: expiresInSeconds"},
		"idempotency key":         {create, func(x *exchange) { x.header.Set("Idempotency-Key", "a b") }, "header Idempotency-Key"},
		"a field of a list":       {"POST /keys/list 200", body(`{"state":"active"}`), "does not: state"},
		"another status":          {"POST /keys/list 200", body(`{"status":"dead"}`), "body /status: is none of"},
		"no key":                  {update, body(`{"name":"x"}`), "body: lacks id"},
		"a type for a key":        {update, body(`{"id":"699eba1020b9de6f5b2c0001","type":"public"}`), "does not: type"},
		"revoked in the past":     {"POST /keys/revoke 200", body(`{"id":"699eba1020b9de6f5b2c0001","after_seconds":-1}`), "/after_seconds: fails minimum"},
		"plain http":              {set, body(`{"url":"http://example.com/"}`), "body /url: does not match"},
		"an empty token":          {set, body(`{"url":"https://example.com/","token":""}`), "body /token: fails minLength"},
		"a token with a space":    {set, body(`{"url":"https://example.com/","token":"a b"}`), "body /token: does not match"},
		"a long token":            {set, body(`{"url":"https://example.com/","token":"` + strings.Repeat("x", 513) + `"}`), "body /token: fails maxLength"},
		"replace as a text":       {set, body(`{"url":"https://example.com/","replace":"true"}`), "body /replace: is of type string"},
		"an id of a webhook":      {"POST /webhooks/remove 200", body(`{"id":"699eba1020b9de6f5b2c0001"}`), "does not: id"},
	})
}

// replacedRequest changes the JSON text of an exchange's request.
func replacedRequest(old, with string) func(*exchange) {
	return func(x *exchange) {
		swapped := exchange{answer: x.request}
		replaced(old, with)(&swapped)
		x.request = swapped.answer
	}
}

func TestOkraRequestsThatMatch(t *testing.T) {
	t.Parallel()
	const accounts = "POST /products/accounts 200"
	okraPlatform().requireMatch(t, map[string]variant{
		"no body":             {accounts, func(x *exchange) { x.request = nil }},
		"an empty body":       {accounts, body("")},
		"an empty object":     {accounts, body("{}")},
		"numbers":             {accounts, body(`{"page":3,"limit":100}`)},
		"texts":               {accounts, body(`{"page":"3","limit":"100"}`)},
		"charset":             {accounts, func(x *exchange) { x.requestType = "application/json;charset=utf-8" }},
		"production":          {accounts, inProduction},
		"the other order":     {"POST /customers/generate 200", func(x *exchange) { x.base = okraAlias }},
		"banks for anybody":   {"GET /banks/list 200", func(x *exchange) { x.header.Del("Authorization") }},
		"account":             {"POST /balance/getByAccount 200", body(`{"account":"699eba1020b9de6f5b2c0001"}`)},
		"account_id":          {"POST /balance/getByAccount 200", body(`{"account_id":"699eba1020b9de6f5b2c0001","page":1,"limit":1}`)},
		"an exact amount":     {"POST /transactions/getByType 200", body(`{"type":"debit","value":"0.0001"}`)},
		"one customer":        {"POST /customers/create 201", func(x *exchange) { x.request = object0(x.request) }},
		"one that is made up": {"POST /customers/generate 200", body(`{}`)},
		"a public key":        {"POST /keys/create 201", body(`{"name":"x","type":"public","expires_in_seconds":null}`)},
		"never expires":       {"POST /keys/update 200", body(`{"id":"699eba1020b9de6f5b2c0001","expires_in_seconds":null}`)},
		"expires now":         {"POST /keys/update 200", body(`{"id":"699eba1020b9de6f5b2c0001","expires_in_seconds":0}`)},
		"revoked now":         {"POST /keys/revoke 200", body(`{"id":"699eba1020b9de6f5b2c0001"}`)},
		"the token is gone":   {"POST /webhooks/set 200", body(`{"url":"http://127.0.0.1:8080/x","token":null,"replace":true}`)},
		"remove":              {"POST /webhooks/remove 200", func(x *exchange) { x.request = nil }},
	})
}

// object0 returns a list's first part.
func object0(list any) any {
	parts, _ := list.([]any)
	return parts[0]
}

// TestOkraFieldsThatAreIgnored shows that a filter's unknown field is no concern of the server's, but one of the
// client's.
func TestOkraFieldsThatAreIgnored(t *testing.T) {
	t.Parallel()
	x := with(okraPlatform().one(t, "POST /accounts/getByBank 200"), body(`{"bank":"5d6fe57a4099cc4b210bbeb3","banc":"hush"}`))
	if found := violations(t, okraPlatform().loose(t), x); len(found) != 0 {
		t.Errorf("violations: %v", found)
	}
	found := reasons(violations(t, okraPlatform().loose(t).Strict(), x), contract.Request)
	if len(found) != 1 || !strings.Contains(found[0], "the document does not have banc") || strings.Contains(found[0], "hush") {
		t.Errorf("a strict validator reports %q", found)
	}
}

func TestOkraAnswersThatAreCaught(t *testing.T) {
	t.Parallel()
	const (
		transactions = "POST /transactions/getByAccount 200"
		balances     = "POST /products/balances 200"
		key          = "POST /keys/getById 200"
		created      = "POST /keys/create 201"
	)
	okraPlatform().requireCaught(t, contract.Response, map[string]broken{
		"undocumented status":    {transactions, func(x *exchange) { x.status = http.StatusCreated }, "no such status"},
		"the plural":             {transactions, replaced(`"transaction":`, `"transactions":`), "does not: transactions"},
		"spelt right":            {transactions, replaced("succesfully", "successfully"), "body /message: is not Transactions"}, //nolint:misspell // The platform's own.
		"an error as a success":  {transactions, replaced(`"status":"success"`, `"status":"error"`), "body /status: is not success"},
		"debit and credit":       {transactions, replaced(`"debit":null`, `"debit":1`), "/credit: is of type number, not null"},
		"neither":                {transactions, replaced(`"credit":1500.25`, `"credit":null`), "/credit: is of type null, not number"},
		"an amount as a text":    {transactions, replaced(`1500.25`, `"1500.25"`), "/credit: is of type string"},
		"five decimals":          {transactions, replaced(`1500.25`, `1500.25001`), "/credit: fails multipleOf"},
		"a negative amount":      {transactions, replaced(`1500.25`, `-1500.25`), "/credit: fails exclusiveMinimum"},
		"no transaction":         {transactions, replaced(`"totalDocs":45`, `"totalDocs":-45`), "/totalDocs: fails minimum"},
		"a next page of none":    {transactions, replaced(`"hasNextPage":true`, `"hasNextPage":false`), "/nextPage: is of type number, not null"},
		"no next page":           {transactions, replaced(`"nextPage":3`, `"nextPage":null`), "/nextPage: is of type null"},
		"a time of day":          {transactions, replaced(`2026-02-24T00:00:00.000Z`, `2026-02-24T01:00:00.000Z`), "/trans_date: does not match"},
		"an American date":       {transactions, replaced(`24/02/2026`, `2026/02/24`), "/unformatted_trans_date: does not match"},
		"a number for a balance": {"POST /products/accounts 200", replaced(`"balance":"699eba1020b9de6f5b2c0b01"`, `"balance":150500.25`), "/balance: is of type number"},
		"another environment":    {"POST /products/accounts 200", replaced(`production-sandbox`, `sandbox`), "/env: is none of"},
		"a short NUBAN":          {"POST /products/accounts 200", replaced(`0123456785`, `123456785`), "/nuban: does not match"},
		"a list of one":          {"POST /accounts/getAccountDetails 200", func(x *exchange) { x.answer = okraPlatform().one(t, "POST /products/accounts 200").answer }, "message"},
		"a balance as a text":    {balances, replaced(`150500.25`, `"150500.25"`), "/ledger_balance: is of type string"},
		"a secret shown again":   {key, replaced(`"key":null`, `"key":"eyJ.eyJ.x"`), "/data/key: is of type string"},
		"a secret never shown":   {created, replacedKey(`null`), "/data/key: is of type null"},
		"a secret that is none":  {created, replacedKey(`"5f9c1d7ae3a4b20017c0ffee"`), "/data/key: does not match"},
		"a public key is hidden": {"POST /keys/list 200", replaced(`"key":"3f2b8c14-6d0e-4a57-9b31-c8e2f7a4d905"`, `"key":null`), "/key: is of type null"},
		"a hint that says much":  {key, replaced(`eyJ…ThYg`, `eyJhbGciOi…ThYg`), "/key_hint: does not match"},
		"a token shown":          {"POST /webhooks/get 200", replaced(`"has_token":true`, `"has_token":true,"token":"x"`), "does not: token"},
		"code of another status": {"POST /keys/getById 404", replaced(`"code":404`, `"code":400`), "/code: is not 404"},
		"a route for a key":      {"POST /keys/getById 404", replaced(`,"type":"NO_RECORD_ID"`, ``), "lacks type"},
		"another wording":        {"POST /keys/getById 401", replaced("Unauthorized", "The key has expired"), "/message: is not Unauthorized"},
		"a pause of 0":           {"POST /keys/getById 429", func(x *exchange) { x.answerHeader.Set("Retry-After", "0") }, "header Retry-After: fails minimum"},
		"no pause":               {key, func(x *exchange) { x.answerHeader.Del("Retry-After") }, "header Retry-After is missing"},
	})
}

// replacedKey puts another value in the place of a new key's text.
func replacedKey(with string) func(*exchange) {
	return func(x *exchange) {
		key := text(object(object(x.answer)["data"])["key"])
		replaced(`"key":"`+key+`"`, `"key":`+with)(x)
	}
}

// TestOkraAnswersThatMatch covers what the examples do not hold.
func TestOkraAnswersThatMatch(t *testing.T) {
	t.Parallel()
	okraPlatform().requireMatch(t, map[string]variant{
		"a small amount":       {"POST /transactions/getByAccount 200", replaced("1500.25", "0.0001")},
		"a large amount":       {"POST /transactions/getByAccount 200", replaced("1500.25", "123456789012.3456")},
		"an amount like 0.1":   {"POST /transactions/getByAccount 200", replaced("1500.25", "0.3")},
		"an overdraft":         {"POST /products/balances 200", replaced("145500.25", "-0.07")},
		"a round number":       {"POST /products/balances 200", replaced("145500.25", "145500.0")},
		"no part is wrong":     {"POST /keys/list 400", replaced(`"data":{"field":"limit"},`, ``)},
		"a token is left":      {"POST /keys/list 200", func(x *exchange) { x.answerHeader.Set("Retry-After", "0") }},
		"the first time":       {"POST /keys/create 201", func(x *exchange) { x.answerHeader.Del("Idempotent-Replayed") }},
		"customers, made":      {"POST /customers/generate 200", func(x *exchange) { x.answer = okraPlatform().one(t, "POST /customers/create 201").answer }},
		"an unreadable amount": {"POST /transactions/getByAccount 200", replaced("1500.25", "1.5002500e3")},
	})
}

// TestOkraUnknownRoutes covers what answers where the document has nothing: the platform has one answer for an unknown
// path and for a method that a path lacks, which must not look like an object that does not exist.
func TestOkraUnknownRoutes(t *testing.T) {
	t.Parallel()
	p := okraPlatform()
	route := func(method, target string) exchange {
		return p.fallback(t, "RouteNotFound", http.StatusNotFound, method, target)
	}
	for name, tt := range map[string]struct {
		x      exchange
		blamed string
	}{
		"as documented":           {route(http.MethodPost, "/nowhere"), ""},
		"a read by GET":           {route(http.MethodGet, "/products/accounts"), ""},
		"an odd method":           {route(http.MethodDelete, "/keys/create"), ""},
		"a slash":                 {route(http.MethodPost, "/keys/create/"), ""},
		"customers in production": {with(route(http.MethodPost, "/customers/create"), inProduction), ""},
		"as a record":             {p.fallback(t, "NotFound", http.StatusNotFound, http.MethodPost, "/nowhere"), "does not: code, type"},
		"as another status":       {p.fallback(t, "RouteNotFound", http.StatusMethodNotAllowed, http.MethodDelete, "/keys/create"), "no such status"},
	} {
		got := strings.Join(reasons(violations(t, p.loose(t), tt.x), contract.Response), "; ")
		if (got != "") != (tt.blamed != "") || !strings.Contains(got, tt.blamed) {
			t.Errorf("%s: got %q, want %q", name, got, tt.blamed)
		}
	}
}
