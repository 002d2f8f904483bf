// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"github.com/zclconf/go-cty/cty"
)

// Action is what a plan does with an object.
type Action string

// The actions, by the names that the CLIs' own messages have for them.
const (
	NoOp             Action = "NoOp"
	Create           Action = "Create"
	Update           Action = "Update"
	DeleteThenCreate Action = "DeleteThenCreate"
	CreateThenDelete Action = "CreateThenDelete"
	Delete           Action = "Delete"
	Read             Action = "Read" // of a data source, by the apply
)

// Replaces reports whether the action makes another object out of one.
func (a Action) Replaces() bool { return a == DeleteThenCreate || a == CreateThenDelete }

// change is what is planned for one object.
type change struct {
	address  string
	typeName string
	deposed  string // its key, "" for the current object
	action   Action

	before, after                 cty.Value // null for none
	beforeIdentity, afterIdentity cty.Value // NilVal for none
	private                       []byte
	replaces                      []cty.Path
	imported                      *Import // nil for what was in the state
}

// destruction is the half of a replacement that destroys; the change itself
// where it does nothing else, and nil where it does not destroy.
func (ch *change) destruction() *change {
	switch {
	case ch.action == Delete:
		return ch
	case !ch.action.Replaces():
		return nil
	}
	half := *ch
	half.action, half.after, half.afterIdentity = Delete, cty.NullVal(ch.before.Type()), cty.NilVal
	return &half
}

// creation is the half of a replacement that creates; any other change itself.
func (ch *change) creation() *change {
	if !ch.action.Replaces() {
		return ch
	}
	half := *ch
	half.action, half.before, half.beforeIdentity = Create, cty.NullVal(ch.after.Type()), cty.NilVal
	return &half
}

// replaceable filters what the provider says forces a replacement: only where
// the value changes, or where it is write-only and so never seen to change.
func (s *resourceSchema) replaceable(prior, planned cty.Value, said []cty.Path, r *report) []cty.Path {
	if isNull(prior) {
		return nil
	}
	var forcing []cty.Path
	for _, path := range said {
		before, errBefore := element(prior, path)
		after, errAfter := element(planned, path)
		switch {
		case errBefore != nil && errAfter != nil:
			r.bug("Provider produced invalid plan", `it has indicated "requires replacement" on the non-existent path %s`, pathName(path))
		case errBefore != nil && after.IsNull(), errAfter != nil && before.IsNull():
			// Both are absent.
		case errBefore != nil, errAfter != nil, !isEqual(before, after), s.attributes.isWriteOnly(path):
			forcing = append(forcing, path)
		}
	}
	return forcing
}

// isWriteOnly reports whether a path leads to a write-only attribute.
func (as attributes) isWriteOnly(path cty.Path) bool {
	for i, step := range path {
		name, ok := step.(cty.GetAttrStep)
		if !ok {
			continue
		}
		for _, a := range as {
			switch {
			case a.name != name.Name:
			case i == len(path)-1:
				return a.writeOnly
			case a.nested != nil:
				return a.nested.attributes.isWriteOnly(path[i+1:])
			}
		}
		return false
	}
	return false
}

// decide chooses the action for an object of the configuration.
func decide(prior, planned cty.Value, createFirst, forced bool, replaces []cty.Path) Action {
	switch {
	case isNull(prior):
		return Create
	case (forced || len(replaces) > 0) && createFirst:
		return CreateThenDelete
	case forced || len(replaces) > 0:
		return DeleteThenCreate
	case isEqual(planned, prior):
		return NoOp
	default:
		return Update
	}
}
