// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// lister is a server of things whose list a test writes, as no framework lets a
// provider do.
type lister struct {
	tfprotov6.ProviderServer

	t       *testing.T
	things  tftypes.Type
	refuses bool
	results []tfprotov6.ListResourceResult
	asked   *tfprotov6.ListResourceRequest // nil until it is
	pushed  int
}

func newLister(t *testing.T) *lister {
	t.Helper()
	return &lister{ProviderServer: providerserver.NewProtocol6(&toyProvider{platform: &toy{}})(), t: t, things: thingType(t)}
}

func (l *lister) workspace() *engine.Workspace {
	return engine.New(l.t, func() tfprotov6.ProviderServer { return l }, engine.Values{"greeting": "hello"})
}

func (l *lister) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := l.ProviderServer.GetProviderSchema(ctx, req)
	if err == nil {
		resp.ListResourceSchemas = map[string]*tfprotov6.Schema{"toy_thing": {Block: &tfprotov6.SchemaBlock{
			Attributes: []*tfprotov6.SchemaAttribute{{Name: "kind", Type: tftypes.String, Optional: true}},
		}}}
	}
	return resp, err
}

func (l *lister) ValidateListResourceConfig(context.Context, *tfprotov6.ValidateListResourceConfigRequest) (*tfprotov6.ValidateListResourceConfigResponse, error) {
	resp := &tfprotov6.ValidateListResourceConfigResponse{}
	if l.refuses {
		resp.Diagnostics = said(tfprotov6.DiagnosticSeverityError, "No such kind")
	}
	return resp, nil
}

func (l *lister) ListResource(_ context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	l.asked = req
	return &tfprotov6.ListResourceServerStream{Results: func(push func(tfprotov6.ListResourceResult) bool) {
		for _, result := range l.results {
			l.pushed++
			if !push(result) {
				return
			}
		}
	}}, nil
}

func said(severity tfprotov6.DiagnosticSeverity, summary string) []*tfprotov6.Diagnostic {
	return []*tfprotov6.Diagnostic{{Severity: severity, Summary: summary}}
}

// one is a thing in a list.
func (l *lister) one(id string) tfprotov6.ListResourceResult {
	l.t.Helper()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}
	identity, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.String, id)}))
	if err != nil {
		l.t.Fatal(err)
	}
	return tfprotov6.ListResourceResult{DisplayName: "thing " + id, Identity: &tfprotov6.ResourceIdentityData{IdentityData: &identity}}
}

// whole is a thing with the resource.
func (l *lister) whole(id string, values map[string]tftypes.Value) tfprotov6.ListResourceResult {
	l.t.Helper()
	attributes := map[string]tftypes.Value{}
	object, _ := l.things.(tftypes.Object)
	for name, typ := range object.AttributeTypes {
		attributes[name] = tftypes.NewValue(typ, nil)
	}
	maps.Copy(attributes, values)
	packed, err := tfprotov6.NewDynamicValue(l.things, tftypes.NewValue(l.things, attributes))
	if err != nil {
		l.t.Fatal(err)
	}
	result := l.one(id)
	result.Resource = &packed
	return result
}

func TestQuery_rules(t *testing.T) {
	t.Parallel()
	unknown := map[string]tftypes.Value{"name": tftypes.NewValue(tftypes.String, tftypes.UnknownValue)}
	for name, test := range map[string]struct {
		query   engine.Query
		results func(*lister) []tfprotov6.ListResourceResult
		found   []string
		want    string // in the error, "" for none
		bug     bool
	}{
		"all":         {engine.Query{}, three, []string{"1", "2", "3"}, "", false},
		"up to limit": {engine.Query{Limit: 3}, three, []string{"1", "2", "3"}, "", false},
		"beyond it":   {engine.Query{Limit: 2}, three, []string{"1", "2"}, "More results than asked for: the limit is 2", true},
		"a late error": {engine.Query{}, func(l *lister) []tfprotov6.ListResourceResult {
			return []tfprotov6.ListResourceResult{l.one("1"), {Diagnostics: said(tfprotov6.DiagnosticSeverityError, "Page lost")}, l.one("2")}
		}, []string{"1"}, "Page lost", false},
		"a mere warning": {engine.Query{}, func(l *lister) []tfprotov6.ListResourceResult {
			return []tfprotov6.ListResourceResult{{Diagnostics: said(tfprotov6.DiagnosticSeverityWarning, "Slow")}, l.one("1")}
		}, []string{"1"}, "", false},
		"no identity": {engine.Query{}, func(*lister) []tfprotov6.ListResourceResult {
			return []tfprotov6.ListResourceResult{{DisplayName: "thing"}}
		}, nil, "Missing identity data", true},
		"a resource that nobody wants": {engine.Query{}, func(l *lister) []tfprotov6.ListResourceResult {
			return []tfprotov6.ListResourceResult{l.whole("1", nil)}
		}, nil, "Unwanted resource", true},
		"no resource": {engine.Query{IncludeResource: true}, func(l *lister) []tfprotov6.ListResourceResult {
			return []tfprotov6.ListResourceResult{l.one("1")}
		}, nil, "Missing resource", true},
		"half a resource": {engine.Query{IncludeResource: true}, func(l *lister) []tfprotov6.ListResourceResult {
			return []tfprotov6.ListResourceResult{l.whole("1", unknown)}
		}, nil, "a part of it is unknown", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLister(t)
			l.results = test.results(l)
			test.query.Type = "toy_thing"
			found, _, err := l.workspace().Query(t.Context(), test.query)
			var got []string
			for _, one := range found {
				id, _ := one.Identity["id"].(string)
				got = append(got, id)
			}
			if !slices.Equal(got, test.found) {
				t.Errorf("found %v, want %v", got, test.found)
			}
			switch {
			case test.want == "" && err != nil, test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got the error %v, want %q", err, test.want)
			case errors.Is(err, engine.ErrProviderBug) != test.bug:
				t.Errorf("%v is a bug: %t", err, !test.bug)
			}
		})
	}
}

func three(l *lister) []tfprotov6.ListResourceResult {
	return []tfprotov6.ListResourceResult{l.one("1"), l.one("2"), l.one("3")}
}

func TestQuery_asks(t *testing.T) {
	t.Parallel()
	l := newLister(t)
	l.results = three(l)
	w := l.workspace()
	if _, _, err := w.Query(t.Context(), engine.Query{Type: "toy_thing", Each: func(f engine.Found) bool { return f.DisplayName != "thing 2" }}); err != nil {
		t.Fatal(err)
	}
	equal(t, "the limit without one", l.asked.Limit, int64(100))
	equal(t, "results that were taken", l.pushed, 2)

	l.refuses, l.asked = true, nil
	_, said, err := w.Query(t.Context(), engine.Query{Type: "toy_thing", Config: engine.Values{"kind": "odd"}})
	if err == nil || len(said) != 1 || l.asked != nil {
		t.Errorf("of a refused configuration: %v, and the list was asked: %v", err, l.asked)
	}
}

// TestGenerate proves that a configuration has what people decide, and nothing
// else.
func TestGenerate(t *testing.T) {
	t.Parallel()
	l := newLister(t)
	text := func(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }
	l.results = []tfprotov6.ListResourceResult{l.whole("t-1", map[string]tftypes.Value{
		"id": text("t-1"), "name": text("x"), "secret": text("hunter1"), "size": tftypes.NewValue(tftypes.Number, 3),
	})}
	w := l.workspace()
	found, _, err := w.Query(t.Context(), engine.Query{Type: "toy_thing", IncludeResource: true})
	if err != nil {
		t.Fatal(err)
	}
	generated, err := w.Generate(t.Context(), found[0], "a")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "address", generated.Address(), "toy_thing.a")
	equal(t, "attributes", fmt.Sprint(generated.Attributes), fmt.Sprint(engine.Values{"name": "x", "size": int64(3)}))
}
