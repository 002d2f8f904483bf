// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestWrongEnvironment proves that a token of the other environment is refused
// before any other call, and stays refused.
func TestWrongEnvironment(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		server := serve(t) // Any other request fails the test.
		server.Check = dialecttest.Answer(200, `{"status":"success","data":{"apps":[{"app_id":"app-1","environment":"production"}]}}`)
		secrets := server.open(0)
		for range 2 {
			err := op.call(t.Context(), secrets)
			mentions(t, err, "management token", "production", "sandbox")
			if platform.KindOf(err) != platform.KindWrongEnvironment || platform.IsOutcomeUnknown(err) {
				t.Errorf("%s: got the kind %d of %v", op.name, platform.KindOf(err), err)
			}
		}
		if _, err := secrets.Apps(t.Context()); platform.KindOf(err) != platform.KindWrongEnvironment {
			t.Errorf("listing the apps: got %v", err)
		}
	}
}

// TestEnvironmentIsAskedOnce proves that one check serves all calls, and that a
// platform which does not tell is believed.
func TestEnvironmentIsAskedOnce(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"sandbox":        appsJSON,
		"no environment": `{"status":"success","data":{"apps":[{"app_id":"app-1","environment":null}]}}`,
		"no apps":        `{"status":"success","data":{"apps":[]}}`,
	} {
		server := serve(t, dialecttest.Answer(200, secretJSON), dialecttest.Answer(201, resetJSON))
		server.Check = dialecttest.Answer(200, body)
		secrets := server.open(0)
		for _, op := range operations() {
			if err := op.call(t.Context(), secrets); err != nil {
				t.Errorf("%s: %s: %v", name, op.name, err)
			}
		}
		if got := server.Checked(); got != 1 {
			t.Errorf("%s: the apps were listed %d times, want once", name, got)
		}
	}
}

// TestFailedCheckIsRepeated proves that a check which failed lets no call
// through and is made again by the next call.
func TestFailedCheckIsRepeated(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		step http.HandlerFunc
		want platform.Kind
	}{
		"a refused token": {refusal(401, codeUnauthorized), platform.KindUnauthenticated},
		"a wrong route":   {refusal(404, "ER-ROUTE"), platform.KindUnexpected},
		"a web page":      {dialecttest.Typed(200, "text/html", "<html>Sign in</html>"), platform.KindUnexpected},
		"no list":         {dialecttest.Answer(200, `{"status":"success","data":{}}`), platform.KindUnexpected},
		"no id":           {dialecttest.Answer(200, `{"status":"success","data":{"apps":[{"environment":"sandbox"}]}}`), platform.KindUnexpected},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, dialecttest.Answer(200, secretJSON))
			var repair func()
			server.Check, repair = dialecttest.Until(test.step, server.Check)
			secrets := server.open(0)
			_, err := secrets.Get(t.Context(), "app-1")
			mentions(t, err, "GET /management/v1/apps")
			dialecttest.CheckKind(t, err, test.want)
			repair()
			if _, err := secrets.Get(t.Context(), "app-1"); err != nil {
				t.Errorf("after the check works again: %v", err)
			}
		})
	}
}
