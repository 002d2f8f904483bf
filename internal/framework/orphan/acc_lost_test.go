// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// side is a folder of a real CLI, in which one resource is declared.
type side struct {
	*acctest.Workspace

	t    *testing.T
	e    *acctest.Env
	list func() []map[string]any
	kind accKind
}

// accKind is a resource on a platform, for the real CLIs.
type accKind struct {
	name, typeName, lines, create string
	okra                          bool
}

func accKinds() []accKind {
	return []accKind{
		{name: "tok key", typeName: "openbanking_api_key", lines: `name = "ci"`, create: "/tok/v1/api-keys"},
		{name: "tok webhook", typeName: "openbanking_webhook", lines: "url = \"https://hooks.example.com/\"\nevents = [\"consent.expired\"]", create: "/tok/v1/webhooks"},
		{name: "okra key", typeName: "openbanking_api_key", lines: "name = \"ci\"\ntype = \"secret\"", create: "/okra/v2/sandbox/keys/create", okra: true},
	}
}

// judged are the kinds that the CLI judges: one, since the same is tested in process
// for each of them.
func judged() []accKind {
	if acctest.AllOnCLI() {
		return accKinds()
	}
	return accKinds()[:1]
}

// begin declares the resource, with further lines, in a folder of its own.
func begin(t *testing.T, k accKind, lines string) *side {
	t.Helper()
	e := acctest.New(t)
	block := fmt.Sprintf("resource %q \"test\" {\n%s\noverlap = \"2h\"\n%s\n}\n", k.typeName, k.lines, lines)
	s := &side{t: t, e: e, kind: k}
	config := e.HCLWith("max_retries = 0", block)
	switch {
	case k.okra:
		o := e.On(acctest.Okra)
		config = o.HCLWith("max_retries = 0", block)
		s.list = func() []map[string]any { return o.All("/keys/list") }
	case k.typeName == "openbanking_webhook":
		s.list = func() []map[string]any { return e.All("/webhooks") }
	default:
		s.list = func() []map[string]any { return e.All("/api-keys") }
	}
	s.Workspace = e.NewWorkspace(config)
	return s
}

// run runs the CLI, which has to end with a code and say the texts, however it
// breaks the lines.
func (s *side) run(code int, args []string, texts ...string) {
	s.t.Helper()
	r := s.Run(append(args, "-no-color", "-input=false")...)
	said := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(r.Output)), " ")
	if r.Code != code {
		s.t.Fatalf("%v ends with %d, want %d:\n%s", args, r.Code, code, r.Output)
	}
	for _, text := range texts {
		if !strings.Contains(said, text) {
			s.t.Errorf("%v does not say %q:\n%s", args, text, r.Output)
		}
	}
	if strings.Contains(said, "Provider produced") || strings.Contains(said, "bug in the provider") {
		s.t.Errorf("%v finds the provider at fault:\n%s", args, r.Output)
	}
}

// loses applies while every create fails so.
func (s *side) loses(failure string) {
	s.t.Helper()
	if err := s.e.Sandbox().AddFault(sandbox.Fault{Kind: failure, Method: http.MethodPost, Path: s.kind.create, Count: 1000}); err != nil {
		s.t.Fatal(err)
	}
	notes := "placeholder id unknown:"
	if acctest.UndoesFailedCreates(s.t) {
		notes = "A failed create was undone"
	}
	s.run(1, []string{"apply", "-auto-approve"}, "Could not create the", notes)
	s.e.Sandbox().ClearFaults()
}

// needsNotes skips the test on a CLI that can keep no note of a failed create.
func needsNotes(t *testing.T) {
	t.Helper()
	if acctest.UndoesFailedCreates(t) {
		t.Skip("this CLI cannot keep a note of a failed create, which is undone there")
	}
}

// live counts what works and is called as declared.
func (s *side) live() int {
	s.t.Helper()
	count := 0
	for _, o := range s.list() {
		status, has := o["status"]
		if (!has || status == "active") && (o["name"] == "ci" || o["url"] == "https://hooks.example.com/") {
			count++
		}
	}
	return count
}

// settled checks that exactly one object lives and that nothing is left to do.
func (s *side) settled() {
	s.t.Helper()
	s.run(0, []string{"plan", "-detailed-exitcode"})
	if live := s.live(); live != 1 {
		s.t.Errorf("%d objects live", live)
	}
	if state := s.File("terraform.tfstate"); strings.Contains(state, "unknown:") || strings.Contains(state, "tainted") {
		s.t.Errorf("the state is %s", state)
	}
}

// TestAccLost_nextApplyConverges proves on the real CLI that the next apply ends
// what a create has made without an answer, makes the one that is wanted, and that
// a run that looks nothing up does no harm before.
func TestAccLost_nextApplyConverges(t *testing.T) {
	t.Parallel()
	for _, k := range judged() {
		for failure, made := range map[string]int{"reset_before": 0, "reset_after": 1} {
			for name, lines := range map[string]string{"old first": "", "new first": "lifecycle { create_before_destroy = true }"} {
				t.Run(k.name+"/"+failure+"/"+name, func(t *testing.T) {
					t.Parallel()
					s := begin(t, k, lines)
					s.loses(failure)
					made, without := made, acctest.UndoesFailedCreates(t)
					if without {
						made = 0
					}
					if live := s.live(); live != made {
						t.Fatalf("%d objects live after the create", live)
					}
					if lines == "" && !without {
						s.run(1, []string{"apply", "-auto-approve", "-refresh=false"}, "run again without -refresh=false")
						if live := s.live(); live != made {
							t.Fatalf("%d objects live after an apply that looked nothing up", live)
						}
					}
					says := "was not created"
					switch {
					case without:
						says = "1 added, 0 changed, 0 destroyed"
					case made > 0:
						says = "was created after all"
					}
					s.run(0, []string{"apply", "-auto-approve"}, says)
					s.settled()
				})
			}
		}
	}
}

// TestAccLost_destroy proves on the real CLI that a destroy ends what a create has
// made without an answer, with a refresh and without one.
func TestAccLost_destroy(t *testing.T) {
	t.Parallel()
	needsNotes(t)
	for _, k := range judged() {
		for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
			t.Run(k.name+"/"+refresh, func(t *testing.T) {
				t.Parallel()
				s := begin(t, k, "")
				s.loses("reset_after")
				s.run(0, []string{"destroy", "-auto-approve", refresh})
				if live := s.live(); live != 0 {
					t.Errorf("%d objects live", live)
				}
			})
		}
	}
}

// TestAccLost_refreshOnly proves on the real CLI that a refresh which is saved puts
// the object's own id and identity in the placeholder's place, and that the mark
// stays.
func TestAccLost_refreshOnly(t *testing.T) {
	t.Parallel()
	needsNotes(t)
	for _, k := range accKinds() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			s := begin(t, k, "")
			s.loses("reset_after")
			s.run(0, []string{"apply", "-auto-approve", "-refresh-only"}, "was created after all")
			if state := s.File("terraform.tfstate"); strings.Contains(state, "unknown:") || !strings.Contains(state, `"tainted"`) {
				t.Errorf("the state is %s", state)
			}
			s.run(0, []string{"apply", "-auto-approve"})
			s.settled()
		})
	}
}
