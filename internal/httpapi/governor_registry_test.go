// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
)

func TestClientsWithTheSameCredentialArePacedTogether(t *testing.T) {
	t.Parallel()
	clock := clockwork.NewFakeClock()
	base := Config{BaseURL: "https://api.example/v1", Secrets: []string{"key-of-" + t.Name()}, Clock: clock}
	first := make(map[string]*Client)
	for name, change := range map[string]func(*Config){
		"the same":            func(*Config) {},
		"another ceiling":     func(c *Config) { c.RequestsPerMinute = 7 },
		"another credential":  func(c *Config) { c.Secrets = []string{"other-key-of-" + t.Name()} },
		"another environment": func(c *Config) { c.BaseURL = "https://api.example/v1/sandbox" },
		"joined otherwise":    func(c *Config) { c.BaseURL, c.Secrets = c.BaseURL+"/key", []string{"-of-" + t.Name()} },
		"another clock":       func(c *Config) { c.Clock = clockwork.NewFakeClock() },
	} {
		config := base
		change(&config)
		client, err := New(config)
		if err != nil {
			t.Fatal(err)
		}
		first[name] = client
	}
	for name, client := range first {
		want := name == "the same" || name == "another ceiling"
		if got := client.governor == first["the same"].governor; got != want {
			t.Errorf("%s: the governor is shared: %t", name, got)
		}
	}
	a := accountOf(base.BaseURL, base.Secrets, clock)
	if text := fmt.Sprintf("%v %+v %q", a.id, a, a.id); strings.Contains(text, base.Secrets[0]) {
		t.Error("the registry holds a credential")
	}
}

// A process that makes many clients, as a test does, must not keep what it
// learned for each of them.
func TestAGovernorGoesWithItsLastClient(t *testing.T) {
	t.Parallel()
	var r registry
	a := accountOf("https://api.example", []string{t.Name()}, realClock)
	func() {
		g := r.get(a)
		if r.get(a) != g {
			t.Error("a second client has another governor")
		}
		runtime.KeepAlive(g)
	}()
	for range 10 { // The first may find it on a stack.
		runtime.GC()
	}
	r.forget(a) // The cleanup does the same, at some time.
	r.mu.Lock()
	if len(r.known) != 0 {
		t.Error("a governor without clients is kept")
	}
	r.mu.Unlock()
	g := r.get(a)
	if g == nil || r.get(a) != g {
		t.Error("a new client has no governor")
	}
	r.forget(a)
	if r.get(a) != g {
		t.Error("a late cleanup has dropped a governor that is in use")
	}
}
