// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okranode_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// TestOkraNodeRateLimit uses the 60 requests of a minute up, and goes on when there
// is another.
func TestOkraNodeRateLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sandbox", "free", true)
	first := w.pages("Customers", "get", nil, false)
	for range 59 {
		w.pages("Customers", "get", nil, false)
	}
	for range 2 { // A refusal costs nothing, and gains nothing.
		o := w.call("Customers", "get", nil, false)
		requireThrown(t, "request 61", o, "429", object{"status": "error", "message": "Too many requests", "type": "RATE_LIMIT"})
	}
	if err := w.box.Advance(time.Second); err != nil {
		t.Fatal(err)
	}
	if again := w.pages("Customers", "get", nil, false); len(again) != len(first) {
		t.Errorf("after a second: %v", again)
	}
}

// TestOkraNodeFaults breaks answers: an error of the server reaches the client as
// an envelope, a connection that breaks as what it is.
func TestOkraNodeFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sandbox", "unlimited", true)
	path := "/okra/v2/sandbox/customers/list"
	fault := func(f sandbox.Fault) {
		t.Helper()
		f.Method, f.Path, f.Count = http.MethodPost, path, 1
		if err := w.box.AddFault(f); err != nil {
			t.Fatal(err)
		}
	}
	fault(sandbox.Fault{Kind: "status", Status: http.StatusServiceUnavailable})
	requireThrown(t, "a server that is down", w.call("Customers", "get", nil, false), "503", object{"status": "error"})
	for _, kind := range []string{"reset_before", "reset_after"} {
		fault(sandbox.Fault{Kind: kind})
		thrown, _ := w.call("Customers", "get", nil, false).Thrown.(object)
		if message := text(thrown, "error"); !strings.Contains(message, "socket hang up") && !strings.Contains(message, "ECONNRESET") {
			t.Errorf("%s: the client threw %v", kind, thrown)
		}
	}
	w.pages("Customers", "get", nil, false)
}

// TestOkraNodeIsAimed pins what the client would ask without the test: if it ever
// finds its host by itself, this fails.
func TestOkraNodeIsAimed(t *testing.T) {
	t.Parallel()
	for environment, want := range map[string]string{
		"production": "https://api.okra.ng/v2/", "sandbox": "https://api.okra.ng/v2/sandbox/",
	} {
		w := newWorld(t, environment, "unlimited", true)
		if o := w.call("Banks", "get", nil, false); o.Documented != want || o.Thrown != nil {
			t.Errorf("%s: the client is made for %s, want %s; it threw %v", environment, o.Documented, want, o.Thrown)
		}
		if n := w.box.Requests().Total; n != 1 {
			t.Errorf("%s: the sandbox got %d requests, want 1", environment, n)
		}
	}
}

// TestOkraNodeOtherOrder aims the client at the sandbox's other documented path
// order, which holds the same.
func TestOkraNodeOtherOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sandbox", "unlimited", true)
	first := w.pages("Customers", "get", nil, true)
	w.base = strings.Replace(w.base, "/v2/sandbox/", "/sandbox/v2/", 1)
	if other := w.pages("Customers", "get", nil, true); len(first) == 0 || !reflect.DeepEqual(other, first) {
		t.Errorf("in the other order there are %v, want %v", other, first)
	}
}
