// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package bank knows the banks that a platform reaches.
package bank

import (
	"context"
	"iter"

	"golang.org/x/sync/semaphore"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Remember returns banks whose list is read once and then shared: a plan with a
// hundred consents asks for the banks a hundred times. A failed reading is not
// remembered.
func Remember(banks platform.Banks) platform.Banks {
	return &memory{source: banks, reading: semaphore.NewWeighted(1)}
}

type memory struct {
	source  platform.Banks
	reading *semaphore.Weighted // guards what follows; waiting for it can be cancelled
	known   bool
	banks   []platform.Bank
}

func (m *memory) List(ctx context.Context) iter.Seq2[platform.Bank, error] {
	return func(yield func(platform.Bank, error) bool) {
		banks, err := m.all(ctx)
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

func (m *memory) all(ctx context.Context) ([]platform.Bank, error) {
	if err := m.reading.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer m.reading.Release(1)
	if m.known {
		return m.banks, nil
	}
	var banks []platform.Bank
	for b, err := range m.source.List(ctx) {
		if err != nil {
			return nil, err
		}
		banks = append(banks, b)
	}
	m.banks, m.known = banks, true
	return banks, nil
}
