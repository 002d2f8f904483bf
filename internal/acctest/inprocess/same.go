// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import "reflect"

// same reports whether two plain values are equal. The order of elements does
// not count: plain values do not tell a set, which has none, from a list.
func same(a, b any) bool {
	x, xOK := a.([]any)
	y, yOK := b.([]any)
	if !xOK || !yOK {
		return reflect.DeepEqual(a, b)
	}
	if len(x) != len(y) {
		return false
	}
	for _, item := range x {
		if count(x, item) != count(y, item) {
			return false
		}
	}
	return true
}

// count returns how often an item is in a list.
func count(list []any, item any) int {
	n := 0
	for _, other := range list {
		if same(item, other) {
			n++
		}
	}
	return n
}

// fits reports whether a value is what a plan has promised: known, and the same where
// the plan knew it.
func fits(planned, got any) bool {
	if _, unknown := got.(Unknown); unknown {
		return false
	}
	if _, unknown := planned.(Unknown); unknown {
		return true
	}
	before, isObject := planned.(map[string]any)
	after, stays := got.(map[string]any)
	if !isObject || !stays || len(before) != len(after) {
		return same(planned, got)
	}
	for name, value := range before {
		if !fits(value, after[name]) {
			return false
		}
	}
	return true
}
