// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Ephemeral returns a provider with some ephemeral resources, whose connection is
// the given one. Their types begin with "openbanking".
func Ephemeral(t *testing.T, connection *platform.Connection, resources ...func() ephemeral.EphemeralResource) *Provider {
	t.Helper()
	p := Serve(t, &bare{connection: connection, ephemerals: resources})
	p.Configure(Values{}).None(t)
	return p
}

// Lease is an ephemeral resource that is open.
type Lease struct {
	Result  Values
	RenewAt time.Time // zero for never
	// Private is what the provider keeps for the end of the run.
	Private []byte

	typeName string
}

// Open validates an ephemeral resource's configuration and opens it.
func (p *Provider) Open(typeName string, config Values) (Lease, Diagnostics) {
	p.t.Helper()
	source, ok := p.schemas.EphemeralResourceSchemas[typeName]
	if !ok {
		p.t.Fatalf("there is no ephemeral resource %q", typeName)
	}
	typ := source.ValueType()
	dynamic := p.dynamic(typ, config)
	valid, err := p.server.ValidateEphemeralResourceConfig(p.ctx, &tfprotov6.ValidateEphemeralResourceConfigRequest{TypeName: typeName, Config: dynamic})
	if err != nil {
		p.t.Fatal(err)
	}
	if Diagnostics(valid.Diagnostics).HasError() {
		return Lease{}, valid.Diagnostics
	}
	opened, err := p.server.OpenEphemeralResource(p.ctx, &tfprotov6.OpenEphemeralResourceRequest{TypeName: typeName, Config: dynamic})
	if err != nil {
		p.t.Fatal(err)
	}
	if Diagnostics(opened.Diagnostics).HasError() {
		return Lease{}, opened.Diagnostics
	}
	return Lease{Result: p.plain(p.static(typ, opened.Result)), RenewAt: opened.RenewAt, Private: opened.Private, typeName: typeName}, opened.Diagnostics
}

// Renew gives an open resource more time.
func (p *Provider) Renew(l Lease) (Lease, Diagnostics) {
	p.t.Helper()
	renewed, err := p.server.RenewEphemeralResource(p.ctx, &tfprotov6.RenewEphemeralResourceRequest{TypeName: l.typeName, Private: l.Private})
	if err != nil {
		p.t.Fatal(err)
	}
	l.RenewAt, l.Private = renewed.RenewAt, renewed.Private
	return l, renewed.Diagnostics
}

// Close ends it.
func (p *Provider) Close(l Lease) Diagnostics {
	p.t.Helper()
	closed, err := p.server.CloseEphemeralResource(p.ctx, &tfprotov6.CloseEphemeralResourceRequest{TypeName: l.typeName, Private: l.Private})
	if err != nil {
		p.t.Fatal(err)
	}
	return closed.Diagnostics
}
