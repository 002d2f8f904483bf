// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// The prefixes of API keys, by environment.
const (
	sandboxPrefix    = "tok_sandbox_"
	productionPrefix = "tok_live_"
)

// authenticate finds out whose request it is. An API key belongs to one
// organisation and one environment, which decide what the request sees.
func (c *call) authenticate() error {
	header := c.r.Header.Get("Authorization")
	if header == "" {
		return unauthorized("The API key is missing: send it as \"Authorization: ApiKey tok_…\".")
	}
	scheme, text, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "ApiKey") {
		// The scheme is not repeated: it may be a bare key.
		return unauthorized("The Authorization header has another scheme than ApiKey: send the key as \"Authorization: ApiKey tok_…\".")
	}
	// What is compared is the SHA-256 of a text of 190 random bits, so that
	// the time which the look-up takes gives nothing away.
	key, err := c.tx.Keys().ByHash(sha256.Sum256([]byte(strings.TrimSpace(text))))
	if errors.Is(err, store.ErrNotFound) {
		return unauthorized("The API key is invalid.")
	}
	if err != nil {
		return err
	}
	switch key.Status(c.now) {
	case store.KeyExpired:
		return unauthorized("The API key has expired.")
	case store.KeyRevoked:
		return unauthorized("The API key was revoked.")
	}
	c.key, c.scope = key, key.Scope
	c.tx.Keys().Touch(key.ID, c.now)
	return nil
}

func unauthorized(message string) *apiError {
	return refuse(http.StatusUnauthorized, CodeInvalidAPIKey, "%s", message)
}

// keyPrefix returns what the keys of an environment begin with.
func keyPrefix(environment string) string {
	if environment == store.Production {
		return productionPrefix
	}
	return sandboxPrefix
}
