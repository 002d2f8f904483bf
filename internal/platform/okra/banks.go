// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/json"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// nigeria is where Okra's banks are unless one says otherwise.
const (
	nigeria = "NG"
	naira   = "NGN"
)

// bankWire is a bank. Unlike all other objects it has its id in `id`; `_id` is
// read as well, since that is how accounts have it.
type bankWire struct {
	ID        string            `json:"id"`
	ObjectID  string            `json:"_id"`
	Name      string            `json:"name"`
	Countries []json.RawMessage `json:"countries"`
}

func (bankWire) list() (string, bool) { return "banks", false }

func (bankWire) env() string { return "" }

func (w bankWire) id() string {
	if w.ID != "" {
		return w.ID
	}
	return w.ObjectID
}

func (w bankWire) domain(platform.AsOf) (platform.Bank, error) {
	bank := platform.Bank{ID: w.id(), Name: w.Name, Country: countryOf(w.Countries)}
	if bank.Country == nigeria {
		bank.Currencies = []string{naira}
	}
	return bank, wire.ID("id", bank.ID)
}

// countryOf returns a bank's country, ISO 3166-1 alpha-2, "" where the platform
// names one in a way that does not tell it. Okra documents the field, and not
// what is in it.
func countryOf(countries []json.RawMessage) string {
	if len(countries) == 0 {
		return nigeria
	}
	var name string
	if json.Unmarshal(countries[0], &name) != nil {
		return ""
	}
	code := strings.ToUpper(name)
	isCode := len(code) == 2 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	switch {
	case isCode:
		return code
	case code == "NIGERIA":
		return nigeria
	}
	return ""
}
