// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// smoke are the faults that a real CLI meets: the one of each sort after which the
// platform has done what nobody hears of. Package lost tries cut connections.
func smoke() []fault {
	chosen := map[string]bool{
		"connection refused": true, "timeout after": true, "429": true, "500 after": true, "502 after": true, "503 after": true, "504 after": true,
		"truncated body": true, "HTML after": true, "wrong content type": true, "error envelope after": true, "slow trickle": true,
		"date an hour ahead": true, "date an hour behind": true, "platform an hour ahead": true, "SIGINT after": true,
	}
	var all []fault
	for _, f := range faults() {
		if chosen[f.name] {
			all = append(all, f)
			delete(chosen, f.name)
		}
	}
	if len(chosen) > 0 {
		panic("there are faults that are none")
	}
	return all
}

const ciKey = "resource \"openbanking_api_key\" \"ci\" {\n  name = \"ci\"\n}\n"

// TestAccFaults_nextApplyConverges proves on the real CLI, for a create and each
// fault, that the next apply sets everything right, and leaves alone what a person
// has made by hand by the same name.
func TestAccFaults_nextApplyConverges(t *testing.T) {
	t.Parallel()
	for _, f := range smoke() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			made := &gate{arrived: make(chan struct{}), proceed: make(chan struct{})}
			e := acctest.New(t, acctest.Observed(made.wrap))
			twin, _ := e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": "ci"})["id"].(string)
			config := e.HCLWith("max_retries = 1\nrequest_timeout = \"5s\"", ciKey)
			w := e.NewWorkspace(config)
			s := &smoked{t: t, e: e, w: w, made: made, twin: twin}
			fails := s.suffer(f, config)
			s.run(0, "apply", "-auto-approve")
			s.run(0, "plan", "-detailed-exitcode")
			if left := s.live(); left != 1 {
				t.Errorf("%d keys live besides the one that was made by hand", left)
			}
			if state := w.File("terraform.tfstate"); strings.Contains(state, "unknown:") || strings.Contains(state, "tainted") {
				t.Errorf("the state is %s", state)
			}
			if strikes := f.plan != nil && f.plan["kind"] != "date"; strikes && !fails {
				t.Error("the fault has not struck")
			}
		})
	}
}

// smoked is a folder of a real CLI.
type smoked struct {
	t    *testing.T
	e    *acctest.Env
	w    *acctest.Workspace
	made *gate
	twin string
}

// suffer applies under the fault, and reports whether that failed.
func (s *smoked) suffer(f fault, config string) bool {
	s.t.Helper()
	switch {
	case f.refused:
		s.w.Configure(strings.ReplaceAll(config, s.e.Endpoint, "http://"+nobody(s.t)+"/tok/v1"))
		s.run(1, "apply", "-auto-approve")
		s.w.Configure(config)
		return true
	case f.signal != nil:
		s.interrupt()
		return true
	case f.skew > 0:
		if err := s.e.Sandbox().Advance(f.skew); err != nil {
			s.t.Fatal(err)
		}
		s.run(0, "apply", "-auto-approve")
		return false
	}
	var plan sandbox.Fault
	encoded, err := json.Marshal(merged(f.plan, map[string]any{"method": http.MethodPost, "path": "/tok/v1/api-keys", "count": forever}))
	if err == nil {
		err = json.Unmarshal(encoded, &plan)
	}
	if err == nil {
		err = s.e.Sandbox().AddFault(plan)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	code := 1
	if plan.Kind == "date" {
		code = 0
	}
	s.run(code, "apply", "-auto-approve")
	s.e.Sandbox().ClearFaults()
	return code != 0
}

// interrupt interrupts an apply once the platform has made the key. The answer is
// lost, and so is that to the retry.
func (s *smoked) interrupt() {
	s.t.Helper()
	if runtime.GOOS == "windows" {
		s.t.Skip("no signal reaches another process on Windows")
	}
	s.made.close()
	run := s.w.Start("apply", "-auto-approve", "-no-color", "-input=false")
	run.Until(s.made.arrived)
	run.Signal(os.Interrupt)
	run.Until(run.Said("Interrupt received"))
	close(s.made.proceed)
	if r := run.Wait(); r.Code != 1 {
		s.t.Errorf("the interrupted apply ends with %d:\n%s", r.Code, r.Output)
	}
	s.made.open()
}

// run runs the CLI, which has to end with a code.
func (s *smoked) run(code int, args ...string) {
	s.t.Helper()
	r := s.w.Run(append(args, "-no-color", "-input=false")...)
	if r.Code != code {
		s.t.Fatalf("%v ends with %d, want %d:\n%s", args, r.Code, code, r.Output)
	}
	if strings.Contains(r.Output, "Provider produced") || strings.Contains(r.Output, "bug in the provider") {
		s.t.Errorf("%v finds the provider at fault:\n%s", args, r.Output)
	}
}

// live counts the keys of the name that work, but for the one that was made by hand,
// which has to.
func (s *smoked) live() int {
	s.t.Helper()
	count, untouched := 0, false
	for _, key := range s.e.All("/api-keys") {
		switch {
		case key["status"] != "active" || key["name"] != "ci":
		case key["id"] == s.twin:
			untouched = key["expiresAt"] == nil
		default:
			count++
		}
	}
	if !untouched {
		s.t.Error("the key that was made by hand was not left alone")
	}
	return count
}

// nobody returns an address at which nobody listens.
func nobody(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return listener.Addr().String()
}
