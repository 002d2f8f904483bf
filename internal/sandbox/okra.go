// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"strconv"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// OkraCredentials are an organisation's credentials on Okra. The client token is
// the same in both environments.
type OkraCredentials struct {
	ClientToken string   `json:"client_token"`
	Sandbox     OkraKeys `json:"sandbox"`
	Production  OkraKeys `json:"production"`
}

// OkraKeys are an environment's pair of keys.
type OkraKeys struct {
	PublicKey string `json:"public_key"`
	SecretKey string `json:"secret_key"`
}

// String hides the secret key, so that it is not printed by accident.
func (k OkraKeys) String() string { return k.PublicKey + " (sensitive)" }

// GoString hides the secret key from %#v.
func (k OkraKeys) GoString() string { return k.String() }

// okraClient is an organisation's client token.
type okraClient struct{ organisation, token string }

// okraSince is when the seeded organisations are said to have joined Okra. Their
// client tokens and first keys carry it, so that the same seed gives the same
// ones everywhere: Okra's identifiers and secret keys hold the instant at which
// they were made.
func okraSince() time.Time { return time.Date(2024, time.January, 15, 9, 0, 0, 0, time.UTC) }

// seedOkra derives an organisation's client token and keys, and writes its
// credentials to c.
func (s *seeded) seedOkra(seed int64, o store.Organisation, c *OkraCredentials, now time.Time) error {
	text := strconv.FormatInt(seed, 10)
	c.ClientToken = ids.StableObjectID(okraSince(), "okra/client", text, o.ID)
	s.okraClients = append(s.okraClients, okraClient{o.ID, c.ClientToken})
	for environment, dest := range byEnvironment(&c.Sandbox, &c.Production) {
		signer, err := deriveBytes(seed, "okra/secret-key/"+o.ID+"/"+environment, okra.SignerSize)
		if err != nil {
			return err
		}
		dest.SecretKey = okra.SecretText(c.ClientToken, okraSince(), signer)
		// A UUID of version 4, as the random ones are.
		random, err := deriveBytes(seed, "okra/public-key/"+o.ID+"/"+environment, 16)
		if err != nil {
			return err
		}
		dest.PublicKey = okra.PublicText([16]byte(random))
		scope := store.Scope{Organisation: o.ID, Environment: environment}
		public := okra.NewPublicKey(scope, "Seeded public key", dest.PublicKey, now)
		secret := okra.NewSecretKey(scope, "Seeded secret key", dest.SecretKey, now)
		public.ID = ids.StableObjectID(okraSince(), "okra/public-key", text, o.ID, environment)
		secret.ID = ids.StableObjectID(okraSince(), "okra/secret-key", text, o.ID, environment)
		s.okraKeys = append(s.okraKeys, public, secret)
	}
	return nil
}

// insertOkra writes the seeded client tokens and keys.
func insertOkra(tx *store.Tx, data seeded) error {
	for _, c := range data.okraClients {
		if err := tx.InsertOkraClient(c.organisation, c.token); err != nil {
			return err
		}
	}
	for _, k := range data.okraKeys {
		if err := tx.InsertOkraKey(k); err != nil {
			return err
		}
	}
	return nil
}

// addOkra writes them to a database that was seeded before there was Okra.
func addOkra(tx *store.Tx, data seeded) error {
	has, err := tx.HasOkraClients()
	if err != nil || has {
		return err
	}
	return insertOkra(tx, data)
}
