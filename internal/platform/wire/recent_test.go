// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// unseen reads pages of a list, and returns what is yielded of each.
func unseen(t *testing.T, seen *wire.Recent, page ...string) []string {
	t.Helper()
	got, err := wire.Unseen(seen, "data", page, page, func(id string) string { return id })
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestUnseen proves that a list of any length is read in the same memory, and
// that a row which other rows push to the next page, or to one soon after it, is
// known.
func TestUnseen(t *testing.T) {
	t.Parallel()
	var seen wire.Recent
	name := func(n int) string { return fmt.Sprint("t", n) }
	for n := range 1000 {
		page, want := []string{name(n), name(n)}, []string{name(n)}
		if n > 0 {
			page = append(page, name(max(0, n-10)), name(n-1))
		}
		if got := unseen(t, &seen, page...); !slices.Equal(got, want) {
			t.Fatalf("page %d yields %v, want %v", n, got, want)
		}
	}
	if got := unseen(t, &seen, name(970)); len(got) != 1 {
		t.Error("remembers more than the last pages")
	}
}

// TestUnseen_circle proves that a page on which nothing is new is no error, and
// that a list in which nothing is ever new again is one.
func TestUnseen_circle(t *testing.T) {
	t.Parallel()
	var seen wire.Recent
	for _, page := range [][]string{{"a", "b"}, {"a", "b"}, {"b"}, {}, {"c"}} {
		unseen(t, &seen, page...)
	}
	for range 9 {
		unseen(t, &seen, "c")
	}
	_, err := wire.Unseen(&seen, "data", []string{"c"}, []string{"c"}, func(id string) string { return id })
	if field, ok := errors.AsType[*wire.FieldError](err); !ok || field.Field != "data" {
		t.Errorf("got %v", err)
	}
}
