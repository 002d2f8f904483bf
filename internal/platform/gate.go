// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"fmt"
)

// Gate keeps calls back until a check has passed, such as the question which
// environment a credential belongs to. The check runs before the first call
// and, once it has passed, never again; a failed one lets nothing through that has
// waited for it, and is repeated by the next call.
type Gate struct{ check *Once[struct{}] }

// NewGate returns a gate that is still closed.
func NewGate(check func(context.Context) error) *Gate {
	return &Gate{NewOnce(func(ctx context.Context) (struct{}, error) { return struct{}{}, check(ctx) })}
}

// Pass returns nil once the check has passed, and else the check's error or
// that of the context.
func (g *Gate) Pass(ctx context.Context) error {
	_, err := g.check.Get(ctx)
	return err
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
