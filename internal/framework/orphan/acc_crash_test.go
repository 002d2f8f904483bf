// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// crash is what a CLI says that cannot keep what failed creates leave.
const crash = "cannot be saved in state"

const tenKeys = "resource \"openbanking_api_key\" \"test\" {\n  count = 10\n  name  = \"ci\"\n}\n"

// TestAccLost_manyAtOnce proves on the real CLI that ten creates whose answers are
// lost at once do not crash it, and that each key that was made is in the state or
// has ended: the next apply leaves ten that work.
func TestAccLost_manyAtOnce(t *testing.T) {
	t.Parallel()
	s := beginMany(t, "")
	r := s.loseAll()
	if r.Code != 1 || strings.Contains(r.Output, crash) {
		t.Fatalf("the apply ends with %d:\n%s", r.Code, r.Output)
	}
	if noted := strings.Count(s.File("terraform.tfstate"), `"unknown:`); noted != s.live() {
		t.Errorf("the state notes %d, the platform has %d", noted, s.live())
	}
	s.run(0, []string{"apply", "-auto-approve"})
	if live := s.live(); live != 10 {
		t.Errorf("%d keys live", live)
	}
	s.run(0, []string{"plan", "-detailed-exitcode"})
}

// TestAccLost_crash shows the CLI's fault because of which package undo exists, with
// a provider that does without it. Where this fails, the CLI under test is free of
// the fault again: package undo gets its first version as an end, and the guide too.
func TestAccLost_crash(t *testing.T) {
	t.Parallel()
	if !acctest.UndoesFailedCreates(t) {
		t.Skip("this CLI keeps what failed creates leave: Terraform does not from 1.16.0-alpha20260617 on")
	}
	mirror := t.TempDir()
	if err := acctest.Build(mirror, map[string]string{"internal/protocol/undo/undo.go": withoutUndo(t)}); err != nil {
		t.Fatal(err)
	}
	for range 10 { // It takes two that meet in an instant.
		s := beginMany(t, mirror)
		if r := s.loseAll(); strings.Contains(r.Output, crash) {
			return
		}
	}
	t.Error("the CLI keeps what failed creates leave")
}

// withoutUndo is the package's source with no CLI that needs it.
func withoutUndo(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "..", "protocol", "undo", "undo.go"))
	if err != nil {
		t.Fatal(err)
	}
	const needed = "func Needed(cli string) bool {\n"
	if !strings.Contains(string(source), needed) {
		t.Fatal("package undo decides elsewhere which CLI needs it")
	}
	return strings.Replace(string(source), needed, "func Needed(string) bool { return false }\n\nfunc _(cli string) bool {\n", 1)
}

// beginMany declares ten keys, for a provider from a mirror.
func beginMany(t *testing.T, mirror string) *side {
	t.Helper()
	e := acctest.New(t)
	s := &side{t: t, e: e, kind: accKinds()[0], list: func() []map[string]any { return e.All("/api-keys") }}
	s.Workspace = e.NewWorkspaceOn(mirror, map[string]string{"main.tf": e.HCLWith("max_retries = 0", tenKeys)})
	s.Init()
	return s
}

// loseAll applies while the answer to every create is lost.
func (s *side) loseAll() acctest.Result {
	s.t.Helper()
	if err := s.e.Sandbox().AddFault(sandbox.Fault{Kind: "reset_after", Method: http.MethodPost, Path: s.kind.create, Count: 1000}); err != nil {
		s.t.Fatal(err)
	}
	r := s.Run("apply", "-auto-approve", "-no-color", "-input=false")
	s.e.Sandbox().ClearFaults()
	return r
}
