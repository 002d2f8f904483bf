// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Object is a resource instance in the state. Attributes is nil where there is
// none, such as before it is created and after it is gone.
type Object struct {
	Attributes Values
	Identity   Values
	private    []byte
}

// Plan is what an apply would do.
type Plan struct {
	Attributes  Values
	Replaces    []string // top-level attributes that force a replacement
	Diagnostics Diagnostics

	config, planned tftypes.Value
	prior           Object
	private         []byte
	identity        *tfprotov6.ResourceIdentityData
}

// Changes lists the top-level attributes that differ from the state, sorted;
// none for an empty plan.
func (p Plan) Changes() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(p.Attributes)) {
		if !same(p.Attributes[name], p.prior.Attributes[name]) {
			names = append(names, name)
		}
	}
	return names
}

// Resource is one resource type of a provider.
type Resource struct {
	p        *Provider
	typeName string
	schema   *tfprotov6.Schema
	typ      tftypes.Type
}

// Resource returns a resource type of the provider.
func (p *Provider) Resource(typeName string) Resource {
	p.t.Helper()
	schema, ok := p.schemas.ResourceSchemas[typeName]
	if !ok {
		p.t.Fatalf("there is no resource %q", typeName)
	}
	return Resource{p, typeName, schema, schema.ValueType()}
}

// Validate checks a configuration.
func (r Resource) Validate(config Values) Diagnostics {
	r.p.t.Helper()
	valid, err := r.p.server.ValidateResourceConfig(r.p.ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: r.typeName, Config: r.p.dynamic(r.typ, config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		r.p.t.Fatal(err)
	}
	return valid.Diagnostics
}

// Plan plans what turns the state into the configuration; a nil configuration
// destroys. As a CLI does, it proposes the configuration, and the state or
// "unknown" for what only the platform decides.
func (r Resource) Plan(prior Object, config Values) Plan {
	r.p.t.Helper()
	before := encode(r.p.t, r.typ, anything(prior.Attributes))
	wanted := encode(r.p.t, r.typ, anything(config))
	planned, err := r.p.server.PlanResourceChange(r.p.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: r.typeName, PriorState: r.p.pack(before), Config: r.p.pack(wanted),
		ProposedNewState: r.p.pack(r.propose(prior.Attributes, config)),
		PriorPrivate:     prior.private, PriorIdentity: r.packIdentity(prior.Identity),
	})
	if err != nil {
		r.p.t.Fatal(err)
	}
	plan := Plan{
		Diagnostics: planned.Diagnostics, config: wanted, prior: prior,
		private: planned.PlannedPrivate, identity: planned.PlannedIdentity,
	}
	plan.planned = r.p.static(r.typ, planned.PlannedState)
	plan.Attributes = r.p.plain(plan.planned)
	for _, path := range planned.RequiresReplace {
		if name, ok := path.Steps()[0].(tftypes.AttributeName); ok {
			plan.Replaces = append(plan.Replaces, string(name))
		}
	}
	return plan
}

// propose merges state and configuration as a CLI does for a plan.
func (r Resource) propose(prior, config Values) tftypes.Value {
	r.p.t.Helper()
	if config == nil {
		return tftypes.NewValue(r.typ, nil)
	}
	proposed := maps.Clone(config)
	for _, a := range r.schema.Block.Attributes {
		switch {
		case a.WriteOnly:
			delete(proposed, a.Name)
		case !a.Computed || config[a.Name] != nil:
		case prior == nil:
			proposed[a.Name] = Unknown{}
		default:
			proposed[a.Name] = prior[a.Name]
		}
	}
	return encode(r.p.t, r.typ, proposed)
}

// Apply carries a plan out and returns the new state, which is also there
// beside an error.
func (r Resource) Apply(plan Plan) (Object, Diagnostics) {
	r.p.t.Helper()
	applied, err := r.p.server.ApplyResourceChange(r.p.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: r.typeName, PriorState: r.p.pack(encode(r.p.t, r.typ, anything(plan.prior.Attributes))),
		PlannedState: r.p.pack(plan.planned), Config: r.p.pack(plan.config),
		PlannedPrivate: plan.private, PlannedIdentity: plan.identity,
	})
	if err != nil {
		r.p.t.Fatal(err)
	}
	after := r.object(applied.NewState, applied.Private, applied.NewIdentity)
	if !Diagnostics(applied.Diagnostics).HasError() {
		r.checkConsistent(plan, after)
	}
	return after, applied.Diagnostics
}

// checkConsistent holds an apply to its plan.
func (r Resource) checkConsistent(plan Plan, after Object) {
	r.p.t.Helper()
	for name, planned := range plan.Attributes {
		if got := after.Attributes[name]; !fits(planned, got) {
			r.p.t.Errorf("%s was planned as %v and is %v after the apply", name, planned, got)
		}
	}
}

// Create plans and applies a new object.
func (r Resource) Create(config Values) (Object, Diagnostics) {
	r.p.t.Helper()
	plan := r.Plan(Object{}, config)
	if plan.Diagnostics.HasError() {
		return Object{}, plan.Diagnostics
	}
	return r.Apply(plan)
}

// Read refreshes an object.
func (r Resource) Read(current Object) (Object, Diagnostics) {
	r.p.t.Helper()
	read, err := r.p.server.ReadResource(r.p.ctx, &tfprotov6.ReadResourceRequest{
		TypeName: r.typeName, CurrentState: r.p.dynamic(r.typ, current.Attributes),
		Private: current.private, CurrentIdentity: r.packIdentity(current.Identity),
	})
	if err != nil {
		r.p.t.Fatal(err)
	}
	return r.object(read.NewState, read.Private, read.NewIdentity), read.Diagnostics
}

// Import imports an object by its id, or by its identity where that is not nil.
func (r Resource) Import(id string, identity Values) (Object, Diagnostics) {
	r.p.t.Helper()
	imported, err := r.p.server.ImportResourceState(r.p.ctx, &tfprotov6.ImportResourceStateRequest{
		TypeName: r.typeName, ID: id, Identity: r.packIdentity(identity),
	})
	if err != nil {
		r.p.t.Fatal(err)
	}
	if len(imported.ImportedResources) == 0 {
		return Object{}, imported.Diagnostics
	}
	one := imported.ImportedResources[0]
	return r.object(one.State, one.Private, one.Identity), imported.Diagnostics
}

func (r Resource) object(state *tfprotov6.DynamicValue, private []byte, identity *tfprotov6.ResourceIdentityData) Object {
	r.p.t.Helper()
	o := Object{Attributes: r.p.plain(r.p.static(r.typ, state)), private: private}
	if identity != nil {
		o.Identity = r.p.plain(r.p.static(r.p.identities[r.typeName].ValueType(), identity.IdentityData))
	}
	return o
}

func (r Resource) packIdentity(values Values) *tfprotov6.ResourceIdentityData {
	r.p.t.Helper()
	if values == nil {
		return nil
	}
	return &tfprotov6.ResourceIdentityData{IdentityData: r.p.dynamic(r.p.identities[r.typeName].ValueType(), values)}
}

// anything keeps a nil map a null object.
func anything(values Values) any {
	if values == nil {
		return nil
	}
	return values
}
