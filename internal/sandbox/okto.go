// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// OktoCredentials are an organisation's credentials on Okto, where each
// environment is managed by itself.
type OktoCredentials struct {
	Sandbox    OktoApp `json:"sandbox"`
	Production OktoApp `json:"production"`
}

// OktoApp is an app with its App Secret, and the token that manages the apps of
// its environment.
type OktoApp struct {
	AppID string `json:"app_id"`
	// AppSecret is nil once it was reset: nobody keeps the text of the new one.
	AppSecret       *string `json:"app_secret"`
	ManagementToken string  `json:"management_token"`
}

// String hides the secrets, so that none is printed by accident.
func (a OktoApp) String() string { return a.AppID + " (sensitive)" }

// GoString hides the secrets from %#v.
func (a OktoApp) GoString() string { return a.String() }

// OktoSecret is what a reset of an App Secret made.
type OktoSecret = okto.NewSecret

// oktoToken is a management token as the database keeps it.
type oktoToken struct {
	scope store.Scope
	hash  [sha256.Size]byte
}

// oktoAppNames are an organisation's seeded apps in an environment. The first is
// the one in the Credentials. A second one in the sandbox environment makes it
// matter which app a request names; whoever needs its secret has to reset it, as
// if it had been lost.
func oktoAppNames(organisation, environment string) []string {
	if environment == store.Production {
		return []string{organisation + " wallet"}
	}
	return []string{organisation + " wallet", organisation + " wallet (staging)"}
}

// seedOkto derives an organisation's apps and management tokens, and writes its
// credentials to c.
func (s *seeded) seedOkto(seed int64, o store.Organisation, c *OktoCredentials, now time.Time) error {
	for environment, dest := range byEnvironment(&c.Sandbox, &c.Production) {
		scope := store.Scope{Organisation: o.ID, Environment: environment}
		token, err := derive(seed, "okto/management-token/"+o.ID+"/"+environment, 32)
		if err != nil {
			return err
		}
		dest.ManagementToken = okto.TokenPrefix + token
		s.oktoTokens = append(s.oktoTokens, oktoToken{scope, sha256.Sum256([]byte(dest.ManagementToken))})
		for i, name := range oktoAppNames(o.Name, environment) {
			a := store.OktoApp{
				ID:    ids.StableUUID("okto", strconv.FormatInt(seed, 10), o.ID, environment, strconv.Itoa(i)),
				Scope: scope, Name: name,
			}
			secret, err := derive(seed, "okto/app-secret/"+a.ID, okto.SecretLength)
			if err != nil {
				return err
			}
			a.Secret = store.OktoSecret{Version: 1, Hash: sha256.Sum256([]byte(secret)), CreatedAt: now}
			s.oktoApps = append(s.oktoApps, a)
			if i == 0 {
				dest.AppID, dest.AppSecret = a.ID, &secret
			}
		}
	}
	return nil
}

// insertOkto writes the seeded apps and management tokens.
func insertOkto(tx *store.Tx, data seeded) error {
	for _, a := range data.oktoApps {
		if err := tx.InsertOktoApp(a); err != nil {
			return err
		}
	}
	for _, t := range data.oktoTokens {
		if err := tx.InsertOktoToken(t.scope, t.hash); err != nil {
			return err
		}
	}
	return nil
}

// addOkto writes them to a database that was seeded before there was Okto.
func addOkto(tx *store.Tx, data seeded) error {
	has, err := tx.HasOktoApps()
	if err != nil || has {
		return err
	}
	return insertOkto(tx, data)
}

// ResetOktoSecret resets the secret of an app, of whatever organisation, as a
// person does on Okto's dashboard. An unknown app is an error that wraps
// store.ErrNotFound.
func (s *Sandbox) ResetOktoSecret(ctx context.Context, appID string) (OktoSecret, error) {
	made, err := s.okto.ResetSecret(ctx, appID)
	if err != nil {
		return OktoSecret{}, fmt.Errorf("resetting the secret of the Okto app %q: %w", appID, err)
	}
	return made, nil
}

// Credentials returns the seeded credentials, without the App Secrets that were
// reset since. If the database cannot be read, which tells them, every App Secret
// is left out.
//
//nolint:contextcheck,nolintlint // Read by contextcheck where it is called: a look at the database takes no context.
func (s *Sandbox) Credentials() Credentials {
	c := Credentials{Organisations: append([]OrganisationCredentials(nil), s.credentials.Organisations...)}
	err := s.store.View(context.Background(), func(tx *store.Tx) error {
		for i := range c.Organisations {
			o := &c.Organisations[i].Okto
			for _, app := range byEnvironment(&o.Sandbox, &o.Production) {
				stored, err := tx.OktoAppByID(app.AppID)
				if err != nil {
					return err
				}
				if stored.Secret.Hash != sha256.Sum256([]byte(*app.AppSecret)) {
					app.AppSecret = nil
				}
			}
		}
		return nil
	})
	if err != nil {
		s.options.Logger.Error("reading the present App Secrets failed", "error", err)
		for i := range c.Organisations {
			c.Organisations[i].Okto.Sandbox.AppSecret, c.Organisations[i].Okto.Production.AppSecret = nil, nil
		}
	}
	return c
}
