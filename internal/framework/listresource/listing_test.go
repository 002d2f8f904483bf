// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package listresource_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/listresource"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// thing is what a platform of these tests has, called by its id.
type thing string

type thingModel struct {
	ID     types.String `tfsdk:"id"`
	Note   types.String `tfsdk:"note"`
	Secret types.String `tfsdk:"secret"`
}

// source lists things, and counts those that were asked for.
func source(asked *int, things ...any) listresource.Source[thing, thingModel] {
	return listresource.Source[thing, thingModel]{
		Connection: &platform.Connection{Platform: &platform.Platform{Name: "toy", Environment: platform.Sandbox}},
		Plural:     "things",
		Objects: func(yield func(thing, error) bool) {
			for _, one := range things {
				*asked++
				name, _ := one.(string)
				err, _ := one.(error)
				if !yield(thing(name), err) {
					return
				}
			}
		},
		Wanted:      func(one thing) bool { return !strings.HasPrefix(string(one), "not ") },
		ID:          func(one thing) string { return string(one) },
		DisplayName: func(one thing) string { return "the " + string(one) },
		Fill: func(_ context.Context, m *thingModel, one thing) diag.Diagnostics {
			m.Note = types.StringValue("of " + string(one))
			if one == "odd" {
				return diag.Diagnostics{diag.NewErrorDiagnostic("Odd", "It cannot be described.")}
			}
			return nil
		},
	}
}

func request(limit int64) list.ListRequest {
	return list.ListRequest{
		Limit: limit, IncludeResource: true,
		ResourceSchema: schema.Schema{Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true}, "note": schema.StringAttribute{Optional: true},
			"secret": schema.StringAttribute{Computed: true, Sensitive: true},
		}},
		ResourceIdentitySchema: identity.Schema("thing"),
	}
}

// texts are the display names of results, and what is wrong with them.
func texts(results iter.Seq[list.ListResult]) []string {
	all := []string{}
	for result := range results {
		text := result.DisplayName
		for _, d := range result.Diagnostics {
			text += "!" + d.Summary() + ": " + d.Detail()
		}
		all = append(all, text)
	}
	return all
}

// TestResults pins the trap of lists that go on after the last result that is
// wanted, or do not tell that they could not: the error is a result.
func TestResults(t *testing.T) {
	t.Parallel()
	late := errors.New("the second page is lost")
	none := func(context.Context) diag.Diagnostics {
		return diag.Diagnostics{diag.NewErrorDiagnostic("No such bank", "Did you mean another?")}
	}
	nothing := func(context.Context) diag.Diagnostics { return nil }
	for name, test := range map[string]struct {
		things []any
		limit  int64
		ifNone func(context.Context) diag.Diagnostics
		want   []string
		asked  int
	}{
		"all":                   {[]any{"a", "b"}, 10, none, []string{"the a", "the b"}, 2},
		"as many as there are":  {[]any{"a", "b"}, 2, none, []string{"the a", "the b"}, 2},
		"fewer":                 {[]any{"a", "b", "c"}, 2, none, []string{"the a", "the b"}, 2},
		"none at all":           {[]any{"a"}, 0, none, []string{}, 0},
		"a senseless limit":     {[]any{"a"}, -1, none, []string{}, 0},
		"some do not count":     {[]any{"not this", "a", "not that", "b", "c"}, 2, none, []string{"the a", "the b"}, 4},
		"an error, late":        {[]any{"a", late, "b"}, 10, none, []string{"the a", "!Could not list the things: the second page is lost."}, 2},
		"an error, first":       {[]any{late}, 10, none, []string{"!Could not list the things: the second page is lost."}, 1},
		"an error, too late":    {[]any{"a", late}, 1, none, []string{"the a"}, 1},
		"one without a model":   {[]any{"a", "odd", "b"}, 10, none, []string{"the a", "the odd!Odd: It cannot be described."}, 2},
		"nothing there":         {[]any{}, 10, none, []string{"!No such bank: Did you mean another?"}, 0},
		"nothing wanted":        {[]any{"not this"}, 10, none, []string{"!No such bank: Did you mean another?"}, 1},
		"nothing, and so it is": {[]any{"not this"}, 10, nothing, []string{}, 1},
		"nothing to ask":        {[]any{"not this"}, 10, nil, []string{}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			s := source(&asked, test.things...)
			s.IfNone = test.ifNone
			if diff := cmp.Diff(test.want, texts(s.Results(t.Context(), request(test.limit)))); diff != "" {
				t.Errorf("results (-want +got):\n%s", diff)
			}
			if asked != test.asked {
				t.Errorf("%d things were asked for, want %d", asked, test.asked)
			}
		})
	}
}

// TestResults_lazy proves that nothing is asked for before somebody takes it, nor
// after that.
func TestResults_lazy(t *testing.T) {
	t.Parallel()
	asked := 0
	s := source(&asked, "a", "b", "c")
	results := s.Results(t.Context(), request(10))
	if asked != 0 {
		t.Errorf("%d things were asked for before the first was taken", asked)
	}
	for range results {
		break
	}
	if asked != 1 {
		t.Errorf("%d things were asked for, and one was taken", asked)
	}
}

// TestResults_resource proves that the resource begins as an import does: with its
// id, and nothing else.
func TestResults_resource(t *testing.T) {
	t.Parallel()
	asked := 0
	s := source(&asked, "a")
	for result := range s.Results(t.Context(), request(1)) {
		var m thingModel
		if diags := result.Resource.Get(t.Context(), &m); diags.HasError() {
			t.Fatal(diags)
		}
		if want := (thingModel{types.StringValue("a"), types.StringValue("of a"), types.StringNull()}); m != want {
			t.Errorf("got %v, want %v", m, want)
		}
	}
}

// TestConcat proves that an error ends all lists, and that a list which is not
// reached is not begun.
func TestConcat(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	begun := 0
	of := func(err error, names ...string) iter.Seq2[string, error] {
		return func(yield func(string, error) bool) {
			begun++
			for _, name := range names {
				if !yield(name, nil) {
					return
				}
			}
			if err != nil {
				yield("", err)
			}
		}
	}
	take := func(most int, lists ...iter.Seq2[string, error]) (names []string, last error) {
		begun = 0
		for name, err := range listresource.Concat(lists...) {
			if last = err; err == nil {
				names = append(names, name)
			}
			if len(names) == most {
				break
			}
		}
		return names, last
	}
	for _, test := range []struct {
		most  int
		lists []iter.Seq2[string, error]
		want  []string
		err   error
		begun int
	}{
		{10, []iter.Seq2[string, error]{of(nil, "a", "b"), of(nil), of(nil, "c")}, []string{"a", "b", "c"}, nil, 3},
		{2, []iter.Seq2[string, error]{of(nil, "a", "b"), of(nil, "c")}, []string{"a", "b"}, nil, 1},
		{10, []iter.Seq2[string, error]{of(broken, "a"), of(nil, "c")}, []string{"a"}, broken, 1},
		{10, []iter.Seq2[string, error]{of(nil, "a"), of(broken, "b")}, []string{"a", "b"}, broken, 2},
	} {
		names, err := take(test.most, test.lists...)
		if !slices.Equal(names, test.want) || !errors.Is(err, test.err) || begun != test.begun {
			t.Errorf("got %v, %v and %d lists, want %v, %v and %d", names, err, begun, test.want, test.err, test.begun)
		}
	}
}

// TestFilters_none proves that a request without a configuration is one for
// everything.
func TestFilters_none(t *testing.T) {
	t.Parallel()
	var m thingModel
	if diags := listresource.Filters(t.Context(), list.ListRequest{}, &m); diags.HasError() || !m.ID.IsNull() {
		t.Errorf("got %v, %v", m, diags)
	}
}

func TestIsBefore(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		before types.String
		at     time.Time
		want   bool
	}{
		{types.StringNull(), noon, true},
		{types.StringNull(), time.Time{}, true},
		{types.StringValue("2026-03-01T12:00:00Z"), noon, false},
		{types.StringValue("2026-03-01T12:00:00.5Z"), noon, true},
		{types.StringValue("2026-03-01T14:00:00+02:00"), noon, false},
		{types.StringValue("2026-03-01T14:00:01+02:00"), noon, true},
		{types.StringValue("2026-03-01T12:00:01Z"), time.Time{}, false},
	} {
		if got := listresource.IsBefore(test.at, test.before); got != test.want {
			t.Errorf("%s is before %s: %t, want %t", test.at, test.before, got, test.want)
		}
	}
}
