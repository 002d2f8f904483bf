// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan

import "context"

// An answer can also be lost between provider and CLI: a CLI that is killed hears
// nothing of what was made for it.

type callerKey struct{}

// WithCaller gives a call what reports whether the CLI that has made it still listens.
func WithCaller(ctx context.Context, listens func() bool) context.Context {
	return context.WithValue(ctx, callerKey{}, listens)
}

// Heard reports whether the answer to a call may reach the CLI.
func Heard(ctx context.Context) bool {
	listens, ok := ctx.Value(callerKey{}).(func() bool)
	return !ok || listens()
}

type statelessKey struct{}

// WithoutState marks a call of which the state keeps nothing: a create that is undone
// should it fail, and the destroy that undoes it.
func WithoutState(ctx context.Context) context.Context {
	return context.WithValue(ctx, statelessKey{}, true)
}

// LeavesNoState reports whether the call is one of which the state keeps nothing.
func LeavesNoState(ctx context.Context) bool { return ctx.Value(statelessKey{}) != nil }
