// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok"
)

// Credentials are the seeded credentials of every organisation: what a person
// would find on the platforms' dashboards on the first day.
type Credentials struct {
	Organisations []OrganisationCredentials `json:"organisations"`
}

// OrganisationCredentials are the seeded credentials of one organisation.
type OrganisationCredentials struct {
	ID   string          `json:"id"`
	Name string          `json:"name"`
	Tok  TokCredentials  `json:"tok"`
	Okra OkraCredentials `json:"okra"`
	Okto OktoCredentials `json:"okto"`
}

// TokCredentials are an organisation's pair of API keys on Tok.
type TokCredentials struct {
	Sandbox    TokKey `json:"sandbox"`
	Production TokKey `json:"production"`
}

// byEnvironment yields each environment with the place of its credentials.
func byEnvironment[T any](sandbox, production *T) iter.Seq2[string, *T] {
	return func(yield func(string, *T) bool) {
		_ = yield(store.Sandbox, sandbox) && yield(store.Production, production)
	}
}

// TokKey is one API key.
type TokKey struct {
	APIKey string `json:"api_key"`
}

// String hides the key, so that none is printed by accident.
func (TokKey) String() string { return "(sensitive)" }

// GoString hides the key from %#v.
func (TokKey) GoString() string { return "(sensitive)" }

// organisationNames are the seeded organisations. Two of them make it possible
// to test that neither sees the other's data.
func organisationNames() []string { return []string{"Adria Ledger", "Sava Invoicing"} }

// seeded is everything that a database holds before anybody has changed it.
type seeded struct {
	credentials   Credentials
	organisations []store.Organisation
	keys          []store.APIKey
	oktoApps      []store.OktoApp
	oktoTokens    []oktoToken
	okraClients   []okraClient
	okraKeys      []store.OkraKey
}

// seedData derives the seeded data. The same seed gives the same identifiers
// and credentials everywhere; only the instant of creation is now.
func seedData(seed int64, now time.Time) (seeded, error) {
	var s seeded
	now = now.Truncate(time.Second)
	text := strconv.FormatInt(seed, 10)
	for i, name := range organisationNames() {
		o := store.Organisation{ID: ids.Stable(ids.Organisation, text, strconv.Itoa(i)), Name: name}
		s.organisations = append(s.organisations, o)
		c := OrganisationCredentials{ID: o.ID, Name: name}
		for environment, dest := range byEnvironment(&c.Tok.Sandbox, &c.Tok.Production) {
			secret, err := derive(seed, "tok/api-key/"+o.ID+"/"+environment, 32)
			if err != nil {
				return seeded{}, err
			}
			k, key := tok.NewKey(store.Scope{Organisation: o.ID, Environment: environment}, "Seeded key", secret, now)
			k.ID = ids.Stable(ids.APIKey, text, o.ID, environment)
			s.keys = append(s.keys, k)
			dest.APIKey = key
		}
		if err := s.seedOkra(seed, o, &c.Okra, now); err != nil {
			return seeded{}, err
		}
		if err := s.seedOkto(seed, o, &c.Okto, now); err != nil {
			return seeded{}, err
		}
		s.credentials.Organisations = append(s.credentials.Organisations, c)
	}
	return s, nil
}

// derive returns the n base-62 characters, at most 53, that belong to a label
// under a seed. They are as secret as the seed is, which for a sandbox is enough: what is made
// at run time is random.
func derive(seed int64, label string, n int) (string, error) {
	material, err := deriveBytes(seed, label, 48)
	return ids.Base62(material, n), err
}

// deriveBytes returns the n bytes that belong to a label under a seed.
func deriveBytes(seed int64, label string, n int) ([]byte, error) {
	material, err := hkdf.Key(sha256.New, []byte(strconv.FormatInt(seed, 10)), nil, "openbanking-sandbox/"+label, n)
	if err != nil {
		return nil, fmt.Errorf("deriving a seeded credential: %w", err)
	}
	return material, nil
}
