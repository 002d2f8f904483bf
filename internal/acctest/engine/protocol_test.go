// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// A framework keeps providers from most of what breaks the protocol itself; a
// CLI, and so this package, checks it all the same.

// thingType is the type of a thing.
func thingType(t *testing.T) tftypes.Type {
	t.Helper()
	got, err := providerserver.NewProtocol6(&toyProvider{platform: &toy{}})().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return got.ResourceSchemas["toy_thing"].ValueType()
}

// with returns an object with another value in one attribute.
func with(t *testing.T, typ tftypes.Type, object *tfprotov6.DynamicValue, name string, changed any) *tfprotov6.DynamicValue {
	t.Helper()
	value, err := object.Unmarshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	if value.IsNull() {
		return object
	}
	attributes := map[string]tftypes.Value{}
	if err := value.As(&attributes); err != nil {
		t.Fatal(err)
	}
	attributes[name] = tftypes.NewValue(attributes[name].Type(), changed)
	packed, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, attributes))
	if err != nil {
		t.Fatal(err)
	}
	return &packed
}

func TestProtocol_brokenAnswers(t *testing.T) {
	t.Parallel()
	typ := thingType(t)
	for name, test := range map[string]struct {
		tamper func(t *testing.T, answer any)
		act    func(*toy) error
		want   string
		check  func(t *testing.T, p *toy)
	}{
		"unknown after apply": {
			tamper: func(t *testing.T, answer any) {
				t.Helper()
				if a, ok := answer.(*tfprotov6.ApplyResourceChangeResponse); ok {
					a.NewState = with(t, typ, a.NewState, "size", tftypes.UnknownValue)
				}
			},
			act:  func(p *toy) error { return p.failure(things(engine.Values{"name": "y"})) },
			want: "Provider returned invalid result object after apply: size is still unknown",
			check: func(t *testing.T, p *toy) {
				t.Helper()
				equal(t, "size in the state", p.value("size"), nil)
				equal(t, "name in the state", p.value("name"), any("y"))
			},
		},
		"a write-only value after apply": {
			tamper: func(t *testing.T, answer any) {
				t.Helper()
				if a, ok := answer.(*tfprotov6.ApplyResourceChangeResponse); ok {
					a.NewState = with(t, typ, a.NewState, "password_wo", "pssst")
				}
			},
			act:   func(p *toy) error { return p.failure(things(engine.Values{"name": "y"})) },
			want:  "the write-only attribute password_wo has a value",
			check: func(t *testing.T, p *toy) { t.Helper(); equal(t, "name in the state", p.value("name"), any("x")) },
		},
		"no object after apply": {
			tamper: func(_ *testing.T, answer any) {
				if a, ok := answer.(*tfprotov6.ApplyResourceChangeResponse); ok {
					a.NewState = nil
				}
			},
			act:   func(p *toy) error { return p.failure(things(engine.Values{"name": "y"})) },
			want:  "the answer after apply has no object",
			check: func(t *testing.T, p *toy) { t.Helper(); equal(t, "name in the state", p.value("name"), any("x")) },
		},
		"an object after a destruction": {
			tamper: func(t *testing.T, answer any) {
				t.Helper()
				if a, ok := answer.(*tfprotov6.ApplyResourceChangeResponse); ok {
					a.NewState = object(t, typ)
				}
			},
			act:   func(p *toy) error { return p.failure(nil) },
			want:  "a destroyed object is not null",
			check: func(t *testing.T, p *toy) { t.Helper(); equal(t, "name in the state", p.value("name"), any("left")) },
		},
		"an object of another type": {
			tamper: func(t *testing.T, answer any) {
				t.Helper()
				if a, ok := answer.(*tfprotov6.ReadResourceResponse); ok {
					other, err := tfprotov6.NewDynamicValue(tftypes.String, tftypes.NewValue(tftypes.String, "x"))
					if err != nil {
						t.Fatal(err)
					}
					a.NewState = &other
				}
			},
			act:  failedPlan(things(engine.Values{"name": "x"})),
			want: "it does not conform to the schema",
		},
		"unknown after a refresh": {
			tamper: func(t *testing.T, answer any) {
				t.Helper()
				if a, ok := answer.(*tfprotov6.ReadResourceResponse); ok {
					a.NewState = with(t, typ, a.NewState, "size", tftypes.UnknownValue)
				}
			},
			act:  failedPlan(things(engine.Values{"name": "x"})),
			want: "Provider produced invalid object: a part of it is unknown",
		},
		"no object after an upgrade": {
			tamper: func(_ *testing.T, answer any) {
				if a, ok := answer.(*tfprotov6.UpgradeResourceStateResponse); ok {
					a.UpgradedState = nil
				}
			},
			act:  failedPlan(things(engine.Values{"name": "x"})),
			want: "Invalid resource state upgrade: the answer has no object",
		},
		"a write-only value in a plan": {
			tamper: func(t *testing.T, answer any) {
				t.Helper()
				if a, ok := answer.(*tfprotov6.PlanResourceChangeResponse); ok {
					a.PlannedState = with(t, typ, a.PlannedState, "password_wo", "pssst")
				}
			},
			act:  failedPlan(things(engine.Values{"name": "x", "password_wo": "pssst"})),
			want: "Provider produced invalid plan: the write-only attribute password_wo has a value",
		},
		"a replacement that is planned badly": {
			tamper: func(t *testing.T, answer any) {
				t.Helper()
				if a, ok := answer.(*tfprotov6.PlanResourceChangeResponse); ok && len(a.RequiresReplace) == 0 {
					a.PlannedState = nil
				}
			},
			act:  failedPlan(things(engine.Values{"name": "x", "kind": "k"})),
			want: "Provider produced invalid plan: the answer has no object",
		},
		"an object in a destroy plan": {
			tamper: func(t *testing.T, answer any) {
				t.Helper()
				if a, ok := answer.(*tfprotov6.PlanResourceChangeResponse); ok {
					a.PlannedState = object(t, typ)
				}
			},
			act:  failedPlan(nil),
			want: "it planned a non-null value for a destruction",
		},
		"a replacement because of nothing": {
			tamper: func(_ *testing.T, answer any) {
				if a, ok := answer.(*tfprotov6.PlanResourceChangeResponse); ok {
					a.RequiresReplace = []*tftypes.AttributePath{tftypes.NewAttributePath().WithAttributeName("parts").WithElementKeyInt(4)}
				}
			},
			act:  failedPlan(things(engine.Values{"name": "y"})),
			want: `it has indicated "requires replacement" on the non-existent path parts[4]`,
		},
		"an unknown identity": {
			tamper: func(t *testing.T, answer any) {
				t.Helper()
				if a, ok := answer.(*tfprotov6.ReadResourceResponse); ok {
					identity := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}
					a.NewIdentity.IdentityData = with(t, identity, a.NewIdentity.IdentityData, "id", tftypes.UnknownValue)
				}
			},
			act:  failedPlan(things(engine.Values{"name": "x"})),
			want: "Provider produced invalid identity",
		},
		"deferred": {
			tamper: func(_ *testing.T, answer any) {
				if a, ok := answer.(*tfprotov6.PlanResourceChangeResponse); ok {
					a.Deferred = &tfprotov6.Deferred{Reason: tfprotov6.DeferredReasonAbsentPrereq}
				}
			},
			act:  failedPlan(things(engine.Values{"name": "x"})),
			want: "Provider deferred changes when it was not allowed to",
		},
		"an import of two": {
			tamper: func(_ *testing.T, answer any) {
				if a, ok := answer.(*tfprotov6.ImportResourceStateResponse); ok {
					a.ImportedResources = append(a.ImportedResources, a.ImportedResources...)
				}
			},
			act: func(p *toy) error {
				_, err := p.Import(p.t.Context(), "toy_thing.b", "t-1")
				return err
			},
			want: "expected one, got 2",
		},
		"an import of something else": {
			tamper: func(_ *testing.T, answer any) {
				if a, ok := answer.(*tfprotov6.ImportResourceStateResponse); ok {
					a.ImportedResources[0].TypeName = "toy_other"
				}
			},
			act: func(p *toy) error {
				_, err := p.Import(p.t.Context(), "toy_thing.b", "t-1")
				return err
			},
			want: `Import returned another type: got "toy_other"`,
		},
		"an import by identity without one": {
			tamper: func(_ *testing.T, answer any) {
				if a, ok := answer.(*tfprotov6.ImportResourceStateResponse); ok {
					a.ImportedResources[0].Identity = nil
				}
			},
			act: func(p *toy) error {
				_, err := p.ImportIdentity(p.t.Context(), "toy_thing.b", engine.Values{"id": "t-1"})
				return err
			},
			want: "Import returned no identity",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newToy(t)
			p.run(things(engine.Values{"name": "x"}))
			p.tamper = func(answer any) { test.tamper(t, answer) }
			err := test.act(p)
			if !errors.Is(err, engine.ErrProviderBug) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if test.check != nil {
				test.check(t, p)
			}
		})
	}
}

// object is a thing that is there where none has to be.
func object(t *testing.T, typ tftypes.Type) *tfprotov6.DynamicValue {
	t.Helper()
	attributes := map[string]tftypes.Value{}
	for name, inner := range typ.(tftypes.Object).AttributeTypes { //nolint:forcetypeassert // A schema's type is an object.
		attributes[name] = tftypes.NewValue(inner, nil)
	}
	attributes["name"] = tftypes.NewValue(tftypes.String, "left")
	packed, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, attributes))
	if err != nil {
		t.Fatal(err)
	}
	return &packed
}

// failedPlan plans only.
func failedPlan(resources []engine.Resource) func(*toy) error {
	return func(p *toy) error {
		_, err := p.Plan(p.t.Context(), resources)
		return err
	}
}

// A call that does not get through is an error of the run; what was there before
// stays.
func TestProtocol_noAnswer(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	p.run(things(engine.Values{"name": "x"}))
	plan := p.planned(things(engine.Values{"name": "y"}))
	p.silent = true
	_, err := p.Apply(t.Context(), plan)
	if !errors.Is(err, engine.ErrProviderBug) || !strings.Contains(err.Error(), "ApplyResourceChange: no answer") {
		t.Errorf("got %v", err)
	}
	equal(t, "name in the state", p.value("name"), any("x"))
}
