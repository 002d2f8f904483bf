// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// since is when the seeded organisations are said to have joined Okra. Their
// client tokens and first keys carry it, so that the same seed gives the same
// ones everywhere: Okra's identifiers and secret keys hold the instant at which
// they were made.
func since() time.Time { return time.Date(2024, time.January, 15, 9, 0, 0, 0, time.UTC) }

// seededToken derives an organisation's client token, which is the same in both
// environments.
func (a *API) seededToken(organisation string) string {
	return ids.StableObjectID(since(), "okra/client", a.SeedText(), organisation)
}

// seededKeys derives the texts of the keys that an organisation has in an
// environment from the start.
func (a *API) seededKeys(s store.Scope) (public, secret string, err error) {
	signer, err := a.DeriveBytes("okra/secret-key/"+s.Organisation+"/"+s.Environment, signerSize)
	if err != nil {
		return "", "", err
	}
	// A UUID of version 4, as the random ones are.
	random, err := a.DeriveBytes("okra/public-key/"+s.Organisation+"/"+s.Environment, 16)
	if err != nil {
		return "", "", err
	}
	return publicText([16]byte(random)), secretText(a.seededToken(s.Organisation), since(), signer), nil
}

// Credentials implements emulated.Service.
func (a *API) Credentials(o store.Organisation) ([]emulated.Section, error) {
	list := []emulated.Section{{Fields: []emulated.Field{{Name: "client_token", Label: "client token", Value: a.seededToken(o.ID)}}}}
	for _, s := range o.Scopes() {
		public, secret, err := a.seededKeys(s)
		if err != nil {
			return nil, err
		}
		list = append(list, emulated.Section{Environment: s.Environment, Fields: []emulated.Field{
			{Name: "public_key", Label: "public key", Value: public}, {Name: "secret_key", Label: "secret key", Value: secret},
		}})
	}
	return list, nil
}

// Fill implements emulated.Service.
func (a *API) Fill(t *store.Tx, o store.Organisation, now time.Time) error {
	tx := tables.Tx{Tx: t}
	if err := tx.InsertClient(o.ID, a.seededToken(o.ID)); err != nil {
		return err
	}
	for _, s := range o.Scopes() {
		publicText, secretText, err := a.seededKeys(s)
		if err != nil {
			return err
		}
		public := newPublicKey(s, "Seeded public key", publicText, now)
		secret := newSecretKey(s, "Seeded secret key", secretText, now)
		public.ID = ids.StableObjectID(since(), "okra/public-key", a.SeedText(), s.Organisation, s.Environment)
		secret.ID = ids.StableObjectID(since(), "okra/secret-key", a.SeedText(), s.Organisation, s.Environment)
		for _, k := range []store.APIKey{public, secret} {
			if err := tx.Keys().Insert(k); err != nil {
				return err
			}
		}
	}
	return nil
}
