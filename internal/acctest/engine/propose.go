// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// propose merges the prior state and the configuration into the state that the
// provider is asked to plan: what the configuration sets, and the prior state
// for computed attributes that it does not set. Without a prior state they are
// null; it is the provider that makes them unknown.
func (as attributes) propose(prior, config cty.Value) cty.Value {
	if config.IsNull() {
		return config
	}
	proposed := make(map[string]cty.Value, len(as))
	for _, a := range as {
		before := cty.NullVal(a.typ)
		if !isNull(prior) {
			before = prior.GetAttr(a.name)
		}
		proposed[a.name] = a.propose(before, config.GetAttr(a.name))
	}
	return cty.ObjectVal(proposed)
}

func (a attribute) propose(prior, config cty.Value) cty.Value {
	switch {
	case a.computed && config.IsNull():
		// A prior value that only a configuration can have made goes with it.
		if a.optional && a.nested != nil && a.nested.holdsConfigured(prior) {
			return config
		}
		return prior
	case a.nested == nil || config.IsNull() || !config.IsKnown():
		return config
	}
	return a.nested.propose(prior, config)
}

// propose merges each object of the configuration with its counterpart in the
// prior state: by index, by key, or, in a set, the first unused one that can
// have come from it.
func (n *nested) propose(prior, config cty.Value) cty.Value {
	if n.mode == tfprotov6.SchemaObjectNestingModeSingle {
		return n.attributes.propose(prior, config)
	}
	if config.LengthInt() == 0 {
		return config
	}
	counterpart := n.counterparts(prior)
	var list []cty.Value
	byKey := map[string]cty.Value{}
	for it := config.ElementIterator(); it.Next(); {
		key, wanted := it.Element()
		before, merged := counterpart(key, wanted), wanted
		// What a list has no counterpart for stays as it is, an unknown object too.
		if before != cty.NilVal || n.mode != tfprotov6.SchemaObjectNestingModeList {
			merged = n.attributes.propose(before, wanted)
		}
		list = append(list, merged)
		if key.Type() == cty.String && n.mode == tfprotov6.SchemaObjectNestingModeMap {
			byKey[key.AsString()] = merged
		}
	}
	switch n.mode {
	case tfprotov6.SchemaObjectNestingModeMap:
		return cty.MapVal(byKey)
	case tfprotov6.SchemaObjectNestingModeSet:
		return cty.SetVal(list)
	default:
		return cty.ListVal(list)
	}
}

// counterparts returns what finds an object's counterpart in the prior state;
// NilVal where it has none.
func (n *nested) counterparts(prior cty.Value) func(key, wanted cty.Value) cty.Value {
	before := n.objects(prior)
	if n.mode != tfprotov6.SchemaObjectNestingModeSet {
		return func(key, _ cty.Value) cty.Value {
			if len(before) == 0 || prior.HasIndex(key).False() {
				return cty.NilVal
			}
			return prior.Index(key)
		}
	}
	used := make([]bool, len(before))
	return func(_, wanted cty.Value) cty.Value {
		for i, candidate := range before {
			if !used[i] && n.attributes.canComeFrom(wanted, candidate.value) {
				used[i] = true
				return candidate.value
			}
		}
		return cty.NilVal
	}
}

// holdsConfigured reports whether a value has anything in an attribute that the
// provider cannot compute.
func (n *nested) holdsConfigured(value cty.Value) bool {
	for _, o := range n.objects(value) {
		if isNull(o.value) {
			continue
		}
		for _, a := range n.attributes {
			inner := o.value.GetAttr(a.name)
			if inner.IsNull() {
				continue
			}
			if !a.computed || (a.nested != nil && a.nested.holdsConfigured(inner)) {
				return true
			}
		}
	}
	return false
}

// canComeFrom reports whether the provider can have made the prior object out of
// the configured one, by filling in computed attributes alone.
func (as attributes) canComeFrom(config, prior cty.Value) bool {
	switch {
	case isSame(config, prior), prior.IsNull():
		return true
	case config.IsNull():
		return false
	}
	for _, a := range as {
		if !a.canComeFrom(config.GetAttr(a.name), prior.GetAttr(a.name)) {
			return false
		}
	}
	return true
}

func (a attribute) canComeFrom(config, prior cty.Value) bool {
	switch {
	case isSame(config, prior):
		return true
	case config.Type().IsSetType():
		return false // Its elements cannot be matched one by one.
	case a.nested == nil:
		return a.computed && config.IsNull()
	}
	for _, o := range a.nested.objects(prior) {
		wanted, err := o.path.Apply(config)
		if err != nil || !a.nested.attributes.canComeFrom(wanted, o.value) {
			return false
		}
	}
	return true
}
