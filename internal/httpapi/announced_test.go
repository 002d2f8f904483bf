// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"math"
	"strings"
	"testing"
)

// TestAnnouncedLength proves that no memory is taken for bytes that a server only
// announces.
func TestAnnouncedLength(t *testing.T) {
	t.Parallel()
	for _, length := range []int64{-1, 0, 1, 10, 1 << 20, math.MaxInt64} {
		body, err := readAll(strings.NewReader(`{"id":"a"}`), length)
		if err != nil || string(body) != `{"id":"a"}` || cap(body) > 1<<20 {
			t.Errorf("announced as %d, read %q into room for %d bytes: %v", length, body, cap(body), err)
		}
	}
}
