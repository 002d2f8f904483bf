// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// side is one of the two that are compared: the CLI, or this package.
type side interface {
	// plan reports the changes by address, and whether it went well; what is not
	// changed is left out.
	plan(resources []engine.Resource, o options) (changes []engine.Change, ok bool)
	// apply applies the last plan and reports whether that went well.
	apply() bool
	taint(address string)
	forget(address string)
	take(address, id string) bool
	objects() []held
}

// options are those of the plan command.
type options struct {
	destroy, noRefresh, refreshOnly bool
	replace, target                 string
}

// held is an object in a state.
type held struct {
	address          string
	deposed, tainted bool
	attributes       engine.Values
}

// inProcess is this package's side.
type inProcess struct {
	*engine.Workspace

	t    *testing.T
	last *engine.Plan
}

func newInProcess(t *testing.T, e *acctest.Env) *inProcess {
	t.Helper()
	var same []engine.Option
	if acctest.UndoesFailedCreates(t) {
		same = append(same, engine.LosesTainted())
	}
	return &inProcess{Workspace: e.Engine(nil, same...), t: t}
}

func (s *inProcess) plan(resources []engine.Resource, o options) ([]engine.Change, bool) {
	var chosen []engine.PlanOption
	if o.destroy {
		chosen = append(chosen, engine.Destroy())
	}
	if o.noRefresh {
		chosen = append(chosen, engine.NoRefresh())
	}
	if o.refreshOnly {
		chosen = append(chosen, engine.RefreshOnly())
	}
	if o.replace != "" {
		chosen = append(chosen, engine.Replace(o.replace))
	}
	if o.target != "" {
		chosen = append(chosen, engine.Target(o.target))
	}
	plan, err := s.Plan(s.t.Context(), resources, chosen...)
	s.last = plan
	if err != nil {
		s.t.Logf("in process, the plan failed: %v", err)
		return nil, false
	}
	var changes []engine.Change
	for _, change := range plan.Changes {
		if change.Action != engine.NoOp {
			changes = append(changes, change)
		}
	}
	return changes, true
}

func (s *inProcess) apply() bool {
	_, err := s.Apply(s.t.Context(), s.last)
	if err != nil {
		s.t.Logf("in process, the apply failed: %v", err)
	}
	return err == nil
}

func (s *inProcess) taint(address string)  { s.Taint(address) }
func (s *inProcess) forget(address string) { s.Forget(address) }

func (s *inProcess) take(address, id string) bool {
	_, err := s.Import(s.t.Context(), address, id)
	return err == nil
}

func (s *inProcess) objects() []held {
	var all []held
	for _, address := range s.Addresses() {
		if o := s.Object(address); o != nil {
			all = append(all, held{address, false, o.Tainted, o.Attributes})
		}
		for _, o := range s.Deposed(address) {
			all = append(all, held{address, true, o.Tainted, o.Attributes})
		}
	}
	return all
}

// realCLI is the side of the CLI under test.
type realCLI struct {
	*acctest.Workspace

	t     *testing.T
	steps int
}

func newRealCLI(t *testing.T, e *acctest.Env) *realCLI {
	t.Helper()
	return &realCLI{Workspace: e.NewWorkspace(e.HCL()), t: t}
}

// configure writes the resources. A late value is one that comes out of a
// resource that every plan replaces.
func (s *realCLI) configure(resources []engine.Resource) {
	s.t.Helper()
	s.steps++
	blocks := map[string]map[string]any{}
	add := func(typeName, name string, block map[string]any) {
		if blocks[typeName] == nil {
			blocks[typeName] = map[string]any{}
		}
		blocks[typeName][name] = block
	}
	for _, r := range resources {
		block := map[string]any{"lifecycle": map[string]any{"create_before_destroy": r.CreateBeforeDestroy}}
		for name, value := range r.Attributes {
			block[name] = value
			if late, ok := value.(engine.Late); ok {
				source := "late_" + r.Name + "_" + name
				add("terraform_data", source, map[string]any{"input": late.Value, "triggers_replace": s.steps})
				block[name] = "${terraform_data." + source + ".output}"
			}
		}
		add(r.Type, r.Name, block)
	}
	config := map[string]any{}
	if len(blocks) > 0 { // An empty one is refused.
		config["resource"] = blocks
	}
	data, err := json.Marshal(config)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.Dir, "resources.tf.json"), data, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *realCLI) plan(resources []engine.Resource, o options) ([]engine.Change, bool) {
	s.t.Helper()
	s.configure(resources)
	args := []string{"plan", "-input=false", "-no-color", "-lock=false", "-out=plan"}
	if o.destroy {
		args = append(args, "-destroy")
	}
	if o.noRefresh {
		args = append(args, "-refresh=false")
	}
	if o.refreshOnly {
		args = append(args, "-refresh-only")
	}
	if o.replace != "" {
		args = append(args, "-replace="+o.replace)
	}
	if o.target != "" {
		args = append(args, "-target="+o.target)
	}
	if result := s.Run(args...); result.Code != 0 {
		s.t.Logf("the CLI's plan failed:\n%s", result.Output)
		return nil, false
	}
	return s.changes(), true
}

// changes reads the plan that the CLI wrote.
func (s *realCLI) changes() []engine.Change {
	s.t.Helper()
	var plan struct {
		Changes []struct {
			Address string
			Deposed string
			Change  struct {
				Actions      []string
				Before       engine.Values
				After        engine.Values
				AfterUnknown map[string]any `json:"after_unknown"`
			}
		} `json:"resource_changes"`
	}
	s.decode(s.Run("show", "-no-color", "-json", "plan"), &plan)
	actions := map[string]engine.Action{
		"create": engine.Create, "update": engine.Update, "delete": engine.Delete,
		"delete,create": engine.DeleteThenCreate, "create,delete": engine.CreateThenDelete,
	}
	var changes []engine.Change
	for _, c := range plan.Changes {
		name := strings.Join(c.Change.Actions, ",")
		if name == "no-op" || strings.HasPrefix(c.Address, "terraform_data.") {
			continue
		}
		action, ok := actions[name]
		if !ok {
			s.t.Fatalf("the CLI plans %q for %s", name, c.Address)
		}
		for name, unknown := range c.Change.AfterUnknown {
			if unknown == true {
				c.Change.After[name] = engine.Unknown{}
			}
		}
		changes = append(changes, engine.Change{Address: c.Address, Deposed: c.Deposed != "", Action: action, Before: c.Change.Before, After: c.Change.After})
	}
	return changes
}

func (s *realCLI) apply() bool {
	s.t.Helper()
	result := s.Run("apply", "-input=false", "-no-color", "-lock=false", "plan")
	if result.Code != 0 {
		s.t.Logf("the CLI's apply failed:\n%s", result.Output)
	}
	return result.Code == 0
}

func (s *realCLI) taint(address string)  { s.must("taint", "-lock=false", address) }
func (s *realCLI) forget(address string) { s.must("state", "rm", "-lock=false", address) }

func (s *realCLI) take(address, id string) bool {
	s.t.Helper()
	return s.Run("import", "-input=false", "-no-color", "-lock=false", address, id).Code == 0
}

func (s *realCLI) must(args ...string) {
	s.t.Helper()
	if result := s.Run(args...); result.Code != 0 {
		s.t.Fatalf("%s failed:\n%s", args[0], result.Output)
	}
}

func (s *realCLI) objects() []held {
	s.t.Helper()
	var state struct {
		Resources []struct {
			Type, Name string
			Instances  []struct {
				Status     string
				Deposed    string
				Attributes engine.Values
			}
		}
	}
	s.decode(s.Run("state", "pull"), &state)
	var all []held
	for _, r := range state.Resources {
		for _, i := range r.Instances {
			if r.Type != "terraform_data" {
				all = append(all, held{r.Type + "." + r.Name, i.Deposed != "", i.Status == "tainted", i.Attributes})
			}
		}
	}
	return all
}

// decode reads JSON that the CLI printed. Before the first apply there is none.
func (s *realCLI) decode(result acctest.Result, into any) {
	s.t.Helper()
	if result.Output == "" {
		return
	}
	if err := json.Unmarshal([]byte(result.Output), into); err != nil {
		s.t.Fatalf("the CLI printed no JSON: %v\n%s", err, result.Output)
	}
}

// names gives everything that differs from run to run the name of its place in
// the order of first appearance, so that two runs can be compared.
type names map[string]string

func (n names) of(values engine.Values) string {
	if values == nil {
		return "none"
	}
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(values)) {
		fmt.Fprintf(&text, "%s=%v ", name, n.plain(name, values[name]))
	}
	return text.String()
}

// plain keeps what a configuration or the platform's rules decide.
func (n names) plain(name string, value any) any {
	text, ok := value.(string)
	switch {
	case !ok, name == "name", name == "status", name == "url", name == "description", name == "bank_id", name == "callback_url", text == "":
		return fmt.Sprintf("%v", value)
	case strings.HasSuffix(name, "_at"):
		return "(time)"
	}
	if n[text] == "" {
		n[text] = fmt.Sprintf("(%s %d)", name, len(n))
	}
	return n[text]
}
