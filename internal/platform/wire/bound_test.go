// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// TestBound proves after which page a list is not read on, be it long, large, or
// without an end.
func TestBound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		items, size int // of each page
		last        int // the page that is refused
		want        string
	}{
		"full pages":         {100, 50_000, 11, "by page 11 there are 1100 items in 550000 bytes. At most 1000 are read, where 2048 bytes count as one and a page as 10"},
		"large pages":        {100, 2 << 20, 1, "by page 1 there are 100 items in 2097152 bytes"},
		"items of two sizes": {100, 150 * 2048, 7, "by page 7 there are 700 items in 2150400 bytes"},
		"one on a page":      {1, 500, 101, "by page 101 there are 101 items in 50500 bytes"},
		"empty pages":        {0, 30, 100, "by page 100 the last 100 were empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bound := wire.Bound{Most: 1000}
			for page := 1; ; page++ {
				err := bound.Page(httpapi.Call{Method: http.MethodGet, Path: "/things"}, test.items, test.size)
				if page < test.last {
					if err != nil {
						t.Fatalf("page %d: %v", page, err)
					}
					continue
				}
				if want := "GET /things has listed more than is read: " + test.want; err == nil || !strings.HasPrefix(err.Error(), want) || platform.KindOf(err) != platform.KindListTooLong {
					t.Errorf("page %d: got %v of the kind %d, want %s", page, err, platform.KindOf(err), want)
				}
				return
			}
		})
	}
}

// TestBound_whole proves that a list of as many items as are read is read, and that
// empty pages are none of its end as long as something comes between.
func TestBound_whole(t *testing.T) {
	t.Parallel()
	bound := wire.Bound{Most: 3000}
	for page := range 100 {
		items := 0
		if page%50 == 49 {
			items = 1000
		}
		if err := bound.Page(httpapi.Call{}, items, 500*items); err != nil {
			t.Fatalf("page %d: %v", page+1, err)
		}
	}
}
