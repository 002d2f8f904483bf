// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/tables"
)

// seededKey derives the API key that an organisation has in an environment from
// the start.
func (a *API) seededKey(s store.Scope, now time.Time) (k store.APIKey, text string, err error) {
	secret, err := a.Derive("tok/api-key/"+s.Organisation+"/"+s.Environment, keyLength)
	k, text = newKey(s, "Seeded key", secret, now)
	k.ID = ids.Stable(idAPIKey, a.SeedText(), s.Organisation, s.Environment)
	return k, text, err
}

// Credentials implements emulated.Service.
func (a *API) Credentials(o store.Organisation) (list []emulated.Section, err error) {
	for _, s := range o.Scopes() {
		_, text, err := a.seededKey(s, time.Time{})
		if err != nil {
			return nil, err
		}
		list = append(list, emulated.Section{Environment: s.Environment, Fields: []emulated.Field{{Name: "api_key", Value: text}}})
	}
	return list, nil
}

// Fill implements emulated.Service.
func (a *API) Fill(tx *store.Tx, o store.Organisation, now time.Time) error {
	for _, s := range o.Scopes() {
		k, _, err := a.seededKey(s, now)
		if err != nil {
			return err
		}
		if err := (tables.Tx{Tx: tx}).Keys().Insert(k); err != nil {
			return err
		}
	}
	return nil
}
