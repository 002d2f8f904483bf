// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// triggered is what a plan makes of the triggers: the names of the entries that are
// in both maps with another value, sorted. A value that is not known yet counts as
// changed; where the whole map is not known, every entry does.
type triggered struct{ changed, unknown []string }

func trigger(state, plan types.Map) triggered {
	after := plan.Elements()
	var found triggered
	for name, old := range state.Elements() {
		planned, kept := after[name]
		switch {
		case plan.IsUnknown() || kept && planned.IsUnknown():
			found.unknown = append(found.unknown, name)
		case kept && !planned.Equal(old): // Null is a value like any other here.
			found.changed = append(found.changed, name)
		}
	}
	sort.Strings(found.changed)
	sort.Strings(found.unknown)
	return found
}

// reason is why the triggers rotate; without words where they do not.
func (t triggered) reason() Reason {
	var because []string
	switch len(t.changed) {
	case 0:
	case 1:
		because = append(because, "the trigger "+quotedList(t.changed)+" changed")
	default:
		because = append(because, "the triggers "+quotedList(t.changed)+" changed")
	}
	switch len(t.unknown) {
	case 0:
	case 1:
		because = append(because, "the trigger "+quotedList(t.unknown)+" is not known yet and counts as changed")
	default:
		because = append(because, "the triggers "+quotedList(t.unknown)+" are not known yet and count as changed")
	}
	reason := Reason{Text: strings.Join(because, ", and ")}
	for _, name := range slices.Concat(t.changed, t.unknown) {
		reason.Causes = append(reason.Causes, path.Root("rotation_triggers").AtMapKey(name))
	}
	return reason
}

func quotedList(names []string) string {
	return `"` + strings.Join(names, `", "`) + `"`
}
