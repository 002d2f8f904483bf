// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// The rules themselves, on values that no well-behaved provider makes. What is
// expected is what Terraform's own rules say.

// rules is a schema with each kind of nesting.
func rules(t *testing.T) (attributes, cty.Type) {
	t.Helper()
	part := []*tfprotov6.SchemaAttribute{
		{Name: "name", Type: tftypes.String, Required: true},
		{Name: "id", Type: tftypes.String, Computed: true},
		{Name: "size", Type: tftypes.Number, Optional: true, Computed: true},
	}
	nest := func(name string, mode tfprotov6.SchemaObjectNestingMode, computed bool) *tfprotov6.SchemaAttribute {
		return &tfprotov6.SchemaAttribute{
			Name: name, Optional: true, Computed: computed,
			NestedType: &tfprotov6.SchemaObject{Nesting: mode, Attributes: part},
		}
	}
	block := &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{
		{Name: "computed", Type: tftypes.String, Computed: true},
		{Name: "both", Type: tftypes.String, Optional: true, Computed: true},
		{Name: "secret", Type: tftypes.String, Optional: true, Sensitive: true},
		{Name: "wo", Type: tftypes.String, Optional: true, WriteOnly: true},
		{Name: "tags", Type: tftypes.Set{ElementType: tftypes.String}, Optional: true},
		{Name: "labels", Type: tftypes.Map{ElementType: tftypes.String}, Optional: true},
		nest("single", tfprotov6.SchemaObjectNestingModeSingle, false),
		nest("list", tfprotov6.SchemaObjectNestingModeList, false),
		nest("map", tfprotov6.SchemaObjectNestingModeMap, false),
		nest("set", tfprotov6.SchemaObjectNestingModeSet, false),
		nest("maybe", tfprotov6.SchemaObjectNestingModeSingle, true),
	}}
	as, err := newAttributes(block.Attributes)
	if err != nil {
		t.Fatal(err)
	}
	typ, err := CtyType(block.ValueType())
	if err != nil {
		t.Fatal(err)
	}
	return as, typ
}

// object encodes the values of a test; nil is null.
func value(t *testing.T, typ cty.Type, values Values) cty.Value {
	t.Helper()
	encoded, err := encode(typ, map[string]any(values), planning)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestPropose(t *testing.T) {
	t.Parallel()
	as, typ := rules(t)
	type part = map[string]any
	for name, test := range map[string]struct{ prior, config, want Values }{
		"computed values are kept":       {Values{"computed": "c", "both": "b"}, Values{}, Values{"computed": "c", "both": "b"}},
		"configured ones win":            {Values{"both": "b", "secret": "s"}, Values{"both": "x"}, Values{"both": "x"}},
		"nothing is unknown by itself":   {nil, Values{"single": part{"name": "n"}}, Values{"single": part{"name": "n"}}},
		"an unknown one stays":           {Values{"both": "b"}, Values{"both": Unknown{}, "list": Unknown{}}, Values{"both": Unknown{}, "list": Unknown{}}},
		"within an object":               {Values{"single": part{"name": "n", "id": "1"}}, Values{"single": part{"name": "m"}}, Values{"single": part{"name": "m", "id": "1"}}},
		"an object that is taken away":   {Values{"single": part{"name": "n", "id": "1"}}, Values{}, Values{}},
		"a computed one that was filled": {Values{"maybe": part{"id": "1"}}, Values{}, Values{"maybe": part{"id": "1"}}},
		"a computed one that was configured is taken away": {
			Values{"maybe": part{"name": "n", "id": "1"}}, Values{}, Values{},
		},
		"lists go by index": {
			Values{"list": []part{{"name": "a", "id": "1"}, {"name": "b", "id": "2"}}},
			Values{"list": []part{{"name": "b"}, {"name": "a"}, {"name": "c"}}},
			Values{"list": []part{{"name": "b", "id": "1"}, {"name": "a", "id": "2"}, {"name": "c"}}},
		},
		"maps go by key": {
			Values{"map": map[string]any{"x": part{"name": "a", "id": "1"}, "y": part{"name": "b", "id": "2"}}},
			Values{"map": map[string]any{"y": part{"name": "b"}, "z": part{"name": "c"}}},
			Values{"map": map[string]any{"y": part{"name": "b", "id": "2"}, "z": part{"name": "c"}}},
		},
		"sets go by what was configured": {
			Values{"set": []part{{"name": "a", "id": "1", "size": 1}, {"name": "b", "id": "2", "size": 2}}},
			Values{"set": []part{{"name": "b"}, {"name": "a", "size": 9}, {"name": "c"}}},
			Values{"set": []part{{"name": "b", "id": "2", "size": 2}, {"name": "a", "size": 9}, {"name": "c"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prior := value(t, typ, test.prior)
			if test.prior == nil {
				prior = cty.NullVal(typ)
			}
			got := as.propose(prior, value(t, typ, test.config))
			if want := value(t, typ, test.want); !got.RawEquals(want) {
				t.Error(cmp.Diff(decode(want), decode(got)))
			}
		})
	}
	// Two can have come from one; it goes along with one of them only.
	prior := value(t, typ, Values{"set": []part{{"name": "a", "id": "1", "size": 1}}})
	proposed := as.propose(prior, value(t, typ, Values{"set": []part{{"name": "a"}, {"name": "a", "size": 1}}}))
	kept := slices.DeleteFunc(proposed.GetAttr("set").AsValueSlice(), func(v cty.Value) bool { return v.GetAttr("id").IsNull() })
	if len(kept) != 1 {
		t.Errorf("the id is in %d elements, expected 1", len(kept))
	}
	if got := as.propose(value(t, typ, Values{}), cty.NullVal(typ)); !got.IsNull() {
		t.Errorf("without a configuration there is nothing to propose: %v", decode(got))
	}
}

func TestCheckPlan(t *testing.T) {
	t.Parallel()
	as, typ := rules(t)
	type part = map[string]any
	prior := Values{"both": "was", "secret": "hunter1"}
	for name, test := range map[string]struct {
		config, planned Values
		want            string // "" for a good plan
	}{
		"as configured":                    {Values{"both": "b"}, Values{"both": "b", "computed": Unknown{}}, ""},
		"as it was":                        {Values{"both": "b"}, Values{"both": "was"}, ""},
		"neither":                          {Values{"both": "b"}, Values{"both": "mine"}, `both: planned value "mine" does not match config value "b" nor prior value "was"`},
		"unset and not computed":           {Values{}, Values{"labels": part{"a": "b"}}, "labels: planned value"},
		"a secret is not shown":            {Values{"secret": "hunter2"}, Values{"secret": "hunter3"}, "secret: planned value (sensitive) does not match config value (sensitive)"},
		"a write-only value":               {Values{"wo": "x"}, Values{"wo": "y"}, "wo: planned value for write-only attribute is not null"},
		"a write-only value is dropped":    {Values{"wo": "x"}, Values{}, ""},
		"within an object":                 {Values{"single": part{"name": "n"}}, Values{"single": part{"name": "m"}}, "single.name: planned value"},
		"a computed one within":            {Values{"single": part{"name": "n"}}, Values{"single": part{"name": "n", "id": "5"}}, ""},
		"an unknown object":                {Values{"single": part{"name": "n"}}, Values{"single": Unknown{}}, "single: planned unknown for configured value"},
		"a key more":                       {Values{"map": part{"x": part{"name": "n"}}}, Values{"map": part{"x": part{"name": "n"}, "y": part{"name": "n"}}}, "map: count in plan (2)"},
		"another key":                      {Values{"map": part{"x": part{"name": "n"}}}, Values{"map": part{"y": part{"name": "n"}}}, `map["y"]: is not in the configuration`},
		"elements of a set are not looked": {Values{"set": []part{{"name": "n"}}}, Values{"set": []part{{"name": "m"}}}, ""},
		"a set's size is":                  {Values{"set": []part{{"name": "n"}}}, Values{"set": []part{{"name": "m"}, {"name": "n"}}}, "set: count in plan (2)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expectProblem(t, as.checkPlan(value(t, typ, prior), value(t, typ, test.config), value(t, typ, test.planned)), test.want)
		})
	}
}

func TestCheckResult(t *testing.T) {
	t.Parallel()
	as, typ := rules(t)
	type part = map[string]any
	for name, test := range map[string]struct {
		planned, actual Values
		want            string // "" for a good result
	}{
		"what was unknown may be anything": {Values{"both": Unknown{}, "list": Unknown{}}, Values{"both": "x", "list": []part{{"name": "n"}}}, ""},
		"null too":                         {Values{"both": Unknown{}}, Values{}, ""},
		"another value":                    {Values{"both": "a"}, Values{"both": "b"}, `both: was "a", but now "b"`},
		"null where a value was planned":   {Values{"both": "a"}, Values{}, `both: was "a", but now null`},
		"a value where null was planned":   {Values{}, Values{"both": "a"}, `both: was null, but now "a"`},
		"a secret is not shown":            {Values{"secret": "hunter1"}, Values{"secret": "hunter2"}, "secret: inconsistent values for sensitive attribute"},
		"an element less":                  {Values{"list": []part{{"name": "n"}, {"name": "m"}}}, Values{"list": []part{{"name": "n"}}}, "list[1]: element has vanished"},
		"a key more":                       {Values{"labels": part{"a": "b"}}, Values{"labels": part{"a": "b", "c": "d"}}, `labels["c"]: new element has appeared`},
		"a set's unknown element is found": {Values{"tags": []any{"a", Unknown{}}}, Values{"tags": []any{"a", "b"}}, ""},
		"or is another one":                {Values{"tags": []any{"a", Unknown{}}}, Values{"tags": []any{"a"}}, ""},
		"a set's known element is missing": {Values{"tags": []any{"a", Unknown{}}}, Values{"tags": []any{"b", "c"}}, `tags: planned set element "a" does not correlate`},
		"a set's element is unexpected":    {Values{"tags": []any{"a"}}, Values{"tags": []any{"a", "b"}}, `tags: actual set element "b" does not correlate`},
		"more than planned":                {Values{"tags": []any{Unknown{}}}, Values{"tags": []any{"a", "b"}}, "tags: set length changed from 1 to 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expectProblem(t, as.checkResult(value(t, typ, test.planned), value(t, typ, test.actual)), test.want)
		})
	}
	null, some := cty.NullVal(typ), value(t, typ, Values{})
	expectProblem(t, as.checkResult(null, null), "")
	expectProblem(t, as.checkResult(some, null), "was present, but now absent")
	expectProblem(t, as.checkResult(null, some), "was absent, but now present")
	notNull := cty.UnknownVal(cty.String).RefineNotNull()
	var inside problems
	completes(notNull, cty.NullVal(cty.String), cty.GetAttrPath("both"), &inside)
	expectProblem(t, inside, "both: final value <nil> does not conform")
}

func expectProblem(t *testing.T, got problems, want string) {
	t.Helper()
	if want == "" && len(got) == 0 {
		return
	}
	if want == "" || !slices.ContainsFunc(got, func(text string) bool { return strings.Contains(text, want) }) {
		t.Errorf("got %q, want %q", got, want)
	}
	if strings.Contains(strings.Join(got, ""), "hunter") {
		t.Errorf("a secret is shown: %q", got)
	}
}

func TestWrittenBack(t *testing.T) {
	t.Parallel()
	as, typ := rules(t)
	if got := as.writtenBack(value(t, typ, Values{"wo": "x"}), nil); !slices.Equal(got, []string{"wo"}) {
		t.Errorf("got %q", got)
	}
	if got := as.writtenBack(value(t, typ, Values{"secret": "x"}), nil); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

func TestReplaceable(t *testing.T) {
	t.Parallel()
	as, typ := rules(t)
	schema := &resourceSchema{typ: typ, attributes: as}
	was := value(t, typ, Values{"both": "a", "list": []any{map[string]any{"name": "n"}}})
	for name, test := range map[string]struct {
		path    cty.Path
		planned Values
		want    bool
		bug     bool
	}{
		"a change":              {path: cty.GetAttrPath("both"), planned: Values{"both": "b"}, want: true},
		"unknown":               {path: cty.GetAttrPath("both"), planned: Values{"both": Unknown{}}, want: true},
		"no change":             {path: cty.GetAttrPath("both"), planned: Values{"both": "a"}},
		"a write-only value":    {path: cty.GetAttrPath("wo"), planned: Values{"both": "a"}, want: true},
		"an element that goes":  {path: cty.GetAttrPath("list").IndexInt(0).GetAttr("name"), planned: Values{"list": []any{}}, want: true},
		"a place that is not":   {path: cty.GetAttrPath("list").IndexInt(3), planned: Values{"list": []any{}}, bug: true},
		"an element that comes": {path: cty.GetAttrPath("labels").IndexString("a"), planned: Values{"labels": map[string]any{"a": "b"}}, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &report{}
			got := schema.replaceable(was, value(t, typ, test.planned), []cty.Path{test.path}, r)
			if (len(got) == 1) != test.want || r.hasError() != test.bug {
				t.Errorf("got %v and %v", got, r.all)
			}
		})
	}
	if got := schema.replaceable(cty.NullVal(typ), was, []cty.Path{cty.GetAttrPath("both")}, &report{}); len(got) != 0 {
		t.Errorf("nothing is replaced where nothing was: %v", got)
	}
}

func TestSchemas_refuseWhatIsNotModelled(t *testing.T) {
	t.Parallel()
	if _, err := newResourceSchema(&tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
		BlockTypes: []*tfprotov6.SchemaNestedBlock{{TypeName: "old", Block: &tfprotov6.SchemaBlock{}, Nesting: tfprotov6.SchemaNestedBlockNestingModeList}},
	}}, nil); err == nil || !strings.Contains(err.Error(), `"old"`) {
		t.Errorf("a block: %v", err)
	}
	if _, err := CtyType(tftypes.DynamicPseudoType); err == nil {
		t.Error("a dynamic type is taken")
	}
}
