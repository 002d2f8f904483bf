// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import "context"

type refreshKey struct{}

// WithRefresh marks the reads of a refresh, in which every object of the state is
// read once: one may be answered from a list that is read for many of them. All
// other reads, such as those of an update or of a wait for a person, want the
// object as it is now, and are never marked.
func WithRefresh(ctx context.Context) context.Context {
	return context.WithValue(ctx, refreshKey{}, true)
}

// IsRefresh reports whether ctx is that of a refresh.
func IsRefresh(ctx context.Context) bool {
	marked, _ := ctx.Value(refreshKey{}).(bool)
	return marked
}
