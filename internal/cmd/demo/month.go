// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"maps"
	"slices"
)

// month is what an output says of an account's transactions in a month.
type month struct {
	Count  int `json:"count"`
	Totals map[string]struct {
		Inbound  string `json:"inbound"`
		Outbound string `json:"outbound"`
		Net      string `json:"net"`
	} `json:"totals"`
	Transactions []struct {
		BookingDate    string `json:"booking_date"`
		Amount         string `json:"amount"`
		Currency       string `json:"currency"`
		Direction      string `json:"direction"`
		RemittanceInfo string `json:"remittance_info"`
	} `json:"transactions"`
}

// tellMonth tells what the first account had in a month. One without transactions
// is an error, since the sandbox makes some for every account and month.
func (s *stage) tellMonth(m month) error {
	if m.Count == 0 || len(m.Transactions) == 0 || len(m.Totals) == 0 {
		return errors.New("the first account had no transactions in a month, expected some")
	}
	s.say("The first account had %d transactions in a month, of which the last:", m.Count)
	for _, t := range m.Transactions {
		s.say("  %s  %-8s %15s %s  %s", t.BookingDate, t.Direction, t.Amount, t.Currency, t.RemittanceInfo)
	}
	for _, currency := range slices.Sorted(maps.Keys(m.Totals)) {
		sum := m.Totals[currency]
		s.say("  in %s, out %s, net %s %s", sum.Inbound, sum.Outbound, sum.Net, currency)
	}
	return nil
}
