// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package support

import (
	"cmp"
	"context"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// PlatformsTable says in Markdown which platforms there are and which of them can be
// used today.
func PlatformsTable() string {
	var table strings.Builder
	table.WriteString("| platform | what it is | today | last looked at |\n| --- | --- | --- | --- |\n")
	for _, d := range provider.Dialects() {
		s := d.Standing()
		table.WriteString("| " + strings.Join([]string{d.Title(), s.Is, s.Today, s.Seen}, " | ") + " |\n")
	}
	return table.String()
}

// TypesTable is Support as a table in Markdown.
func TypesTable(ctx context.Context) string {
	var table strings.Builder
	row := func(first string, cells []string) {
		table.WriteString("| " + first + " | " + strings.Join(cells, " | ") + " |\n")
	}
	dialects := provider.Dialects()
	titles, rules := make([]string, len(dialects)), make([]string, len(dialects))
	for i, d := range dialects {
		titles[i], rules[i] = d.Title(), "---"
	}
	row("", titles)
	row("---", rules)
	for _, s := range Support(ctx) {
		cells := make([]string, len(s.On))
		for i, source := range s.On {
			cells[i] = cmp.Or(string(source), "–")
		}
		row(s.Kind+" `"+s.Name+"`", cells)
	}
	return table.String()
}
