// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire_test

import (
	"errors"
	"iter"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// TestFind proves that an object is found only where the platform looks it up by
// the key: what a list without the filter holds is somebody else's.
func TestFind(t *testing.T) {
	t.Parallel()
	const key = platform.KeyDigest("5f1c3a52")
	broken := &platform.Error{Kind: platform.KindUnreachable, Err: errors.New("no answer")}
	type answer struct {
		items []string
		err   error
	}
	for name, test := range map[string]struct {
		own, other answer // to the key, and to any other
		want       string
		kind       platform.Kind
		lists      int
	}{
		"made":                       {own: answer{items: []string{"a"}}, want: "a", lists: 2},
		"not made":                   {kind: platform.KindNotFound, lists: 1},
		"no filter, several":         {own: answer{items: []string{"a", "b", "c"}}, other: answer{items: []string{"a", "b", "c"}}, lists: 1},
		"no filter, a single one":    {own: answer{items: []string{"a"}}, other: answer{items: []string{"a"}}, lists: 2},
		"no answer":                  {own: answer{err: broken}, kind: platform.KindUnreachable, lists: 1},
		"no answer after the first":  {own: answer{items: []string{"a"}, err: broken}, kind: platform.KindUnreachable, lists: 1},
		"no answer to the other key": {own: answer{items: []string{"a"}}, other: answer{err: broken}, kind: platform.KindUnreachable, lists: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked []platform.KeyDigest
			got, err := wire.Find(func(madeUnder platform.KeyDigest) iter.Seq2[string, error] {
				asked = append(asked, madeUnder)
				a := test.other
				if madeUnder == key {
					a = test.own
				}
				return func(yield func(string, error) bool) {
					for _, item := range a.items {
						if !yield(item, nil) {
							return
						}
					}
					if a.err != nil {
						yield("", a.err)
					}
				}
			}, key)
			if got != test.want || len(asked) != test.lists {
				t.Errorf("found %q after %d lists, want %q after %d", got, len(asked), test.want, test.lists)
			}
			if (err == nil) != (test.want != "") || platform.KindOf(err) != test.kind || platform.IsOutcomeUnknown(err) {
				t.Errorf("the error is %v of the kind %d, want the kind %d", err, platform.KindOf(err), test.kind)
			}
			if len(asked) == 2 && (asked[1] == key || len(asked[1]) != 64) {
				t.Errorf("the second list is for %q, want a key that nobody used", asked[1])
			}
		})
	}
}
