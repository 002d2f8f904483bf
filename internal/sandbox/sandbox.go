// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package sandbox is an emulator of the open-banking platforms that runs on one
// machine, offline: a real HTTP server over a real database, with seeded data, a
// clock that can be advanced, and faults on request. Tests start it with New;
// the command internal/cmd/openbanking-sandbox serves it.
//
// It shares no code with the client side of this project but the OpenAPI
// documents, so that a mistake in one is caught by the other.
package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/faults"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ratelimit"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/requestlog"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/simclock"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// What a sandbox has unless its Options say otherwise.
const (
	DefaultTier         = "pro"
	DefaultAccounts     = 5
	DefaultTransactions = 200
	// The bounds of an organisation, so that none uses up what all share: far more
	// than a team has.
	DefaultMaxWebhooks = 10_000
	DefaultMaxMessages = 5_000
)

// Options say what kind of sandbox to start. The zero value is a sound one: in
// memory, on the machine's clock.
type Options struct {
	PlatformOptions

	// DB is the path of the database file. Empty is a database in memory.
	DB string
	// Clock is the base of the sandbox's own time, which can be advanced beyond
	// it. Nil is the machine's clock.
	Clock clockwork.Clock
	// Tier is the rate limit of every organisation, where a platform has tiers: free,
	// pro, enterprise or unlimited, which lifts the limits of all platforms. Empty is
	// DefaultTier.
	Tier string
	// Seed decides the seeded data and credentials of a new database; 0 is a random
	// one, so that nobody knows the credentials beforehand. A database that has data
	// keeps its own seed.
	Seed int64
	// Accounts is how many accounts a consent opens, or a customer has at a bank; 0 is
	// DefaultAccounts.
	Accounts int
	// Transactions is how many transactions a new account has; 0 is
	// DefaultTransactions.
	Transactions int
	// MaxWebhooks is how many webhooks an organisation may have on a platform, and
	// MaxMessages how many messages may wait for its webhooks on all platforms; 0 is
	// DefaultMaxWebhooks and DefaultMaxMessages.
	MaxWebhooks, MaxMessages int
	// Latency delays every answer of a platform's API, in time of Clock.
	Latency time.Duration
	// AutoAuthorize makes every consent active, and executes every payment, at once,
	// without a person.
	AutoAuthorize bool
	// AllowExternalWebhooks lets webhook deliveries leave this machine.
	AllowExternalWebhooks bool
	// Address is where the sandbox is about to be served, so that no webhook is
	// delivered there. Nil finds out: by Serve, or by the first request.
	Address net.Addr
	// Logger gets what goes wrong inside; nil discards it. It never gets a secret.
	Logger *slog.Logger
	// Version is what the health endpoint reports.
	Version string
	// Wrap, if set, wraps the platforms' API within fault injection: tests put a
	// validator there that sees what the API takes and answers.
	Wrap func(http.Handler) http.Handler
}

// Fault is one planned misbehaviour.
type Fault = faults.Fault

// RequestLog is what was asked of the sandbox.
type RequestLog = requestlog.Snapshot

// Sandbox is a running sandbox. It is safe for concurrent use.
type Sandbox struct {
	options   Options
	store     *store.Store
	clock     *simclock.Clock
	faults    faults.Set
	requests  *requestlog.Log
	platforms []platform
	mounts    []mount
	engine    *delivery.Engine
	seed      int64
	handler   http.Handler

	advancing  sync.Mutex
	woken      chan struct{} // Holds at most one signal to look at the clock again.
	background *background
}

// platform is a platform at work.
type platform struct {
	emulated.Platform
	emulated.Service
}

// New opens the database, makes or migrates it, seeds what is empty, and starts
// what runs in the background. Close ends it.
func New(ctx context.Context, o Options) (_ *Sandbox, err error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	tier, err := ratelimit.TierByName(o.Tier)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{options: o, clock: simclock.New(o.Clock, 0), woken: make(chan struct{}, 1)}
	if s.store, err = store.Open(ctx, o.DB, tables(o.PlatformOptions)...); err != nil {
		return nil, err
	}
	defer func() { //nolint:contextcheck // What was opened is closed even if ctx has ended.
		if err != nil {
			err = errors.Join(err, s.store.Close())
		}
	}()
	if err := s.load(ctx, tier); err != nil {
		return nil, err
	}
	s.engine = delivery.New(delivery.Options{Store: s.store, Clock: s.clock, AllowRemote: o.AllowExternalWebhooks, Logger: o.Logger})
	s.engine.Serves(o.Address)
	s.requests = requestlog.New(s.clock.Now, s.route)
	s.handler = s.newHandler()
	s.background = startBackground(s) //nolint:contextcheck // It lives until Close, not until ctx ends.
	return s, nil
}

// tables are those of all platforms.
func tables(o PlatformOptions) (list []store.Platform) {
	for _, p := range platforms(o) {
		list = append(list, p.Tables)
	}
	return list
}

// complete checks the options and fills in the defaults.
func (o *Options) complete() error {
	if o.Accounts < 0 || o.Transactions < 0 || o.Latency < 0 {
		return fmt.Errorf("invalid options: got %d accounts, %d transactions and a latency of %s, expected none of them to be negative",
			o.Accounts, o.Transactions, o.Latency)
	}
	o.Tier = orDefault(o.Tier, DefaultTier)
	o.Accounts = orDefault(o.Accounts, DefaultAccounts)
	o.Transactions = orDefault(o.Transactions, DefaultTransactions)
	o.MaxWebhooks = orDefault(o.MaxWebhooks, DefaultMaxWebhooks)
	o.MaxMessages = orDefault(o.MaxMessages, DefaultMaxMessages)
	o.Version = orDefault(o.Version, "dev")
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return nil
}

func orDefault[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}

// load reads what the database keeps about the sandbox, starts the platforms, and
// fills what is empty.
func (s *Sandbox) load(ctx context.Context, tier ratelimit.Tier) error {
	return s.store.Update(ctx, func(tx *store.Tx) (err error) {
		s.seed, err = tx.Seed()
		if errors.Is(err, store.ErrNotFound) {
			s.seed = orDefault(s.options.Seed, randomSeed())
			err = tx.SetSeed(s.seed)
		}
		if err != nil {
			return err
		}
		offset, err := tx.ClockOffset()
		if err != nil {
			return err
		}
		s.clock.SetOffset(offset)
		o := s.options
		for _, described := range platforms(o.PlatformOptions) {
			p := platform{described, described.Start(emulated.Options{
				Store: s.store, Now: s.clock.Now, Seed: s.seed, Tier: tier, Accounts: o.Accounts, Transactions: o.Transactions,
				AutoAuthorize: o.AutoAuthorize, MaxWebhooks: o.MaxWebhooks, MaxMessages: o.MaxMessages, Wake: s.wake, Log: o.Logger,
			})}
			s.platforms = append(s.platforms, p)
			for _, m := range p.Mounts() {
				s.mounts = append(s.mounts, mount{m, p})
			}
		}
		return s.fill(tx)
	})
}

// randomSeed returns a seed that cannot be guessed, as little as what derives
// from it.
func randomSeed() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:])                         // crypto/rand.Read never fails.
	return int64(binary.LittleEndian.Uint64(b[:])) //nolint:gosec // Any bits make a seed.
}

// Platforms describes the platforms that the sandbox emulates.
func (s *Sandbox) Platforms() (list []emulated.Platform) {
	for _, p := range s.platforms {
		list = append(list, p.Platform)
	}
	return list
}

// ServiceOf returns the platform at work that is a T, for what only that platform
// can do.
func ServiceOf[T emulated.Service](s *Sandbox) (service T) {
	for _, p := range s.platforms {
		if found, ok := p.Service.(T); ok {
			service = found
		}
	}
	return service
}

// Version returns the version that the health endpoint reports.
func (s *Sandbox) Version() string { return s.options.Version }

// Now returns the present instant of the sandbox's clock.
func (s *Sandbox) Now() time.Time { return s.clock.Now() }

// Advance moves the sandbox's clock forward. The move is on disk, and what
// time alone changes has changed, when it returns.
func (s *Sandbox) Advance(d time.Duration) error {
	s.advancing.Lock()
	defer s.advancing.Unlock()
	offset, err := s.clock.Advanced(d)
	if err != nil {
		return err
	}
	ctx := context.Background()
	if err := s.store.Update(ctx, func(tx *store.Tx) error { return tx.SetClockOffset(offset) }); err != nil {
		return err
	}
	s.clock.SetOffset(offset)
	_, err = s.settle(ctx)
	s.wake()
	return err
}

// Reset brings the data back to the seed: every object made since is gone, the
// seeded credentials work again, and the rate limits are full. The clock, the
// planned faults and the request log stay as they are.
func (s *Sandbox) Reset(ctx context.Context) error {
	err := s.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.Reset(); err != nil {
			return err
		}
		return s.fill(tx)
	})
	if err != nil {
		return err
	}
	for _, p := range s.platforms {
		if limited, ok := p.Service.(emulated.Refiller); ok {
			limited.Refill()
		}
	}
	return nil
}

// AddFault plans a misbehaviour of the platforms' API.
func (s *Sandbox) AddFault(f Fault) error { return s.faults.Add(f) }

// ClearFaults drops every planned misbehaviour.
func (s *Sandbox) ClearFaults() { s.faults.Clear() }

// Requests returns the log of the requests to the platforms' API.
func (s *Sandbox) Requests() RequestLog { return s.requests.Snapshot() }

// ClearRequests empties that log.
func (s *Sandbox) ClearRequests() { s.requests.Clear() }

// Close stops what runs in the background and closes the database. Closing a
// closed sandbox does nothing.
func (s *Sandbox) Close() error {
	s.background.stop()
	return s.store.Close()
}
