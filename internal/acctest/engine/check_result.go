// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// checkResult lists where an object is not what was planned: whatever was known
// in the plan has to be so in the result, and only the unknown may be filled in.
func (as attributes) checkResult(planned, actual cty.Value) problems {
	var found problems
	switch {
	case isNull(planned) && isNull(actual):
		return nil
	case isNull(planned):
		found.add(nil, true, "root object was absent, but now present")
		return found
	case isNull(actual):
		found.add(nil, true, "root object was present, but now absent")
		return found
	}
	for _, a := range as {
		var inside problems
		completes(planned.GetAttr(a.name), actual.GetAttr(a.name), cty.GetAttrPath(a.name), &inside)
		if len(inside) > 0 && a.secret() {
			inside = nil
			inside.add(cty.GetAttrPath(a.name), true, "inconsistent values for sensitive attribute")
		}
		found = append(found, inside...)
	}
	return found
}

// completes checks that a value fills in a planned one.
func completes(planned, actual cty.Value, path cty.Path, found *problems) {
	switch {
	case !planned.IsKnown():
		if fits := planned.Range().Includes(actual); fits.IsKnown() && fits.False() {
			found.add(path, false, "final value %s does not conform to what was said of the unknown one", actual)
		}
		return
	case planned.IsNull() && actual.IsNull():
		return
	case planned.IsNull():
		found.add(path, false, "was null, but now %s", actual)
		return
	case actual.IsNull():
		found.add(path, false, "was %s, but now null", planned)
		return
	case !actual.IsKnown():
		found.add(path, false, "was known, but now unknown")
		return
	}
	switch typ := planned.Type(); {
	case typ.IsPrimitiveType():
		if !isEqual(planned, actual) {
			found.add(path, false, "was %s, but now %s", planned, actual)
		}
	case typ.IsObjectType():
		for _, name := range slices.Sorted(maps.Keys(typ.AttributeTypes())) {
			completes(planned.GetAttr(name), actual.GetAttr(name), path.GetAttr(name), found)
		}
	case typ.IsSetType():
		completesSet(planned, actual, path, found)
	default:
		completesElements(planned, actual, path, found)
	}
}

// completesElements compares a list or a map element by element.
func completesElements(planned, actual cty.Value, path cty.Path, found *problems) {
	for it := planned.ElementIterator(); it.Next(); {
		key, want := it.Element()
		if actual.HasIndex(key).False() {
			found.add(path.Index(key), false, "element has vanished")
			continue
		}
		completes(want, actual.Index(key), path.Index(key), found)
	}
	for it := actual.ElementIterator(); it.Next(); {
		if key, _ := it.Element(); planned.HasIndex(key).False() {
			found.add(path.Index(key), false, "new element has appeared")
		}
	}
}

// completesSet checks that each planned element has an actual one that can be
// its completion and the other way round. Unknown elements may turn out to be
// the same, so there may be fewer of them in the end, never more.
func completesSet(planned, actual cty.Value, path cty.Path, found *problems) {
	fits := func(want, got cty.Value) bool {
		var inside problems
		completes(want, got, nil, &inside)
		return len(inside) == 0
	}
	wanted, got := planned.AsValueSlice(), actual.AsValueSlice()
	for _, w := range wanted {
		if !slices.ContainsFunc(got, func(g cty.Value) bool { return fits(w, g) }) {
			found.add(path, false, "planned set element %s does not correlate with any element in actual", w)
		}
	}
	for _, g := range got {
		if !slices.ContainsFunc(wanted, func(w cty.Value) bool { return fits(w, g) }) {
			found.add(path, false, "actual set element %s does not correlate with any element in plan", g)
		}
	}
	if len(got) > len(wanted) {
		found.add(path, false, "set length changed from %s to %s", cty.NumberIntVal(int64(len(wanted))), cty.NumberIntVal(int64(len(got))))
	}
}

// writtenBack lists the write-only attributes that have a value, which no
// answer may have.
func (as attributes) writtenBack(value cty.Value, path cty.Path) []string {
	if isNull(value) || !value.IsKnown() {
		return nil
	}
	var names []string
	for _, a := range as {
		inner := value.GetAttr(a.name)
		at := path.GetAttr(a.name)
		if a.writeOnly && !inner.IsNull() {
			names = append(names, pathName(at))
		}
		if a.nested == nil {
			continue
		}
		for _, o := range a.nested.objects(inner) {
			names = append(names, a.nested.attributes.writtenBack(o.value, append(at.Copy(), o.path...))...)
		}
	}
	return names
}
