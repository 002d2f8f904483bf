// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/zclconf/go-cty/cty"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// folder is what a CLI works on in a folder: a configuration and a state.
type folder struct {
	t            testing.TB
	server       func() tfprotov6.ProviderServer
	providerName string
	schemas      *schemas

	config    *configuration
	invalid   error // what is wrong with the provider block
	workspace *engine.Workspace
	outputs   map[string]output // of the state
	importing *importing        // nil for nothing
}

// output is the value of an output.
type output struct {
	value     cty.Value
	sensitive bool
}

// importing is an import block that a step adds.
type importing struct {
	address string
	what    engine.Import
}

func newFolder(tb testing.TB, providerName string, server func() tfprotov6.ProviderServer, declared *schemas) *folder {
	tb.Helper()
	return &folder{
		t: tb, server: server, providerName: providerName, schemas: declared,
		config: &configuration{}, workspace: engine.New(tb, server, nil), outputs: map[string]output{},
	}
}

// another returns a folder with nothing in its state.
func (f *folder) another() *folder {
	f.t.Helper()
	return newFolder(f.t, f.providerName, f.server, f.schemas)
}

// configure replaces the configuration.
func (f *folder) configure(text string, variables config.Variables) {
	f.t.Helper()
	f.config, f.invalid = read(f.t, text, variables, f.providerName), nil
	if f.config.provider == nil {
		f.workspace.Configure(nil)
		return
	}
	for name, attribute := range f.config.provider.Attributes {
		if len(attribute.Expr.Variables()) > 0 {
			f.t.Fatalf("the runner does not support references in a provider block, as in %s; run this scenario on a CLI", name)
		}
	}
	block, said := f.decode(f.config.provider, f.schemas.provider, &hcl.EvalContext{Functions: functions}, "provider."+f.providerName)
	f.invalid = readable(said.Err())
	f.workspace.Configure(block)
}

// planned is a plan with its outputs.
type planned struct {
	*engine.Plan

	outputs map[string]output
}

// plan plans the configuration, or the end of everything.
func (f *folder) plan(destroy bool, options ...engine.PlanOption) (*planned, error) {
	f.t.Helper()
	if f.invalid != nil {
		return nil, f.invalid
	}
	options = append(options, engine.Moved(f.config.moves...))
	if destroy {
		options = append(options, engine.Destroy())
	}
	p, err := f.workspace.Plan(f.t.Context(), f.resources(), options...)
	if err != nil {
		return nil, readable(err)
	}
	if destroy {
		return &planned{Plan: p}, nil
	}
	outputs, err := f.evaluateOutputs(p.Value)
	return &planned{Plan: p, outputs: outputs}, err
}

// apply carries out a plan.
func (f *folder) apply(p *planned) error {
	f.t.Helper()
	if _, err := f.workspace.Apply(f.t.Context(), p.Plan); err != nil {
		return readable(err)
	}
	if p.outputs == nil {
		f.outputs = map[string]output{}
		return nil
	}
	var err error
	f.outputs, err = f.evaluateOutputs(f.workspace.Value)
	return err
}

// refresh reads everything anew. Like the command it makes a whole plan, whose errors
// keep the state as it was.
func (f *folder) refresh() error {
	f.t.Helper()
	p, err := f.plan(false)
	if err != nil {
		return err
	}
	f.workspace.Refresh(p.Plan)
	f.outputs, err = f.evaluateOutputs(f.workspace.Value)
	return err
}

// importID takes an object into the state, as the import command does.
func (f *folder) importID(address, id string) error {
	f.t.Helper()
	if f.invalid != nil {
		return f.invalid
	}
	if !slices.ContainsFunc(f.config.objects, func(o *object) bool { return slices.Contains(o.addresses(), address) }) {
		f.t.Fatalf("%s is imported, and not in the configuration", address)
	}
	_, err := f.workspace.Import(f.t.Context(), address, id)
	return readable(err)
}

// evaluateOutputs evaluates the outputs by what is known.
func (f *folder) evaluateOutputs(known values) (map[string]output, error) {
	f.t.Helper()
	all := map[string]output{}
	for _, name := range slices.Sorted(maps.Keys(f.config.outputs)) {
		body := f.config.outputs[name]
		references := (&reader{t: f.t}).references(body)
		value, said := body.Attributes["value"].Expr.Value(f.scope(known, references, -1))
		if said.HasErrors() {
			return nil, readable(translate(said, "output."+name).Err())
		}
		plain, marks := value.UnmarkDeep()
		sensitive := body.Attributes["sensitive"] != nil
		if len(marks) > 0 && !sensitive {
			return nil, errors.New("Error: Output refers to sensitive values\n\n  on output " + name)
		}
		all[name] = output{value: plain, sensitive: sensitive}
	}
	return all, nil
}

// readable writes the errors of a run as a CLI does; nil for none.
func readable(err error) error {
	var failed *engine.Error
	if !errors.As(err, &failed) {
		return err
	}
	var text []string
	for _, d := range failed.Diagnostics {
		if d.Warning {
			continue
		}
		place := ""
		if d.Address != "" {
			place += "\n\n  with " + d.Address + ","
		}
		if d.Attribute != "" {
			place += "\n  on " + d.Attribute + ":"
		}
		text = append(text, fmt.Sprintf("Error: %s%s\n\n%s", d.Summary, place, d.Detail))
	}
	return errors.New(strings.Join(text, "\n\n"))
}
