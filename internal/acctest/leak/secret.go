// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak

import (
	"fmt"
	"strings"
)

// Secret is something that must not be found.
type Secret struct {
	// Name says what it is, for people.
	Name string
	// Text is its exact text.
	Text string
}

// window is how many characters of a secret are enough to count as a find: a
// line that was cut short leaks as well. Twelve random characters do not occur by
// chance in whatever a test leaves.
const window = 12

// prefixes stand before the random part of the platforms' secrets. By themselves
// they tell nothing.
func prefixes() []string { return []string{"tok_live_", "tok_sandbox_", "whsec_", "okto_mgmt_"} }

// core is the part of the secret that nobody can know without having it: what
// follows the prefix, and the signature of a JSON Web Token, whose other parts
// say what everybody knows.
func (s Secret) core() string {
	for _, prefix := range prefixes() {
		if rest, ok := strings.CutPrefix(s.Text, prefix); ok {
			return rest
		}
	}
	if strings.HasPrefix(s.Text, "eyJ") {
		return s.Text[strings.LastIndex(s.Text, ".")+1:]
	}
	return s.Text
}

// check refuses what could not be found, or would be found everywhere.
func (s Secret) check() error {
	if core := s.core(); len(core) < window {
		return fmt.Errorf("%s has %d characters that are secret, expected at least %d to search for", s.Name, len(core), window)
	}
	return nil
}
