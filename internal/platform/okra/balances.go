// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"

	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// balanceWire is a Balance object, of which an account has the id.
type balanceWire struct {
	tagged

	Available number `json:"available_balance"`
}

func (w balanceWire) domain(platform.AsOf) (decimal.NullDecimal, error) {
	value, err := w.amount()
	return value, cmp.Or(wire.ID("_id", w.ID), err)
}

// amount returns what is available, not valid where the object does not say.
func (w balanceWire) amount() (decimal.NullDecimal, error) {
	if w.Available == "" {
		return decimal.NullDecimal{}, nil
	}
	value, err := wire.Amount("available_balance", string(w.Available))
	return decimal.NullDecimal{Decimal: value, Valid: err == nil}, err
}

// balanceField is an account's balance: the id of a Balance object, as Okra
// documents it, or the object itself, with or without its amounts.
type balanceField struct{ balanceWire }

// UnmarshalJSON reads either form.
func (b *balanceField) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte{'"'}) {
		return json.Unmarshal(data, &b.ID)
	}
	return json.Unmarshal(data, &b.balanceWire)
}

// balancesWire is the `data` of balance/getById: a list with one element under
// `balance`, as all of Okra's lists, or the object itself there or in its place.
type balancesWire []balanceWire

// UnmarshalJSON reads each of the forms.
func (b *balancesWire) UnmarshalJSON(data []byte) error {
	var outer struct {
		Balance json.RawMessage `json:"balance"`
	}
	if err := json.Unmarshal(data, &outer); err != nil {
		return err
	}
	inner := outer.Balance
	switch {
	case inner == nil:
		inner = data
	case inner[0] == '[' || string(inner) == "null":
		return json.Unmarshal(inner, (*[]balanceWire)(b))
	}
	var single balanceWire
	if err := json.Unmarshal(inner, &single); err != nil {
		return err
	}
	*b = balancesWire{single}
	return nil
}

// balance reads the balance that an account refers to. One that is not there, or
// says no amount, is one that the platform cannot tell; the account is there all
// the same.
func (a accounts) balance(ctx context.Context, id string) (decimal.NullDecimal, error) {
	var none decimal.NullDecimal
	call := read("balance/getById", map[string]any{"id": id})
	var answer wire.Envelope[balancesWire]
	response, err := a.send(ctx, call, &answer)
	if platform.IsNotFound(err) || (err == nil && len(*answer.Data) == 0) {
		return none, nil
	}
	if err != nil {
		return none, err
	}
	found := (*answer.Data)[0]
	if err := cmp.Or(belongs(a.client, call, found), sameID(call, "data.balance", id, found.ID)); err != nil {
		return none, err
	}
	return wire.Convert(call, response, "data.balance", found, balanceWire.domain)
}
