// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"sort"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// changedTriggers returns the names of the entries that are in both maps with
// another value, sorted. A planned value that is not known yet counts as
// changed; where the whole map is not known, every entry does.
func changedTriggers(state, plan types.Map) []string {
	before := state.Elements()
	after := plan.Elements()
	var changed []string
	for name, old := range before {
		planned, kept := after[name]
		if plan.IsUnknown() || (kept && differs(old, planned)) {
			changed = append(changed, name)
		}
	}
	sort.Strings(changed)
	return changed
}

// differs compares two entries; null is a value like any other here, since
// `null` and a text are different things to declare.
func differs(before, after attr.Value) bool {
	return after.IsUnknown() || !before.Equal(after)
}

func quotedList(names []string) string {
	return `"` + strings.Join(names, `", "`) + `"`
}
