// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Actions returns a provider with some actions, whose connection is the given one.
// Their types begin with "openbanking".
func Actions(t *testing.T, connection *platform.Connection, actions ...func() action.Action) *Provider {
	t.Helper()
	p := Serve(t, &bare{connection: connection, actions: actions})
	p.Configure(Values{}).None(t)
	return p
}

// PlanAction validates an action's configuration and plans its invocation.
func (p *Provider) PlanAction(typeName string, config Values) Diagnostics {
	p.t.Helper()
	server, dynamic, diags := p.action(typeName, config)
	if diags.HasError() {
		return diags
	}
	planned, err := server.PlanAction(p.ctx, &tfprotov6.PlanActionRequest{
		ActionType: typeName, Config: dynamic, ClientCapabilities: &tfprotov6.PlanActionClientCapabilities{},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return append(diags, planned.Diagnostics...)
}

// Invoke validates an action's configuration and invokes it, without a plan. It
// returns what was reported meanwhile.
func (p *Provider) Invoke(typeName string, config Values) (progress []string, diags Diagnostics) {
	p.t.Helper()
	server, dynamic, diags := p.action(typeName, config)
	if diags.HasError() {
		return nil, diags
	}
	stream, err := server.InvokeAction(p.ctx, &tfprotov6.InvokeActionRequest{
		ActionType: typeName, Config: dynamic, ClientCapabilities: &tfprotov6.InvokeActionClientCapabilities{},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	completed := false
	for event := range stream.Events {
		switch kind := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			if completed {
				p.t.Errorf("progress after the end: %s", kind.Message)
			}
			progress = append(progress, kind.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			completed = true
			diags = append(diags, kind.Diagnostics...)
		default:
			p.t.Errorf("unexpected event %T", kind)
		}
	}
	if !completed {
		p.t.Error("the action never said that it is done")
	}
	return progress, diags
}

// action validates a configuration.
func (p *Provider) action(typeName string, config Values) (tfprotov6.ActionServer, *tfprotov6.DynamicValue, Diagnostics) {
	p.t.Helper()
	schema, ok := p.schemas.ActionSchemas[typeName]
	if !ok {
		p.t.Fatalf("there is no action %q", typeName)
	}
	server, ok := p.server.(tfprotov6.ActionServer)
	if !ok {
		p.t.Fatalf("%T has no actions", p.server)
	}
	dynamic := p.dynamic(schema.Schema.ValueType(), config)
	valid, err := server.ValidateActionConfig(p.ctx, &tfprotov6.ValidateActionConfigRequest{ActionType: typeName, Config: dynamic})
	if err != nil {
		p.t.Fatal(err)
	}
	return server, dynamic, valid.Diagnostics
}
