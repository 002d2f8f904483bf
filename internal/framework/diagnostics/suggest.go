// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"sort"
	"strings"

	"github.com/agext/levenshtein"
)

// similar is the least similarity, 0 to 1, of a suggestion.
const similar = 0.5

// Suggest returns up to three of the known names that are most like the given one,
// most similar first. It returns none where no name is similar.
func Suggest(given string, known []string) []string {
	type candidate struct {
		name  string
		score float64
	}
	var candidates []candidate
	lower := strings.ToLower(given)
	for _, name := range known {
		score := levenshtein.Match(lower, strings.ToLower(name), nil)
		if score >= similar {
			candidates = append(candidates, candidate{name, score})
		}
	}
	sort.SliceStable(candidates, func(i, j int) bool { return candidates[i].score > candidates[j].score })
	names := make([]string, 0, 3)
	for _, c := range candidates[:min(3, len(candidates))] {
		names = append(names, c.name)
	}
	return names
}
