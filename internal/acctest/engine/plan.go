// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"context"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// Plan is what an apply would do, and the state as the refresh found it.
type Plan struct {
	// Changes has one for each object: those of the configuration in its order,
	// then what it no longer has, then deposed objects, each by address.
	Changes     []Change
	Diagnostics Diagnostics

	resources []Resource
	changes   []*change
	refreshed state
	values    map[string]cty.Value
	data      map[string]cty.Value
	serial    int
	owner     *Workspace
}

// Change is what a plan does with one object.
type Change struct {
	Address string
	Deposed bool
	Action  Action
	Before  Values // nil for none
	After   Values // nil for none; Unknown for what only the apply decides
	// Replaces lists the attributes that force a replacement.
	Replaces []string
	// Import is what an import block took into the state first, and Identity that of
	// After then; nil for nothing.
	Import   *Import
	Identity Values
}

// Empty reports whether the plan changes nothing; what the refresh found does
// not count, as it does not for -detailed-exitcode.
func (p *Plan) Empty() bool {
	return !slices.ContainsFunc(p.Changes, func(c Change) bool { return c.Action != NoOp })
}

// Change returns what is planned for the current object at an address; nil where
// nothing is, as for what is neither in the configuration nor in the state.
func (p *Plan) Change(address string) *Change {
	for i, c := range p.Changes {
		if c.Address == address && !c.Deposed {
			return &p.Changes[i]
		}
	}
	return nil
}

// Action returns the action for the current object at an address; NoOp where
// nothing is planned.
func (p *Plan) Action(address string) Action {
	if c := p.Change(address); c != nil {
		return c.Action
	}
	return NoOp
}

// Refreshed returns the current object at an address as the refresh found it;
// nil where there is none.
func (p *Plan) Refreshed(address string) *Object { return p.refreshed.get(address, "").public() }

// PlanOption is an option of the plan command.
type PlanOption func(*planOptions)

type planOptions struct {
	destroy, noRefresh, refreshOnly bool
	targets, replace                []string
	moves                           []Move
}

// Move is a moved block: it gives an object of the state another address.
type Move struct{ From, To string }

// Moved takes moved blocks into account.
func Moved(moves ...Move) PlanOption {
	return func(o *planOptions) { o.moves = append(o.moves, moves...) }
}

// Destroy plans to destroy everything, as -destroy does. The configuration is
// planned all the same, for its errors, as a CLI does.
func Destroy() PlanOption { return func(o *planOptions) { o.destroy = true } }

// NoRefresh plans by the state alone, as -refresh=false does.
func NoRefresh() PlanOption { return func(o *planOptions) { o.noRefresh = true } }

// RefreshOnly plans no change, as -refresh-only does; the apply saves what the
// refresh found.
func RefreshOnly() PlanOption { return func(o *planOptions) { o.refreshOnly = true } }

// Target plans for these addresses only, as -target does.
func Target(addresses ...string) PlanOption {
	return func(o *planOptions) { o.targets = append(o.targets, addresses...) }
}

// Replace plans to replace these addresses, as -replace does.
func Replace(addresses ...string) PlanOption {
	return func(o *planOptions) { o.replace = append(o.replace, addresses...) }
}

func (o planOptions) targeted(address string) bool {
	return len(o.targets) == 0 || slices.Contains(o.targets, address)
}

// Plan plans what turns the state into the configuration. It changes no state:
// what the refresh found is saved by [Workspace.Apply]. An error is an [Error];
// the plan beside it holds what could be planned, and cannot be applied.
func (w *Workspace) Plan(ctx context.Context, resources []Resource, options ...PlanOption) (*Plan, error) {
	w.t.Helper()
	var o planOptions
	for _, option := range options {
		option(&o)
	}
	p := &Plan{resources: slices.Clone(resources), serial: w.serial, owner: w, refreshed: w.state.moved(o.moves)}
	p.phases(ctx, o)
	for _, ch := range p.changes {
		p.Changes = append(p.Changes, ch.public())
	}
	return p, p.Diagnostics.Err()
}

// phases runs what a plan consists of, each on a provider of its own.
func (p *Plan) phases(ctx context.Context, o planOptions) {
	p.owner.t.Helper()
	validation := p.owner.start(ctx, p.refreshed)
	validation.validate(p.resources)
	if !p.finish(validation) {
		return
	}
	if o.destroy && !o.noRefresh && len(p.refreshed) > 0 {
		refresh := p.owner.start(ctx, p.refreshed)
		refresh.planAll(p.resources, o)
		refreshed := refresh.state
		if refresh.report.hasError() {
			p.finish(refresh)
			return
		}
		refresh.close()
		p.refreshed = refreshed
	}
	last := p.owner.start(ctx, p.refreshed)
	if o.destroy {
		p.changes = last.planDestruction(o)
	} else {
		p.changes = last.planAll(p.resources, o)
	}
	p.refreshed, p.values, p.data = last.state, last.values, last.data
	p.finish(last)
}

// finish ends a phase and takes over what was said in it.
func (p *Plan) finish(r *run) bool {
	r.close()
	all := report{all: p.Diagnostics}
	all.merge(r.report.all)
	p.Diagnostics = all.all
	return !r.report.hasError()
}

// validate checks all configuration on a provider that is not configured.
func (r *run) validate(resources []Resource) {
	r.t.Helper()
	r.validateProvider()
	for i := range resources {
		c := r.about(&resources[i])
		if config, ok := r.config(c, &resources[i], planning); ok {
			c.validateAny(config, resources[i].Data)
		}
		r.done(c)
	}
}

func (ch *change) public() Change {
	public := Change{
		Address: ch.address, Deposed: ch.deposed != "", Action: ch.action,
		Before: decodeObject(ch.before), After: decodeObject(ch.after),
		Import: ch.imported,
	}
	if ch.imported != nil {
		public.Identity = decodeObject(ch.afterIdentity)
	}
	for _, path := range ch.replaces {
		public.Replaces = append(public.Replaces, pathName(path))
	}
	return public
}

// ignoring takes the prior state's values for attributes whose changes the
// configuration ignores.
func (r *Resource) ignoring(prior, config cty.Value) cty.Value {
	if isNull(prior) || len(r.IgnoreChanges) == 0 {
		return config
	}
	attributes := config.AsValueMap()
	for _, name := range r.IgnoreChanges {
		attributes[name] = prior.GetAttr(name)
	}
	return cty.ObjectVal(attributes)
}
