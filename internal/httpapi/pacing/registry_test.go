// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

func TestClientsWithTheSameCredentialArePacedTogether(t *testing.T) {
	t.Parallel()
	const base, credential = "https://api.example/v1", "key-of-a-client"
	clock := clockwork.NewFakeClock()
	limiter := For(base, []string{credential}, clock, 0)
	for name, test := range map[string]struct {
		got  *Limiter
		same bool
	}{
		"the same":            {For(base, []string{credential}, clock, 0), true},
		"another patience":    {For(base, []string{credential}, clock, time.Hour), true},
		"another credential":  {For(base, []string{"other-key-of-a-client"}, clock, 0), false},
		"another environment": {For(base+"/sandbox", []string{credential}, clock, 0), false},
		"joined otherwise":    {For(base+"/key", []string{"-of-a-client"}, clock, 0), false},
		"another clock":       {For(base, []string{credential}, clockwork.NewFakeClock(), 0), false},
	} {
		if same := test.got == limiter; same != test.same {
			t.Errorf("%s: the limiter is shared: %t", name, same)
		}
	}
	a := accountOf(base, []string{credential}, clock)
	if text := fmt.Sprintf("%v %+v %q", a.id, a, a.id); strings.Contains(text, credential) {
		t.Error("the registry holds a credential")
	}
}

// A process that makes many clients, as a test does, must not keep what it
// learned for each of them.
func TestALimiterGoesWithItsLastClient(t *testing.T) {
	t.Parallel()
	var r registry
	a := accountOf("https://api.example", []string{t.Name()}, realClock)
	func() {
		l := r.get(a)
		if r.get(a) != l {
			t.Error("a second client has another limiter")
		}
		runtime.KeepAlive(l)
	}()
	for range 10 { // The first may find it on a stack.
		runtime.GC()
	}
	r.forget(a) // The cleanup does the same, at some time.
	r.mu.Lock()
	if len(r.known) != 0 {
		t.Error("a limiter without clients is kept")
	}
	r.mu.Unlock()
	l := r.get(a)
	if l == nil || r.get(a) != l {
		t.Error("a new client has no limiter")
	}
	r.forget(a)
	if r.get(a) != l {
		t.Error("a late cleanup has dropped a limiter that is in use")
	}
}
