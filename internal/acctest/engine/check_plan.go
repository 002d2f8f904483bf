// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// problems collects what is wrong with a value, each with its place.
type problems []string

func (p *problems) add(path cty.Path, secret bool, format string, values ...cty.Value) {
	shown := make([]any, len(values))
	for i, v := range values {
		shown[i] = fmt.Sprintf("%#v", decode(v))
		if secret {
			shown[i] = "(sensitive)"
		}
	}
	text := fmt.Sprintf(format, shown...)
	if name := pathName(path); name != "" {
		text = name + ": " + text
	}
	*p = append(*p, text)
}

// checkPlan lists where a planned object breaks the rules for plans: what the
// configuration sets is planned as it is, or as it was before; only what it does
// not set, and is computed, is the provider's to decide.
func (as attributes) checkPlan(prior, config, planned cty.Value) problems {
	var found problems
	as.plannedWell(prior, config, planned, nil, &found)
	return found
}

func (as attributes) plannedWell(prior, config, planned cty.Value, path cty.Path, found *problems) {
	for _, a := range as {
		none := cty.NullVal(a.typ)
		of := func(object cty.Value) cty.Value {
			if isNull(object) {
				return none
			}
			return object.GetAttr(a.name)
		}
		a.plannedWell(of(prior), of(config), of(planned), path.GetAttr(a.name), found)
	}
}

func (a attribute) plannedWell(prior, config, planned cty.Value, path cty.Path, found *problems) {
	switch {
	case isSame(planned, config):
	case isSame(planned, prior) && !prior.IsNull() && !config.IsNull():
		// The provider takes both for the same.
	case a.writeOnly:
		if !planned.IsNull() {
			found.add(path, true, "planned value for write-only attribute is not null")
		}
	case a.computed && (!a.optional || config.IsNull()):
	case config.IsNull() && !planned.IsNull():
		found.add(path, a.secret(), "planned value %s for a non-computed attribute", planned)
	case a.nested != nil:
		a.nested.plannedWell(prior, config, planned, path, found)
	case prior.IsNull():
		found.add(path, a.secret(), "planned value %s does not match config value %s", planned, config)
	default:
		found.add(path, a.secret(), "planned value %s does not match config value %s nor prior value %s", planned, config, prior)
	}
}

// plannedWell holds the objects inside an attribute to the rules. Those of a set
// cannot be told apart, so only their number counts.
func (n *nested) plannedWell(prior, config, planned cty.Value, path cty.Path, found *problems) {
	switch {
	case planned.IsNull():
		found.add(path, false, "planned for absence but config wants existence")
		return
	case !planned.IsKnown():
		found.add(path, false, "planned unknown for configured value")
		return
	case n.mode == tfprotov6.SchemaObjectNestingModeSingle:
		n.attributes.plannedWell(prior, config, planned, path, found)
		return
	}
	got, wanted := planned.Length(), config.Length()
	if n.mode == tfprotov6.SchemaObjectNestingModeSet {
		// Elements that are not known yet may turn out to be the same.
		if fits := got.Range().Includes(wanted); fits.IsKnown() && fits.False() {
			found.add(path, false, "count in plan (%s) disagrees with count in config (%s)", got, wanted)
		}
		return
	}
	if !isEqual(got, wanted) {
		found.add(path, false, "count in plan (%s) disagrees with count in config (%s)", got, wanted)
		return
	}
	for _, o := range n.objects(planned) {
		at := append(path.Copy(), o.path...)
		configured, err := o.path.Apply(config)
		if err != nil {
			found.add(at, false, "is not in the configuration")
			continue
		}
		before, err := element(prior, o.path)
		if err != nil {
			before = cty.NilVal
		}
		n.attributes.plannedWell(before, configured, o.value, at, found)
	}
}
