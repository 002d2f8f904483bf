// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// tokenPrefix is what management tokens begin with.
const tokenPrefix = "okto_mgmt_" //nolint:gosec // A prefix, and no credential.

// secretLength is how many base-62 characters an App Secret has, which hold 256
// bits. The platform documents no format: to a client it is opaque.
const secretLength = 43

// newSecret returns a fresh App Secret.
func newSecret() string { return ids.Secret(secretLength) }

// byAppSecret finds out whose request it is by x-api-key, and notes the use of
// the secret. The messages are the platform's documented ones.
//
// What is compared, here and below, is the SHA-256 of a text of 190 random bits
// or more, so that the time which the look-up takes gives nothing away.
func (c *call) byAppSecret() error {
	values := c.r.Header.Values("X-Api-Key")
	if len(values) == 0 || values[0] == "" {
		return refuse(http.StatusUnauthorized, CodeMissing, "Something went wrong.")
	}
	if len(values) > 1 {
		return unknownSecret()
	}
	app, err := c.tx.AppBySecret(sha256.Sum256([]byte(values[0])))
	if errors.Is(err, store.ErrNotFound) {
		return unknownSecret()
	}
	if err != nil {
		return err
	}
	c.scope = app.Scope
	c.tx.TouchSecret(app.ID, c.now)
	return nil
}

func unknownSecret() *apiError {
	return refuse(http.StatusUnauthorized, CodeUnauthorized, "Unauthorized")
}

// byManagementToken finds out whose request it is by the bearer token, which
// belongs to one organisation and one environment. No header at all is another
// error than one that is refused, as for x-api-key; the platform documents an
// empty Authorization header as the latter.
func (c *call) byManagementToken() error {
	values := c.r.Header.Values("Authorization")
	if len(values) == 0 {
		return unauthorized(CodeMissing, "The management token is missing: send it as \"Authorization: Bearer okto_mgmt_…\".")
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") {
		// Nothing of the header is repeated: it may be a bare token.
		return unauthorized(CodeUnauthorized, "The Authorization header is not of the form \"Bearer okto_mgmt_…\".")
	}
	scope, err := c.tx.TokenScope(sha256.Sum256([]byte(strings.TrimSpace(token))))
	if errors.Is(err, store.ErrNotFound) {
		return unauthorized(CodeUnauthorized, "The management token is unknown.")
	}
	c.scope = scope
	return err
}
