// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// inProduction is an object as the other environment would have it.
func inProduction(object string) string {
	return strings.Replace(object, `"env":"production-sandbox"`, `"env":"production"`, 1)
}

// TestWrongEnvironment proves that a key of the other environment is refused
// before any call of the control plane, and stays refused.
func TestWrongEnvironment(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		if !op.controlled() {
			continue
		}
		server := serve(t) // Any other request fails the test.
		server.Check = answer(pageOf("keys", 1, 0, inProduction(keyJSON)))
		p := server.open()
		for range 2 {
			err := op.call(t.Context(), p)
			mentions(t, err, "secret key", "production", "sandbox")
			if platform.KindOf(err) != platform.KindWrongEnvironment || platform.IsOutcomeUnknown(err) {
				t.Errorf("%s: got the kind %d of %v", op.name, platform.KindOf(err), err)
			}
		}
	}
}

// TestObjectsOfTheOtherEnvironment proves that every object which says that it
// belongs to the other environment is refused, whatever the check said. A write
// that was answered with one may have happened there.
func TestObjectsOfTheOtherEnvironment(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		if op.path == "banks/list" {
			continue // Banks are in both.
		}
		err := op.call(t.Context(), serve(t, op.steps(dialecttest.Answer(200, op.with(inProduction(op.object))))...).open())
		mentions(t, err, "production", "sandbox")
		if platform.KindOf(err) != platform.KindWrongEnvironment || platform.IsOutcomeUnknown(err) != op.write {
			t.Errorf("%s: got the kind %d of %v", op.name, platform.KindOf(err), err)
		}
	}
}

// TestEnvironmentIsBelieved proves that the settings count where the server does
// not say, and that documented calls do not even ask: keys are no part of
// Okra's documents.
func TestEnvironmentIsBelieved(t *testing.T) {
	t.Parallel()
	silent := func(env string) http.HandlerFunc {
		return answer(pageOf("keys", 1, 0, strings.Replace(keyJSON, `"env":"production-sandbox"`, env, 1)))
	}
	for name, step := range map[string]http.HandlerFunc{
		"a wrong route":         refusal(404, ""),
		"a web page with 404":   dialecttest.Typed(404, "text/html", "<html>No</html>"),
		"no keys":               answer(pageOf("keys", 1, 0)),
		"no environment":        silent(`"a":0`),
		"null for environment":  silent(`"env":null`),
		"the right environment": silent(`"env":"production-sandbox"`),
		"in plain":              silent(`"env":"sandbox"`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all []http.HandlerFunc
			for _, op := range operations() {
				all = append(all, op.steps(dialecttest.Answer(200, op.with(op.object)))...)
			}
			server := serve(t, all...)
			server.Check = step
			p := server.open()
			for _, op := range operations() {
				if err := op.call(t.Context(), p); err != nil {
					t.Errorf("%s: %v", op.name, err)
				}
				if !op.controlled() && server.Checked() != 0 {
					t.Errorf("%s asked for the environment", op.name)
				}
			}
			if got := server.Checked(); got != 1 {
				t.Errorf("the environment was asked for %d times, want once", got)
			}
		})
	}
}

// TestFailedCheckIsRepeated proves that a check which failed lets no call of the
// control plane through, and is made again by the next one.
func TestFailedCheckIsRepeated(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		step http.HandlerFunc
		want platform.Kind
	}{
		"a refused key": {refusal(401, ""), platform.KindUnauthenticated},
		"a web page":    {dialecttest.Typed(200, "text/html", "<html>Sign in</html>"), platform.KindUnexpected},
		"no list":       {answer(`{"pagination":{}}`), platform.KindUnexpected},
		"unavailable":   {refusal(503, ""), platform.KindUnexpected},
		"forbidden":     {refusal(403, "PLAN"), platform.KindForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, answer(keyJSON))
			var repair func()
			server.Check, repair = dialecttest.Until(test.step, server.Check)
			p := server.open()
			_, err := p.APIKeys.Get(t.Context(), "key1")
			mentions(t, err, "POST keys/list")
			dialecttest.CheckKind(t, err, test.want)
			repair()
			if _, err := p.APIKeys.Get(t.Context(), "key1"); err != nil {
				t.Errorf("after the check works again: %v", err)
			}
		})
	}
}
