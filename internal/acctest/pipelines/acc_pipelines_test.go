// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pipelines_test

import (
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const day = 24 * time.Hour

// Both pipelines run for months of the sandbox's clock: they rotate what is due,
// leave alone what is not, and whatever fails on the way, the run after it has
// the live secrets in the secret manager.
func TestAccPipelines(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the pipelines are written for runners with bash")
	}
	for name, on := range map[string]func(*testing.T, *acctest.Env) *runner{
		"github": onGitHub,
		"gitlab": onGitLab,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t)
			s := &scenario{t: t, e: e, r: on(t, e)}

			s.run("the first run creates", true, "2")
			first := s.current("after the first run")

			s.run("a run with nothing to do", true, "0")
			if s.current("after a run with nothing to do") != first {
				t.Error("a run with nothing to do changed the key")
			}

			s.advance(31 * day)
			s.run("the run that finds them due", true, "2")
			second := s.current("after the rotation")
			if second == first {
				t.Error("the due key was not rotated, or not handed over")
			}
			s.works("the old key during its overlap", first, http.StatusOK)
			s.advance(4 * day)
			s.works("the old key after its overlap", first, http.StatusUnauthorized)
			s.run("a run after the overlap", true, "0")

			// The secret manager fails when there is something to hand over: the
			// next plan is empty, and that run hands over all the same.
			s.advance(31 * day)
			s.r.down(true)
			s.run("a run that cannot hand over", false, "2")
			s.works("the key that consumers still have", second, http.StatusOK)
			s.r.down(false)
			s.run("the run after it", true, "0")
			third := s.current("after the late hand-over")
			if third == second {
				t.Error("the new key was never handed over")
			}

			// One of two rotations fails: what did rotate is handed over at once.
			s.advance(31 * day)
			if err := e.Sandbox().AddFault(sandbox.Fault{
				Kind: "status", Status: http.StatusBadRequest, Method: http.MethodPost, Path: "/tok/v1/webhooks/*/rotate-secret", Count: 1,
			}); err != nil {
				t.Fatal(err)
			}
			s.run("a run whose apply fails half-way", false, "2")
			if s.current("after the half apply") == third {
				t.Error("the key was rotated, but not handed over")
			}
			s.run("the run that completes it", true, "2")
			s.current("after the whole apply")

			// A credential that is refused is a failure, not "nothing to do".
			s.r.secrets["TOK_API_KEY"] = "tok_sandbox_00000000000000000000000000000000"
			s.run("a run with a dead credential", false, "1")
		})
	}
}

// scenario tells a pipeline's life, and checks after each run that no secret
// shows.
type scenario struct {
	t *testing.T
	e *acctest.Env
	r *runner
}

func (s *scenario) advance(d time.Duration) {
	s.t.Helper()
	if err := s.e.Sandbox().Advance(d); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scenario) run(what string, ok bool, plan string) {
	s.t.Helper()
	got := s.r.run()
	if got.ok != ok || got.plan != plan {
		s.t.Fatalf("%s: success %t with a plan of %s, expected %t and %s\n%s", what, got.ok, got.plan, ok, plan, got.output)
	}
	calls := string(text(s.t, filepath.Join(s.r.store, "calls")))
	for _, secret := range []string{s.r.stored(s.r.key), s.r.stored(s.r.signingSecret), s.e.Credential()} {
		if secret == "" || strings.Contains(got.output, secret) || strings.Contains(calls, secret) {
			s.t.Errorf("%s: a secret is empty, or was shown to a log or in an argument", what)
		}
	}
}

// current checks that the secret manager has the secrets that the platform
// knows as the latest, and returns the key.
func (s *scenario) current(when string) string {
	s.t.Helper()
	key := s.r.stored(s.r.key)
	s.works("the stored key "+when, key, http.StatusOK)
	hooks := s.e.All("/webhooks")
	if len(hooks) != 1 {
		s.t.Fatalf("%s: there are %d webhooks, expected one", when, len(hooks))
	}
	if got := acctest.Fingerprint(s.r.stored(s.r.signingSecret)); got != hooks[0]["secretFingerprint"] {
		s.t.Errorf("%s: the stored signing secret is %s, the platform signs with %v", when, got, hooks[0]["secretFingerprint"])
	}
	return key
}

func (s *scenario) works(what, key string, status int) {
	s.t.Helper()
	if got, _ := s.e.API.As(key).Call(http.MethodGet, "/organisation", nil); got != status {
		s.t.Errorf("%s: got status %d, expected %d", what, got, status)
	}
}
