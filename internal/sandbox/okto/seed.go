// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"crypto/sha256"
	"strconv"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto/tables"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// seededApp is an app that an organisation has from the start.
type seededApp struct{ id, name, secret string }

// seededApps derives an organisation's apps in an environment. The first is the
// one in the credentials. A second one in the sandbox environment makes it matter
// which app a request names; its secret has to be reset before use, as if it had
// been lost.
func (a *API) seededApps(o store.Organisation, environment string) ([]seededApp, error) {
	names := []string{o.Name + " wallet"}
	if environment == store.Sandbox {
		names = append(names, o.Name+" wallet (staging)")
	}
	apps := make([]seededApp, len(names))
	for i, name := range names {
		id := ids.StableUUID("okto", a.SeedText(), o.ID, environment, strconv.Itoa(i))
		secret, err := a.Derive("okto/app-secret/"+id, secretLength)
		if err != nil {
			return nil, err
		}
		apps[i] = seededApp{id, name, secret}
	}
	return apps, nil
}

// seededToken derives the token that manages an organisation's apps in an
// environment.
func (a *API) seededToken(s store.Scope) (string, error) {
	token, err := a.Derive("okto/management-token/"+s.Organisation+"/"+s.Environment, 32)
	return tokenPrefix + token, err
}

// Credentials implements emulated.Service. Each environment is managed by itself.
func (a *API) Credentials(o store.Organisation) (list []emulated.Section, err error) {
	for _, s := range o.Scopes() {
		token, err := a.seededToken(s)
		if err != nil {
			return nil, err
		}
		apps, err := a.seededApps(o, s.Environment)
		if err != nil {
			return nil, err
		}
		list = append(list, emulated.Section{Environment: s.Environment, Fields: []emulated.Field{
			{Name: "app_id", Label: "app", Value: apps[0].id},
			{Name: "app_secret", Label: "secret", Value: apps[0].secret, Current: apps[0].current},
			{Name: "management_token", Label: "management token", Value: token},
		}})
	}
	return list, nil
}

// current tells whether the app's secret was not reset since.
func (a seededApp) current(tx *store.Tx) (bool, error) {
	stored, err := tables.Tx{Tx: tx}.AppByID(a.id)
	return stored.Secret.Hash == sha256.Sum256([]byte(a.secret)), err
}

// Fill implements emulated.Service.
func (a *API) Fill(t *store.Tx, o store.Organisation, now time.Time) error {
	tx := tables.Tx{Tx: t}
	for _, s := range o.Scopes() {
		apps, err := a.seededApps(o, s.Environment)
		if err != nil {
			return err
		}
		for _, app := range apps {
			secret := tables.Secret{Version: 1, Hash: sha256.Sum256([]byte(app.secret)), CreatedAt: now}
			if err := tx.InsertApp(tables.App{ID: app.id, Scope: s, Name: app.name, Secret: secret}); err != nil {
				return err
			}
		}
		token, err := a.seededToken(s)
		if err != nil {
			return err
		}
		if err := tx.InsertToken(s, sha256.Sum256([]byte(token))); err != nil {
			return err
		}
	}
	return nil
}
