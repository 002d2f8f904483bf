// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// Gate keeps calls back until a check has passed, such as the question which
// environment a credential belongs to. The check runs before the first call
// and, once it has passed, never again; a failed one lets nothing through and
// is repeated by the next call.
type Gate struct {
	check    func(context.Context) error
	passed   atomic.Bool
	checking *semaphore.Weighted // one at a time; unlike a mutex, waiting for it can be cancelled
}

// NewGate returns a gate that is still closed.
func NewGate(check func(context.Context) error) *Gate {
	return &Gate{check: check, checking: semaphore.NewWeighted(1)}
}

// Pass returns nil once the check has passed, and else the check's error or
// that of the context.
func (g *Gate) Pass(ctx context.Context) error {
	if g.passed.Load() {
		return nil
	}
	if err := g.checking.Acquire(ctx, 1); err != nil {
		return err
	}
	defer g.checking.Release(1)
	if g.passed.Load() {
		return nil
	}
	if err := g.check(ctx); err != nil {
		return err
	}
	g.passed.Store(true)
	return nil
}

// CheckEnvironment compares what a platform says of a credential's environment
// with the configured one. A platform that says nothing is believed. The
// credential is named in words, such as "API key".
func CheckEnvironment(credential, said string, configured Environment) error {
	if said == "" || said == string(configured) {
		return nil
	}
	// What is no environment is not repeated: an answer may hold anything.
	place := "an environment that is neither sandbox nor production"
	if environment := Environment(said); environment == Sandbox || environment == Production {
		place = fmt.Sprintf("its %s environment", environment)
	}
	return &Error{
		Kind: KindWrongEnvironment,
		Err:  fmt.Errorf("the platform says that the %s belongs to %s, but the provider is set to %s", credential, place, configured),
	}
}
