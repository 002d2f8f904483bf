// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"
)

// okraKeys are an environment's pair of keys.
type okraKeys struct{ PublicKey, SecretKey string }

// company asks Okra as an organisation in one environment.
type company struct {
	*fixture

	base  string // The path before the endpoint's.
	token string // The client token.
	keys  okraKeys
}

// okra returns the first organisation in its sandbox environment.
func (f *fixture) okra() company { return f.company(0, "sandbox") }

// company returns an organisation in an environment, asking with its seeded key.
func (f *fixture) company(organisation int, environment string) company {
	f.t.Helper()
	of := f.box.Credentials().Organisations[organisation]
	k := company{base: "/okra/v2/sandbox", token: of.Get("okra", "", "client_token")}
	k.keys = okraKeys{of.Get("okra", environment, "public_key"), of.Get("okra", environment, "secret_key")}
	if environment == "production" {
		k.base = "/okra/v2"
	}
	k.fixture = f
	return k.holding(k.keys.SecretKey)
}

// companies returns both organisations in both environments.
func (f *fixture) companies() []company {
	f.t.Helper()
	var list []company
	for i := range f.box.Credentials().Organisations {
		list = append(list, f.company(i, "sandbox"), f.company(i, "production"))
	}
	return list
}

// holding returns the company asking with another key; "" sends none.
func (c company) holding(key string) company {
	c.fixture = c.as("")
	if key != "" {
		c.fixture = c.with("Authorization", "Bearer "+key)
	} else {
		c.header = http.Header{}
	}
	return c
}

// keyed returns the company sending an Idempotency-Key.
func (c company) keyed(key string) company {
	c.fixture = c.with("Idempotency-Key", key)
	return c
}

// post makes a request to an endpoint.
func (c company) post(path, body string) answer {
	c.t.Helper()
	return c.raw("POST", c.base+path, body)
}

// made is post for a request that succeeds, and returns the answer's data.
func (c company) made(path, body string) object {
	c.t.Helper()
	got := c.post(path, body)
	status := http.StatusOK
	if path == "/keys/create" {
		status = http.StatusCreated
	}
	o := got.want(c.t, status).object()
	if o["status"] != "success" || o.text("message") == "" {
		c.t.Errorf("%s: got %s, expected a success with a message", path, got.body)
	}
	return o.object("data")
}

// list is made for a list, and returns its objects.
func (c company) list(path, body, name string) []object {
	c.t.Helper()
	items, _ := c.made(path, body)[name].([]any)
	var list []object
	for _, item := range items {
		o, _ := item.(map[string]any)
		list = append(list, o)
	}
	return list
}

// secretKey makes a secret key and returns it with its text.
func (c company) secretKey(name string) (made object, text string) {
	c.t.Helper()
	made = c.made("/keys/create", fmt.Sprintf(`{"name":%q,"type":"secret"}`, name))
	return made, made.text("key")
}

// works tells whether the company's key is taken.
func (c company) works() bool {
	c.t.Helper()
	got := c.post("/keys/list", `{}`)
	if got.status == http.StatusUnauthorized {
		got.failed(c.t, http.StatusUnauthorized, "", "")
		return false
	}
	got.want(c.t, http.StatusOK)
	return true
}

// failed checks the status, the type and the field of an error of Okra's.
func (a answer) failed(t *testing.T, status int, kind, field string) {
	t.Helper()
	a.want(t, status)
	e := a.object()
	if e["status"] != "error" || e.text("message") == "" || e.text("type") != kind || e.object("data").text("field") != field {
		t.Errorf("%s: got %s, expected type %q and field %q", a.what, a.body, kind, field)
	}
	if code, ok := e["code"]; ok && code != float64(status) {
		t.Errorf("%s: got code %v with status %d", a.what, code, status)
	}
}
