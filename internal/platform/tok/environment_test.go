// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestWrongEnvironment proves that a key which the server knows as one of the
// other environment is refused before any other call, and stays refused.
func TestWrongEnvironment(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t) // Any other request fails the test.
			server.Check = dialecttest.Answer(200, `{"id":"org_1","environment":"production"}`)
			p := server.open()
			for range 2 {
				err := op.call(t.Context(), p)
				mentions(t, err, "production", "sandbox")
				dialecttest.CheckKind(t, err, platform.KindWrongEnvironment)
				if platform.IsOutcomeUnknown(err) {
					t.Error("nothing was sent, but the outcome counts as unknown")
				}
			}
		})
	}
}

// TestEnvironmentIsBelieved proves that the key's prefix counts where the
// server does not say: GET /organisation is no part of Tok's documents.
func TestEnvironmentIsBelieved(t *testing.T) {
	t.Parallel()
	tests := map[string]http.HandlerFunc{
		"no such route":         refusal(404, "ROUTE_NOT_FOUND"),
		"not found":             refusal(404, "NOT_FOUND"),
		"a web page with 404":   dialecttest.Typed(404, "text/html", "<html>No</html>"),
		"an empty 404":          dialecttest.Answer(404, ""),
		"no environment":        dialecttest.Answer(200, `{"id":"org_1"}`),
		"null for environment":  dialecttest.Answer(200, `{"id":"org_1","environment":null}`),
		"the right environment": dialecttest.Answer(200, `{"id":"org_1","environment":"sandbox"}`),
	}
	for name, step := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, dialecttest.Answer(200, keyJSON), dialecttest.Answer(200, keyJSON))
			server.Check = step
			p := server.open()
			for range 2 {
				if _, err := p.APIKeys.Get(t.Context(), "key_1"); err != nil {
					t.Fatal(err)
				}
			}
			if got := server.Checked(); got != 1 {
				t.Errorf("the environment was asked for %d times, want once", got)
			}
		})
	}
}

// TestFailedCheckIsRepeated proves that a check which failed lets no call
// through and is made again by the next call.
func TestFailedCheckIsRepeated(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		step http.HandlerFunc
		want platform.Kind
	}{
		"refused key": {refusal(401, "INVALID_API_KEY"), platform.KindUnauthenticated},
		"a web page":  {dialecttest.Typed(200, "text/html", "<html>Sign in</html>"), platform.KindUnexpected},
		"wrong type":  {dialecttest.Answer(200, `{"id":"org_1","environment":1}`), platform.KindUnexpected},
		"unavailable": {refusal(503, "UNAVAILABLE"), platform.KindUnexpected},
		"forbidden":   {dialecttest.Typed(403, "text/html", "<html>Firewall</html>"), platform.KindForbidden},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, dialecttest.Answer(200, keyJSON))
			var repair func()
			server.Check, repair = dialecttest.Until(test.step, server.Check)
			p := server.open()
			_, err := p.APIKeys.Get(t.Context(), "key_1")
			mentions(t, err, "GET /organisation")
			dialecttest.CheckKind(t, err, test.want)
			repair()
			if _, err := p.APIKeys.Get(t.Context(), "key_1"); err != nil {
				t.Errorf("after the check works again: %v", err)
			}
		})
	}
}

// TestOneCheckForAll proves that calls which start together share one check.
func TestOneCheckForAll(t *testing.T) {
	t.Parallel()
	const calls = 16
	server := always(t, dialecttest.Answer(200, keyJSON))
	p := server.open()
	var group sync.WaitGroup
	for range calls {
		group.Go(func() {
			if _, err := p.APIKeys.Get(t.Context(), "key_1"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := server.Checked(); got != 1 {
		t.Errorf("the environment was asked for %d times, want once", got)
	}
	if got := len(server.Seen()); got != calls {
		t.Errorf("%d calls were made, want %d", got, calls)
	}
}

// TestCancelWhileWaitingForCheck proves that a call which waits for another
// one's check stops when its own context ends, and harms neither.
func TestCancelWhileWaitingForCheck(t *testing.T) {
	t.Parallel()
	server := serve(t, dialecttest.Answer(200, keyJSON))
	working := server.Check
	begun, release := make(chan struct{}), make(chan struct{})
	server.Check = func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-release
		working(w, r)
	}
	p := server.open()
	outcome := make(chan error, 1)
	go func() {
		_, err := p.APIKeys.Get(t.Context(), "key_1")
		outcome <- err
	}()
	<-begun

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := p.APIKeys.Get(ctx, "key_1")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	close(release)
	if err := <-outcome; err != nil {
		t.Errorf("the call that makes the check: %v", err)
	}
}
