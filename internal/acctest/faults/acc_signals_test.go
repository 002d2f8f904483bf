// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/procs"
)

// What a run with a write of each kind begins with, and what it makes of it: a key, a
// webhook and a consent are created, a secret rotates in place, a consent is renewed, a
// key is renamed, one is destroyed, and one is made for the run.
const (
	settledBefore = `
resource "openbanking_webhook" "rotated" {
  url               = "https://hooks.example.com/rotated"
  events            = ["consent.expired"]
  rotation_triggers = { version = "1" }
}
resource "openbanking_consent" "renewed" {
  bank_id             = "erste-hr"
  callback_url        = "https://app.example.com/callback"
  renew_before_expiry = "14d"
}
resource "openbanking_api_key" "renamed" {
  name = "before"
}
`
	destroyed = `
resource "openbanking_api_key" "destroyed" {
  name = "destroyed"
}
`
	created = `
resource "openbanking_api_key" "created" {
  name    = "created"
  overlap = "1h"
}
resource "openbanking_webhook" "created" {
  url    = "https://hooks.example.com/created"
  events = ["consent.expired"]
}
resource "openbanking_consent" "created" {
  bank_id      = "pbz-hr"
  callback_url = "https://app.example.com/callback"
}
resource "terraform_data" "later" {}
ephemeral "openbanking_api_key" "run" {
  name = "run ${terraform_data.later.id}"
}
resource "terraform_data" "consumer" {
  provisioner "local-exec" {
    command     = "test -n \"$API_KEY\""
    environment = { API_KEY = ephemeral.openbanking_api_key.run.key }
  }
}
`
	writesOfEachKind = 8
)

// TestAccFaults_signals ends a run in the ways in which people and job runners do it,
// while a write of each kind is under way: the platform has done what it was asked for,
// and has not said so yet. Nothing may live then that the state does not know, no
// process may be left, and the next apply sets everything right.
func TestAccFaults_signals(t *testing.T) {
	t.Parallel()
	if !procs.Interruptible {
		t.Skip("no signal reaches another process on Windows")
	}
	const first, second = "Interrupt received", "Two interrupts received"
	for name, strike := range map[string]func(r *acctest.Running){
		"SIGTERM to all": func(r *acctest.Running) {
			r.SignalAll(syscall.SIGTERM)
			r.Until(r.Said(first))
		},
		"SIGINT to all": func(r *acctest.Running) {
			r.SignalAll(syscall.SIGINT)
			r.Until(r.Said(first))
		},
		"SIGTERM to all, twice": func(r *acctest.Running) {
			r.SignalAll(syscall.SIGTERM)
			r.Until(r.Said(first))
			r.SignalAll(syscall.SIGTERM)
			r.Until(r.Said(second))
		},
		"SIGHUP to all": func(r *acctest.Running) {
			r.SignalAll(syscall.SIGHUP)
			<-r.Ended()
		},
		"SIGKILL to the CLI": func(r *acctest.Running) {
			r.Signal(os.Kill)
			<-r.Ended()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &brake{arrived: make(chan struct{}), proceed: make(chan struct{})}
			e := acctest.New(t, acctest.AutoAuthorize(), acctest.Observed(b.wrap))
			w := e.NewWorkspace(e.HCL(settledBefore, destroyed))
			s := &smoked{t: t, e: e, w: w}
			s.run(0, "apply", "-auto-approve")
			if err := e.Sandbox().Advance(80 * 24 * time.Hour); err != nil {
				t.Fatal(err)
			}
			w.Configure(e.HCL(strings.ReplaceAll(settledBefore, `"1"`, `"2"`), created))
			w.Configure(strings.ReplaceAll(w.File("main.tf"), `"before"`, `"after"`))

			b.left.Store(writesOfEachKind)
			run := w.Start("apply", "-auto-approve", "-no-color", "-input=false")
			run.Until(b.arrived)
			strike(run)
			close(b.proceed)
			if r := run.Wait(); r.Code == 0 || strings.Contains(r.Output, "did not respond") {
				t.Errorf("it ends with %d:\n%s", r.Code, r.Output)
			}
			run.WaitForAll()
			s.allHeld("after the run")

			s.run(0, "apply", "-auto-approve")
			s.run(0, "plan", "-detailed-exitcode")
			s.allHeld("after the next apply")
			state := s.state()
			for _, o := range s.working() {
				for _, fingerprint := range []any{o["fingerprint"], o["secretFingerprint"]} {
					if text, has := fingerprint.(string); has && !strings.Contains(state, text) {
						t.Errorf("nobody has the secret of %v", o)
					}
				}
			}
		})
	}
}

// allHeld proves that the state knows all that works.
func (s *smoked) allHeld(when string) {
	s.t.Helper()
	state := s.state()
	for _, o := range s.working() {
		if id, _ := o["id"].(string); !strings.Contains(state, id) {
			s.t.Errorf("%s %v works, and nobody holds it", when, o)
		}
	}
}

// state is the text of the state file, and of what the provider notes in it.
func (s *smoked) state() string {
	s.t.Helper()
	text := s.w.File("terraform.tfstate")
	var file struct {
		Resources []struct {
			Instances []struct{ Private []byte }
		}
	}
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		s.t.Fatal(err)
	}
	for _, r := range file.Resources {
		for _, i := range r.Instances {
			var notes map[string][]byte
			_ = json.Unmarshal(i.Private, &notes) // Nothing is noted then.
			for _, note := range notes {
				text += string(note)
			}
		}
	}
	return text
}

// working are the keys, webhooks and consents that work or may still be approved, but
// for the provider's own key.
func (s *smoked) working() (all []map[string]any) {
	s.t.Helper()
	for _, o := range slices.Concat(s.e.All("/api-keys"), s.e.All("/consents"), s.e.All("/webhooks")) {
		if status, has := o["status"]; (!has || status == "active" || status == "pending") && o["name"] != "Seeded key" {
			all = append(all, o)
		}
	}
	return all
}

// brake keeps back the answers to writes, once the platform has done what they ask.
type brake struct {
	left    atomic.Int32  // how many writes have not arrived yet; none does before it is set
	arrived chan struct{} // closed when they all have
	proceed chan struct{} // to be closed when they are to be answered
}

// wrap puts the brake around a platform.
func (b *brake) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(rw, r)
		if r.Method == http.MethodGet || b.left.Load() == 0 {
			return
		}
		if b.left.Add(-1) == 0 {
			close(b.arrived)
		}
		<-b.proceed
	})
}
