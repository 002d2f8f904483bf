// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import "sync"

// Started remembers which consent this process has started last for each bank.
type Started struct{ byBank sync.Map }

// Note remembers a consent.
func (s *Started) Note(bankID, id string) { s.byBank.Store(bankID, id) }

// At returns the id of the consent that was started last for a bank; "" for none.
func (s *Started) At(bankID string) string {
	id, _ := s.byBank.Load(bankID)
	text, _ := id.(string)
	return text
}
