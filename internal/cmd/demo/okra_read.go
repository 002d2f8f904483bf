// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
)

func (s *okraStory) read(ctx context.Context) error {
	s.step("Apply again: read the accounts of a customer, and a month of transactions")
	var found struct {
		Customers []struct {
			ID   string `json:"_id"`
			Name string `json:"name"`
		} `json:"customers"`
	}
	if err := s.ask(ctx, "/customers/list", nil, &found); err != nil {
		return err
	}
	if len(found.Customers) == 0 {
		return errors.New("the sandbox has no customers, expected some")
	}
	customer := found.Customers[0]
	month, err := s.sandbox.lastMonth(ctx)
	if err != nil {
		return err
	}
	s.say("%s is a customer already: on Okra there is no consent to wait for.", customer.Name)
	if err := errors.Join(s.addConfig("read"), s.set(map[string]any{"customer_id": customer.ID, "month": month})); err != nil {
		return err
	}
	if err := s.apply(ctx, "0 added, 0 changed, 0 destroyed"); err != nil {
		return err
	}
	var o okraOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	if err := s.checkAccounts(ctx, customer.ID, o); err != nil {
		return err
	}
	s.say("Read %d accounts; the server counts as many.", len(o.Accounts))
	const shown = 3
	for i, a := range o.Accounts {
		if i == shown {
			s.say("… and %d more.", len(o.Accounts)-shown)
			break
		}
		s.say("%s  %s", a.NUBAN, a.Bank)
	}
	s.say("On the first one, %s NGN are available, exactly what the server says.", o.Balance)
	return s.tellMonth(o.Month)
}

// checkAccounts compares what the CLI read with what the server says.
func (s *okraStory) checkAccounts(ctx context.Context, customerID string, o okraOutputs) error {
	var accounts struct {
		Pagination struct {
			Total int `json:"totalDocs"`
		} `json:"pagination"`
	}
	if err := s.ask(ctx, "/accounts/getByCustomer", map[string]any{"customer": customerID}, &accounts); err != nil {
		return err
	}
	if len(o.Accounts) == 0 || len(o.Accounts) != accounts.Pagination.Total {
		return fmt.Errorf("the accounts of the customer: got %d, the server says %d", len(o.Accounts), accounts.Pagination.Total)
	}
	var balances struct {
		Balance []struct {
			Available json.Number `json:"available_balance"`
		} `json:"balance"`
	}
	if err := s.ask(ctx, "/balance/getByAccount", map[string]any{"account": o.Accounts[0].ID}, &balances); err != nil {
		return err
	}
	if len(balances.Balance) != 1 {
		return fmt.Errorf("the balance of an account: the server has %d, expected 1", len(balances.Balance))
	}
	said := balances.Balance[0].Available.String()
	got, gotOK := new(big.Rat).SetString(o.Balance)
	want, wantOK := new(big.Rat).SetString(said)
	if !gotOK || !wantOK || got.Cmp(want) != 0 {
		return fmt.Errorf("the balance of the first account: got %q, the server says %q", o.Balance, said)
	}
	return nil
}
