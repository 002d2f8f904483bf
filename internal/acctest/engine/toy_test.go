// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// toy is a platform that a test controls, and a workspace of the provider for
// it. The provider is built on the framework, so what it gets and gives is what
// any provider of today does.
type toy struct {
	*engine.Workspace

	t *testing.T

	mu     sync.Mutex
	things map[string]bool // by id, those that exist
	last   int
	log    []string // what was done on the platform
	calls  []string // what the provider was asked, by server: "2 ReadResource"
	known  []string // the calls that had an identity with them: "ReadResource"
	server int

	// What a test does to one call; nil is nothing.
	create func(context.Context, *resource.CreateResponse) outcome
	update func(context.Context, *resource.UpdateResponse) outcome
	remove func() outcome
	rename string // what a read finds as the name
	plan   func(context.Context, resource.ModifyPlanRequest, *resource.ModifyPlanResponse)

	version int64 // of the schema

	// tamper changes an answer on its way from the server; nil leaves all alone.
	tamper func(answer any)
	silent bool // an apply gets no answer
}

// outcome is how a call ends that a test interferes with.
type outcome int

const (
	well      outcome = iota
	failEarly         // with an error, and nothing done
	failLate          // with an error, after it was done
)

func newToy(t *testing.T, options ...engine.Option) *toy {
	t.Helper()
	p := &toy{t: t, things: map[string]bool{}}
	p.Workspace = engine.New(t, p.serve, engine.Values{"greeting": "hello"}, options...)
	p.calls, p.server = nil, 0
	return p
}

// serve returns a provider that notes what it is asked.
func (p *toy) serve() tfprotov6.ProviderServer {
	p.server++
	return &noted{ProviderServer: providerserver.NewProtocol6(&toyProvider{platform: p})(), p: p, number: p.server}
}

func (p *toy) note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log = append(p.log, fmt.Sprintf(format, args...))
}

// took returns what was done on the platform since the last time.
func (p *toy) took() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer func() { p.log = nil }()
	return p.log
}

// run plans and applies; both have to go well.
func (p *toy) run(resources []engine.Resource, options ...engine.PlanOption) *engine.Plan {
	p.t.Helper()
	plan := p.planned(resources, options...)
	if _, err := p.Apply(p.t.Context(), plan); err != nil {
		p.t.Fatalf("the apply failed: %v", err)
	}
	return plan
}

func (p *toy) planned(resources []engine.Resource, options ...engine.PlanOption) *engine.Plan {
	p.t.Helper()
	plan, err := p.Plan(p.t.Context(), resources, options...)
	if err != nil {
		p.t.Fatalf("the plan failed: %v", err)
	}
	return plan
}

// fails plans well and applies with an error.
func (p *toy) fails(resources []engine.Resource, options ...engine.PlanOption) {
	p.t.Helper()
	if err := p.failure(resources, options...); err == nil {
		p.t.Fatal("the apply went well")
	}
}

// failure is fails for a test that looks at the error.
func (p *toy) failure(resources []engine.Resource, options ...engine.PlanOption) error {
	p.t.Helper()
	_, err := p.Apply(p.t.Context(), p.planned(resources, options...))
	return err
}

// value returns an attribute of the current object.
func (p *toy) value(name string) any {
	p.t.Helper()
	o := p.Object(thing)
	if o == nil {
		p.t.Fatalf("%s is not in the state", thing)
		return nil
	}
	return o.Attributes[name]
}

const thing = "toy_thing.a"

// things is a configuration of one thing.
func things(attributes engine.Values) []engine.Resource {
	return []engine.Resource{{Type: "toy_thing", Name: "a", Attributes: attributes}}
}

// createFirst sets create_before_destroy.
func createFirst(resources []engine.Resource) []engine.Resource {
	all := slices.Clone(resources)
	for i := range all {
		all[i].CreateBeforeDestroy = true
	}
	return all
}

// noted is a server that notes the calls it gets.
type noted struct {
	tfprotov6.ProviderServer

	p      *toy
	number int
}

func (n *noted) called(method string, identity ...*tfprotov6.ResourceIdentityData) {
	n.p.mu.Lock()
	defer n.p.mu.Unlock()
	if len(identity) > 0 && identity[0] != nil {
		n.p.known = append(n.p.known, method)
	}
	n.p.calls = append(n.p.calls, fmt.Sprintf("%d %s", n.number, method))
}

func (n *noted) ValidateProviderConfig(ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	n.called("ValidateProviderConfig")
	return n.ProviderServer.ValidateProviderConfig(ctx, req)
}

func (n *noted) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	n.called("ConfigureProvider")
	return n.ProviderServer.ConfigureProvider(ctx, req)
}

func (n *noted) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	n.called("ValidateResourceConfig")
	return n.ProviderServer.ValidateResourceConfig(ctx, req)
}

func (n *noted) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	n.called("UpgradeResourceState")
	return tampered(n, n.ProviderServer.UpgradeResourceState)(ctx, req)
}

func (n *noted) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	n.called("ReadResource", req.CurrentIdentity)
	return tampered(n, n.ProviderServer.ReadResource)(ctx, req)
}

func (n *noted) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	n.called("PlanResourceChange", req.PriorIdentity)
	return tampered(n, n.ProviderServer.PlanResourceChange)(ctx, req)
}

func (n *noted) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	n.called("ApplyResourceChange", req.PlannedIdentity)
	if n.p.silent {
		return nil, errors.New("no answer")
	}
	return tampered(n, n.ProviderServer.ApplyResourceChange)(ctx, req)
}

func (n *noted) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	n.called("ImportResourceState")
	return tampered(n, n.ProviderServer.ImportResourceState)(ctx, req)
}

func (n *noted) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	n.called("StopProvider")
	return n.ProviderServer.StopProvider(ctx, req)
}

// tampered lets the test change what a call answers.
func tampered[Q, R any](n *noted, call func(context.Context, Q) (R, error)) func(context.Context, Q) (R, error) {
	return func(ctx context.Context, req Q) (R, error) {
		resp, err := call(ctx, req)
		if n.p.tamper != nil && err == nil {
			n.p.tamper(resp)
		}
		return resp, err
	}
}

type toyProvider struct{ platform *toy }

func (p *toyProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "toy"
}

func (p *toyProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"greeting": schema.StringAttribute{Required: true},
	}}
}

func (p *toyProvider) Configure(_ context.Context, _ provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	resp.ResourceData = p.platform
}

func (p *toyProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &toyThing{version: p.platform.version} }}
}

func (p *toyProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }
