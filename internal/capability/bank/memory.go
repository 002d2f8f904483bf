// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package bank knows the banks that a platform reaches.
package bank

import (
	"context"
	"iter"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Remember returns banks whose list is read once and then shared: a plan with a
// hundred consents asks for the banks a hundred times. A failed reading is shared by
// those who waited for it, and not remembered.
func Remember(banks platform.Banks) platform.Banks {
	return memory{platform.NewOnce(func(ctx context.Context) ([]platform.Bank, error) { return all(ctx, banks) })}
}

type memory struct {
	banks *platform.Once[[]platform.Bank]
}

func (m memory) List(ctx context.Context) iter.Seq2[platform.Bank, error] {
	return func(yield func(platform.Bank, error) bool) {
		banks, err := m.banks.Get(ctx)
		if err != nil {
			yield(platform.Bank{}, err)
			return
		}
		for _, b := range banks {
			if !yield(b, nil) {
				return
			}
		}
	}
}

// all reads a list to its end.
func all(ctx context.Context, source platform.Banks) ([]platform.Bank, error) {
	var banks []platform.Bank
	for b, err := range source.List(ctx) {
		if err != nil {
			return nil, err
		}
		banks = append(banks, b)
	}
	return banks, nil
}
