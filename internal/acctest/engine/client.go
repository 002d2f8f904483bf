// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"
)

// client calls one server, and translates between its values and cty's. What
// the server says goes into the report of the resource that is handled.
type client struct {
	*report

	ctx      context.Context //nolint:containedctx // That of the calls, which a cancelled run does not cancel.
	server   tfprotov6.ProviderServer
	typeName string
	schema   *resourceSchema
	identity bool // whether identities are sent and kept
}

// answer is what a server answers about an object. The value is NilVal where
// the answer has none.
type answer struct {
	value    cty.Value
	identity cty.Value
	private  []byte
	replaces []cty.Path
}

func (c *client) validate(config cty.Value) {
	resp, err := c.server.ValidateResourceConfig(c.ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: c.typeName, Config: c.pack(config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if c.answered("ValidateResourceConfig", err) {
		c.said(resp.Diagnostics)
	}
}

func (c *client) read(o object) answer {
	resp, err := c.server.ReadResource(c.ctx, &tfprotov6.ReadResourceRequest{
		TypeName: c.typeName, CurrentState: c.pack(o.value), Private: o.private,
		CurrentIdentity: c.packIdentity(o.identity), ClientCapabilities: &tfprotov6.ReadResourceClientCapabilities{},
	})
	if !c.answered("ReadResource", err) {
		return answer{}
	}
	c.said(resp.Diagnostics)
	c.refuseDeferral(resp.Deferred)
	return answer{value: c.unpack(resp.NewState), identity: c.unpackIdentity(resp.NewIdentity), private: resp.Private}
}

// planRequest is what a plan is asked for.
type planRequest struct {
	prior, config, proposed cty.Value
	priorIdentity           cty.Value
	priorPrivate            []byte
}

func (c *client) plan(r planRequest) answer {
	resp, err := c.server.PlanResourceChange(c.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: c.typeName, PriorState: c.pack(r.prior), Config: c.pack(r.config), ProposedNewState: c.pack(r.proposed),
		PriorPrivate: r.priorPrivate, PriorIdentity: c.packIdentity(r.priorIdentity),
		ClientCapabilities: &tfprotov6.PlanResourceChangeClientCapabilities{},
	})
	if !c.answered("PlanResourceChange", err) {
		return answer{}
	}
	c.said(resp.Diagnostics)
	c.refuseDeferral(resp.Deferred)
	a := answer{value: c.unpack(resp.PlannedState), identity: c.unpackIdentity(resp.PlannedIdentity), private: resp.PlannedPrivate}
	for _, path := range resp.RequiresReplace {
		a.replaces = append(a.replaces, ctyPath(path))
	}
	return a
}

func (c *client) apply(ch *change, config cty.Value) answer {
	resp, err := c.server.ApplyResourceChange(c.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: c.typeName, PriorState: c.pack(ch.before), PlannedState: c.pack(ch.after), Config: c.pack(config),
		PlannedPrivate: ch.private, PlannedIdentity: c.packIdentity(ch.afterIdentity),
	})
	if !c.answered("ApplyResourceChange", err) {
		return answer{}
	}
	c.said(resp.Diagnostics)
	return answer{value: c.unpack(resp.NewState), identity: c.unpackIdentity(resp.NewIdentity), private: resp.Private}
}

// upgrade turns a stored object into one of the current schema, which the
// provider does even where the version is the same; not so for its identity.
func (c *client) upgrade(s *stored) answer {
	resp, err := c.server.UpgradeResourceState(c.ctx, &tfprotov6.UpgradeResourceStateRequest{
		TypeName: c.typeName, Version: s.version, RawState: &tfprotov6.RawState{JSON: s.attributes},
	})
	if !c.answered("UpgradeResourceState", err) {
		return answer{}
	}
	c.said(resp.Diagnostics)
	a := answer{value: c.unpack(resp.UpgradedState), private: s.private}
	switch {
	case s.identity == nil || !c.identity || c.hasError():
		return a
	case s.identityVersion == c.schema.identityVersion:
		if a.identity, err = ctyjson.Unmarshal(s.identity, c.schema.identity); err != nil {
			panic(fmt.Sprintf("an identity of the schema's own type cannot be decoded: %v", err))
		}
		return a
	}
	upgraded, err := c.server.UpgradeResourceIdentity(c.ctx, &tfprotov6.UpgradeResourceIdentityRequest{
		TypeName: c.typeName, Version: s.identityVersion, RawIdentity: &tfprotov6.RawState{JSON: s.identity},
	})
	if c.answered("UpgradeResourceIdentity", err) {
		c.said(upgraded.Diagnostics)
		a.identity = c.unpackIdentity(upgraded.UpgradedIdentity)
	}
	return a
}

func (c *client) importState(id string, identity cty.Value) []answer {
	resp, err := c.server.ImportResourceState(c.ctx, &tfprotov6.ImportResourceStateRequest{
		TypeName: c.typeName, ID: id, Identity: c.packIdentity(identity),
		ClientCapabilities: &tfprotov6.ImportResourceStateClientCapabilities{},
	})
	if !c.answered("ImportResourceState", err) {
		return nil
	}
	c.said(resp.Diagnostics)
	c.refuseDeferral(resp.Deferred)
	all := make([]answer, 0, len(resp.ImportedResources))
	for _, r := range resp.ImportedResources {
		if r.TypeName != c.typeName {
			c.bug("Import returned another type", "got %q", r.TypeName)
			continue
		}
		all = append(all, answer{value: c.unpack(r.State), identity: c.unpackIdentity(r.Identity), private: r.Private})
	}
	return all
}

// killed reports whether the CLI was killed, which hears no answer then.
func (c *client) killed() bool { return c.ctx.Err() != nil }

// answered reports whether a call got through.
func (c *client) answered(method string, err error) bool {
	switch {
	case c.killed():
		c.failed("The run was killed", "nobody heard the answer to %s", method)
		return false
	case err != nil:
		c.bug("The provider did not answer", "%s: %v", method, err)
	}
	return err == nil
}

func (c *client) refuseDeferral(deferred any) {
	if d, ok := deferred.(*tfprotov6.Deferred); ok && d != nil {
		c.bug("Provider deferred changes when it was not allowed to", "reason: %s", d.Reason)
	}
}

func (c *client) pack(value cty.Value) *tfprotov6.DynamicValue {
	if value == cty.NilVal {
		value = cty.NullVal(c.schema.typ)
	}
	return packAs(value, c.schema.typ)
}

func packAs(value cty.Value, typ cty.Type) *tfprotov6.DynamicValue {
	packed, err := msgpack.Marshal(value, typ)
	if err != nil {
		panic(fmt.Sprintf("a value of the schema's own type cannot be encoded: %v", err))
	}
	return &tfprotov6.DynamicValue{MsgPack: packed}
}

func (c *client) unpack(value *tfprotov6.DynamicValue) cty.Value {
	return c.unpackAs(value, c.schema.typ)
}

// unpackAs decodes an answer; NilVal where there is none, or where it does not
// conform to the schema, which is reported.
func (c *client) unpackAs(value *tfprotov6.DynamicValue, typ cty.Type) cty.Value {
	if value == nil || (len(value.MsgPack) == 0 && len(value.JSON) == 0) {
		return cty.NilVal
	}
	if len(value.MsgPack) == 0 {
		c.bug("Provider produced invalid object", "it answered in JSON, where a CLI reads MessagePack")
		return cty.NilVal
	}
	unpacked, err := msgpack.Unmarshal(value.MsgPack, typ)
	if err != nil {
		c.bug("Provider produced invalid object", "it does not conform to the schema: %v", err)
		return cty.NilVal
	}
	return unpacked
}

func (c *client) packIdentity(identity cty.Value) *tfprotov6.ResourceIdentityData {
	if !c.identity || isNull(identity) || c.schema.identity == cty.NilType {
		return nil
	}
	return &tfprotov6.ResourceIdentityData{IdentityData: packAs(identity, c.schema.identity)}
}

func (c *client) unpackIdentity(identity *tfprotov6.ResourceIdentityData) cty.Value {
	switch {
	case !c.identity || identity == nil || identity.IdentityData == nil:
		return cty.NilVal
	case c.schema.identity == cty.NilType:
		c.bug("Provider produced invalid identity", "the type has no identity")
		return cty.NilVal
	}
	return c.unpackAs(identity.IdentityData, c.schema.identity)
}

// checkIdentity refuses an identity of which a part is unknown.
func (c *client) checkIdentity(identity cty.Value) {
	if !isNull(identity) && !identity.IsWhollyKnown() {
		c.bug("Provider produced invalid identity", "a part of it is unknown")
	}
}
