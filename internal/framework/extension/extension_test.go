// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package extension_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/extension"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// boats is a capability that two platforms extend.
const boats platform.Capability = "boat"

// told are fields of the kinds that a platform may have values for.
func told() []platform.Field {
	return []platform.Field{
		{Name: "sail", Required: true, Immutable: true, Description: "Number on the sail.", Check: func(text string) string {
			if strings.Contains(text, " ") {
				return "Got a space."
			}
			return ""
		}},
		{Name: "crew", Kind: platform.TextsField, Computed: true, Description: "Who sails."},
		{Name: "motor", Kind: platform.FlagField, Description: "Whether it has one."},
	}
}

// kept are fields that only the configuration has.
func kept() []platform.Field {
	return []platform.Field{
		{Name: "flag", Description: "Its colours."},
		{Name: "code_wo", WriteOnly: true, Secret: "code", Description: "Opens the lock.", Check: func(text string) string {
			if text == "" {
				return "Got 0 bytes."
			}
			return ""
		}},
	}
}

func dialects() []platform.Dialect {
	offering := func(name string, offers ...platform.Offer) platform.Dialect {
		return inprocess.Dialect{Platform: &platform.Platform{Name: name, Title: strings.ToUpper(name)}, Offered: offers}
	}
	return []platform.Dialect{
		offering("fjord", platform.Offer{Capability: boats, Fields: told()}),
		offering("delta", platform.Offer{Capability: boats}, platform.Offer{Capability: "harbour", Fields: told()}),
		offering("estuary", platform.Offer{Capability: "harbour", Fields: told()}, platform.Offer{Capability: boats, Fields: kept()}),
	}
}

// boat is a resource whose platform tells the crew where the user does not.
type boat struct {
	extension extension.Extension
	seen      *[]string // what each create was given: the noun and the version of the secret
}

type model struct {
	Name types.String `tfsdk:"name"`

	own extension.Values
}

func (b *boat) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "openbanking_boat"
}

func (b *boat) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: b.extension.Attributes()}
	resp.Schema.Attributes["name"] = schema.StringAttribute{Required: true}
}

func (b *boat) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(b.extension.Get(ctx, req.Plan, &plan, &plan.own)...)
	if secret, ok := plan.own.Secret(); ok {
		var code types.String
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, secret.At, &code)...)
		*b.seen = append(*b.seen, secret.At.String()+" is the "+secret.Noun+" "+code.ValueString()+" of version "+secret.Version.ValueString())
	}
	own, diags := plan.own.With(ctx, "fjord", map[string]any{"crew": []string{"Ana"}})
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(b.extension.Set(ctx, &resp.State, plan, own)...)
}

func (b *boat) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(b.extension.Get(ctx, req.State, &state, &state.own)...)
	resp.Diagnostics.Append(b.extension.Set(ctx, &resp.State, state, state.own.WithoutSecret(ctx))...)
}

func (b *boat) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(b.extension.Get(ctx, req.Plan, &plan, &plan.own)...)
	resp.Diagnostics.Append(b.extension.Set(ctx, &resp.State, plan, plan.own)...)
}

func (b *boat) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

func serve(t *testing.T) (inprocess.Resource, *[]string) {
	t.Helper()
	seen := new([]string)
	made := func() resource.Resource { return &boat{extension.Of(dialects(), boats), seen} }
	p := inprocess.Connected(t, &platform.Connection{Platform: &platform.Platform{Name: "fjord"}}, []func() resource.Resource{made}, nil)
	return p.Resource("openbanking_boat"), seen
}

// TestSchema proves that each platform that has something of its own has an attribute,
// that it is described, and that a write-only field has a version beside it.
func TestSchema(t *testing.T) {
	t.Parallel()
	attributes := extension.Of(dialects(), boats).Attributes()
	if diags := (schema.Schema{Attributes: attributes}).ValidateImplementation(t.Context()); diags.HasError() {
		t.Error(diags)
	}
	got := map[string]string{}
	for name, attribute := range attributes {
		block, _ := attribute.(schema.SingleNestedAttribute)
		got[name] = properties(block)
		for field, a := range block.Attributes {
			got[name+"."+field] = properties(a)
		}
	}
	want := map[string]string{
		"fjord": "optional computed", "fjord.sail": "required", "fjord.crew": "optional computed", "fjord.motor": "optional",
		"estuary": "optional", "estuary.flag": "optional", "estuary.code_wo": "optional write-only sensitive", "estuary.code_wo_version": "optional",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func properties(a schema.Attribute) string {
	var all []string
	for _, p := range []struct {
		name string
		has  bool
	}{
		{"required", a.IsRequired()},
		{"optional", a.IsOptional()},
		{"computed", a.IsComputed()},
		{"write-only", a.IsWriteOnly()},
		{"sensitive", a.IsSensitive()},
		{"undescribed", a.GetMarkdownDescription() == ""},
	} {
		if p.has {
			all = append(all, p.name)
		}
	}
	return strings.Join(all, " ")
}

// TestLife creates, changes and replaces an object with what only its platform has.
func TestLife(t *testing.T) {
	t.Parallel()
	r, seen := serve(t)
	config := func(sail string, motor any) inprocess.Values {
		return inprocess.Values{"name": "a", "fjord": map[string]any{"sail": sail, "motor": motor}}
	}
	r.Validate(config("GER 1", nil)).OneError(t, "fjord.sail: Not a usable sail: Got a space.")
	object, diags := r.Create(config("GER1", nil))
	diags.None(t)
	fjord, _ := object.Attributes["fjord"].(map[string]any)
	if crew, _ := fjord["crew"].([]any); len(crew) != 1 || fjord["sail"] != "GER1" || object.Attributes["estuary"] != nil || len(*seen) != 0 {
		t.Errorf("the state is %v, with the secrets %q", object.Attributes, *seen)
	}
	if changes := r.Plan(object, config("GER1", nil)).Changes(); len(changes) != 0 {
		t.Errorf("a second plan changes %v", changes)
	}
	plan := r.Plan(object, config("GER1", true))
	if len(plan.Replaces) != 0 {
		t.Errorf("another motor replaces by %v", plan.Replaces)
	}
	object, diags = r.Apply(plan)
	diags.None(t)
	if plan := r.Plan(object, config("GER2", true)); !slices.Equal(plan.Replaces, []string{"fjord"}) {
		t.Errorf("another sail replaces by %v", plan.Replaces)
	}
}

// TestSecret gives a secret, and drops its version as a refresh does that finds it
// lost.
func TestSecret(t *testing.T) {
	t.Parallel()
	r, seen := serve(t)
	object, diags := r.Create(inprocess.Values{"name": "a", "estuary": map[string]any{"flag": "red", "code_wo": "SECRET", "code_wo_version": "1"}})
	diags.None(t)
	if want := []string{"estuary.code_wo is the code SECRET of version 1"}; !slices.Equal(*seen, want) {
		t.Errorf("it saw %q, want %q", *seen, want)
	}
	if crew := object.Attributes["fjord"]; !cmp.Equal(crew, map[string]any{"sail": nil, "crew": []any{"Ana"}, "motor": nil}) {
		t.Errorf("of what the user leaves out the platform says %v", crew)
	}
	for _, version := range []any{"1", nil} {
		if diff := cmp.Diff(map[string]any{"flag": "red", "code_wo": nil, "code_wo_version": version}, object.Attributes["estuary"]); diff != "" {
			t.Error(diff)
		}
		object, diags = r.Read(object)
		diags.None(t)
	}
	object, diags = r.Create(inprocess.Values{"name": "a"})
	diags.None(t)
	if object, diags = r.Read(object); len(diags) != 0 || object.Attributes["estuary"] != nil || len(*seen) != 1 {
		t.Errorf("without one it is %v: %v %q", object.Attributes, diags, *seen)
	}
}

// TestPairs refuses half of a write-only field and its version.
func TestPairs(t *testing.T) {
	t.Parallel()
	r, _ := serve(t)
	for name, c := range map[string]struct {
		secret, version any
		want            string
	}{
		"both":              {"SECRET", "1", ""},
		"neither":           {nil, nil, ""},
		"no version":        {"SECRET", nil, "estuary.code_wo: Version is missing: Got code_wo without code_wo_version."},
		"no secret":         {nil, "1", "estuary.code_wo_version: Secret is missing: Got code_wo_version without code_wo."},
		"a secret to come":  {inprocess.Unknown{}, nil, ""},
		"a version to come": {nil, inprocess.Unknown{}, ""},
		"an empty secret":   {"", "1", "Not a usable code_wo: "},
		"an empty version":  {"SECRET", "", "estuary.code_wo_version: "},
	} {
		diags := r.Validate(inprocess.Values{"name": "a", "estuary": map[string]any{"code_wo": c.secret, "code_wo_version": c.version}})
		if c.want == "" {
			diags.None(t)
			continue
		}
		diags.OneError(t, c.want)
		if strings.Contains(strings.Join(diags.Errors(), ""), "SECRET") {
			t.Errorf("%s: the error repeats the secret", name)
		}
	}
}
