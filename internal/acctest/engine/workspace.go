// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// TB is the part of testing.TB that this package uses; *testing.T has it, and so
// have the drivers of property tests.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Resource is a resource of the configuration, or a data source.
type Resource struct {
	Type string // such as "openbanking_api_key"
	Name string // such as "ci", or "ci[0]" where there are several
	// Data makes it a data source. A plan reads it or, where it depends on what the
	// plan changes, the apply.
	Data bool
	// Attributes is the configuration. Attributes that are not in it are null.
	Attributes Values
	// Evaluate, where it is set, takes the place of Attributes: it makes them out of
	// what is known of other objects by then. One that is not known yet is cty's
	// DynamicVal.
	Evaluate func(value func(address string) cty.Value) (Values, Diagnostics)
	// DependsOn lists addresses of the configuration. They stand before this one, which
	// is left alone where one of them fails.
	DependsOn []string
	// Import is what an import block says of it; nil for none.
	Import *Import
	// CreateBeforeDestroy and IgnoreChanges are those of the lifecycle block;
	// the latter names top-level attributes.
	CreateBeforeDestroy bool
	IgnoreChanges       []string
}

// Import says what an import block takes into the state: an id, or an identity.
type Import struct {
	ID       string
	Identity Values
}

// Address returns the resource's address, such as "openbanking_api_key.ci" or
// "data.openbanking_banks.all".
func (r Resource) Address() string {
	if r.Data {
		return "data." + r.Type + "." + r.Name
	}
	return r.Type + "." + r.Name
}

// Workspace is a state and the provider that manages it. It is not for use by
// several goroutines at once.
type Workspace struct {
	t        TB
	server   func() tfprotov6.ProviderServer
	provider Values
	schemas  *schemas
	identity bool
	version  string // that the provider is told
	keeps    bool   // what a failed create leaves in the state
	state    state
	data     map[string]cty.Value // what was read of data sources, by address
	serial   int                  // counts the writes of the state, so that an older plan is noticed
	lastKey  int                  // of the deposed objects
}

// Option changes how a workspace behaves.
type Option func(*Workspace)

// WithoutIdentity makes the workspace know no resource identity, as CLIs from
// before it do (Terraform before 1.12).
func WithoutIdentity() Option { return func(w *Workspace) { w.identity = false } }

// LosesTainted makes the workspace Terraform 1.16, which crashes where a create
// fails with a state: a provider that answers so breaks a rule.
func LosesTainted() Option {
	return func(w *Workspace) { w.version, w.keeps = "1.16.0-rc2", false }
}

// New returns a workspace with an empty state. The function is called for each
// phase of each run, and is to return a new provider, such as
//
//	func() tfprotov6.ProviderServer { return plugin.Server("test") }
//
// The values are the provider block. What such a provider holds is not given
// back at the end of a phase, since no process ends: a test of many steps has the
// platform close each connection when it is done with.
func New(t TB, server func() tfprotov6.ProviderServer, provider Values, options ...Option) *Workspace {
	t.Helper()
	w := &Workspace{t: t, server: server, provider: provider, identity: true, version: oldestCLI, keeps: true, state: state{}}
	for _, option := range options {
		option(w)
	}
	ctx := context.Background()
	one := server()
	schemas, err := one.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatalf("the provider's schema: %v", err)
	}
	identities, err := one.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatalf("the provider's identity schemas: %v", err)
	}
	var said report
	said.said(slices.Concat(schemas.Diagnostics, identities.Diagnostics))
	if err := said.all.Err(); err != nil {
		t.Fatalf("the provider's schema: %v", err)
	}
	if w.schemas, err = newSchemas(schemas, identities); err != nil {
		t.Fatalf("the provider's schema: %v", err)
	}
	return w
}

// Configure replaces the provider block for the runs that follow.
func (w *Workspace) Configure(provider Values) { w.provider = provider }

// Addresses lists what is in the state, sorted.
func (w *Workspace) Addresses() []string { return w.state.addresses() }

// Object returns the current object at an address; nil where there is none.
func (w *Workspace) Object(address string) *Object { return w.state.get(address, "").public() }

// Deposed returns the objects at an address that wait to be destroyed because
// another one has taken their place, the oldest first.
func (w *Workspace) Deposed(address string) []*Object {
	i := w.state[address]
	var all []*Object
	for _, key := range i.deposedKeys() {
		all = append(all, i.deposed[key].public())
	}
	return all
}

// Taint marks the current object to be replaced, as `taint` does.
func (w *Workspace) Taint(address string) { w.setTaint(address, true) }

// Untaint takes the mark off, as `untaint` does.
func (w *Workspace) Untaint(address string) { w.setTaint(address, false) }

func (w *Workspace) setTaint(address string, tainted bool) {
	w.t.Helper()
	current := w.state.get(address, "")
	if current == nil {
		w.t.Fatalf("%s is not in the state", address)
		return
	}
	marked := *current
	marked.tainted = tainted
	next := w.state.clone()
	next.put(address, "", &marked)
	w.save(next)
}

// Forget removes an address with all its objects from the state, as `state rm`
// does. The provider is not asked.
func (w *Workspace) Forget(address string) {
	next := w.state.clone()
	delete(next, address)
	w.save(next)
}

// Snapshot is a copy of a state.
type Snapshot struct{ state state }

// Snapshot copies the state.
func (w *Workspace) Snapshot() Snapshot { return Snapshot{w.state.clone()} }

// Restore goes back to an earlier state, as after a run that was killed before
// it could write, or from a backup.
func (w *Workspace) Restore(s Snapshot) { w.save(s.state.clone()) }

func (w *Workspace) save(next state) {
	w.state = next
	w.serial++
}

func (w *Workspace) schema(typeName string) *resourceSchema {
	w.t.Helper()
	schema := w.schemas.resources[typeName]
	if schema == nil {
		w.t.Fatalf("the provider has no resource type %q", typeName)
	}
	return schema
}
