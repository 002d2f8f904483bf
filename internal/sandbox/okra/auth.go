// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"crypto/sha256"
	"errors"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// The names of the environments in data objects, as the platform documents them.
const (
	envProduction = "production"
	envSandbox    = "production-sandbox"
)

// env names an environment as data objects do.
func env(environment string) string {
	if environment == store.Production {
		return envProduction
	}
	return envSandbox
}

// authenticate finds out whose request it is. Whatever is wrong with the
// credential, the answer is the same.
func (c *call) authenticate() error {
	values := c.r.Header.Values("Authorization")
	if len(values) != 1 {
		return unauthorized()
	}
	scheme, text, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return unauthorized()
	}
	// What is compared is the SHA-256 of a text of 256 random bits, so that the
	// time which the look-up takes gives nothing away.
	key, err := c.tx.Keys().ByHash(sha256.Sum256([]byte(strings.TrimSpace(text))))
	if errors.Is(err, store.ErrNotFound) {
		return unauthorized()
	}
	if err != nil {
		return err
	}
	if key.PublicText != "" || key.Scope.Environment != c.scope.Environment || key.Status(c.now) != store.KeyActive {
		return unauthorized()
	}
	c.key, c.scope = key, key.Scope
	c.tx.Keys().Touch(key.ID, c.now)
	return nil
}

// owner returns the organisation's client token, which is the owner in data
// objects.
func (c *call) owner() (string, error) { return c.tx.ClientToken(c.scope.Organisation) }
