// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package emulated is what the sandbox and the platforms that it emulates know of
// each other. A platform is a Platform in the sandbox's list, and nothing else of
// the sandbox knows its name.
package emulated

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ratelimit"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Platform describes a platform.
type Platform struct {
	// Tables are its tables. Their name is the platform's: that of its OpenAPI document
	// and of its block in the provider.
	Tables store.Platform
	Title  string // The name that people know.
	Bases  []Base // What people are told of where it is.
	// Start starts it. It leaves the store alone.
	Start func(Options) Service
}

// Base is an address of the platform's API.
type Base struct {
	Path        string // Such as "/name/v1".
	Environment string // Empty for the first address, or the only one.
}

// Options are what a platform works with. The options that only one platform has
// come to it before, from the list.
type Options struct {
	Store *store.Store
	Now   func() time.Time // The sandbox's clock.
	Seed  int64
	// Tier is the rate limit that the user chose. What is unlimited lifts the limits
	// of every platform.
	Tier ratelimit.Tier
	// Accounts is how many accounts come with the consent to a bank, and Transactions
	// how many transactions each of them has at first.
	Accounts, Transactions int
	// AutoAuthorize does without a person's approval.
	AutoAuthorize bool
	// MaxWebhooks is how many webhooks an organisation may have, and MaxMessages how
	// many messages may wait for them.
	MaxWebhooks, MaxMessages int
	// Wake is called when something has to happen later: a webhook's delivery, or what
	// Settler settles.
	Wake func()
	Log  *slog.Logger
}

// Derive returns the n base-62 characters, at most 53, that belong to a label under
// the seed. They are as secret as the seed is, which for a sandbox is enough: what
// is made at run time is random.
func (o Options) Derive(label string, n int) (string, error) {
	material, err := o.DeriveBytes(label, 48)
	return ids.Base62(material, n), err
}

// DeriveBytes returns the n bytes that belong to a label under the seed.
func (o Options) DeriveBytes(label string, n int) ([]byte, error) {
	material, err := hkdf.Key(sha256.New, []byte(o.SeedText()), nil, "openbanking-sandbox/"+label, n)
	if err != nil {
		return nil, fmt.Errorf("deriving a seeded credential: %w", err)
	}
	return material, nil
}

// SeedText is the seed as a part of identifiers.
func (o Options) SeedText() string { return strconv.FormatInt(o.Seed, 10) }

// Service is a platform at work. It may be a Settler, a Refiller and a Controlled too.
type Service interface {
	// Mounts are what it serves.
	Mounts() []Mount
	// Refuse answers a request with the given status as the platform would, without
	// looking at it. Fault injection uses it.
	Refuse(w http.ResponseWriter, r *http.Request, status int)
	// Credentials returns an organisation's seeded credentials.
	Credentials(o store.Organisation) ([]Section, error)
	// Fill stores what an organisation has from the start, as of now.
	Fill(tx *store.Tx, o store.Organisation, now time.Time) error
}

// Mount is a part of the sandbox's addresses.
type Mount struct {
	Prefix string // Of the paths, such as "/name/v1".
	Handler
	// Pages says that people are led there, by a link of another site: to a bank's
	// page, for example. Anything else is an API.
	Pages bool
}

// Handler serves requests.
type Handler interface {
	http.Handler
	// Route tells what a request is for, such as "GET /name/v1/accounts/{id}", or ""
	// for nothing that is there.
	Route(r *http.Request) string
}

// Settler is a platform that time alone changes.
type Settler interface {
	// Settle does what is due, and returns when there is something to do next, or the
	// zero time.
	Settle(ctx context.Context) (next time.Time, err error)
}

// Refiller is a platform with rate limits of its own.
type Refiller interface {
	// Refill fills them, as a reset of the sandbox does.
	Refill()
}

// Controlled is a platform with something to do on its dashboard.
type Controlled interface {
	// Controls are the endpoints that do it, by their patterns under the sandbox's
	// control endpoints and the platform's name, such as "POST /apps/{id}/reset".
	Controls() map[string]Control
}

// Control answers a request with a status and a body that is written as JSON.
type Control func(*http.Request) (status int, body any, err error)
