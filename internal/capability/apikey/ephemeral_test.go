// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// leased is a platform.APIKeys of which the calls of an ephemeral key are noted.
type leased struct {
	platform.APIKeys

	wanted  []platform.NewAPIKey
	expired []time.Duration
	revoked []string
	err     error // of every call but Create
	create  error
	now     time.Time
}

func (l *leased) Create(ctx context.Context, wanted platform.NewAPIKey, idempotencyKey string) (platform.APIKey, error) {
	if ctx.Err() != nil || len(idempotencyKey) < 20 {
		return platform.APIKey{}, fails(platform.KindUnexpected)
	}
	l.wanted = append(l.wanted, wanted)
	return platform.APIKey{
		ID: "key_1", Name: wanted.Name, Key: secretKey, KeyHint: "tok_sandbox_…x7Qa", Fingerprint: "sha256:00ff",
		Status: platform.KeyActive, CreatedAt: l.now, ExpiresAt: l.now.Add(wanted.ExpiresIn),
	}, l.create
}

func (l *leased) Expire(_ context.Context, id string, in time.Duration) (platform.APIKey, error) {
	l.expired = append(l.expired, in)
	return platform.APIKey{ID: id, ExpiresAt: l.now.Add(in)}, l.err
}

func (l *leased) Revoke(ctx context.Context, id string, after time.Duration) error {
	if ctx.Err() != nil || after != 0 {
		return fails(platform.KindUnexpected)
	}
	l.revoked = append(l.revoked, id)
	return l.err
}

// lend serves the ephemeral resource on a clock of the test's.
func lend(t *testing.T, l *leased, clock clockwork.Clock, offer platform.Offer) *inprocess.Provider {
	t.Helper()
	offer.Capability = platform.CapabilityAPIKey
	p := &platform.Platform{Name: "tok", Title: "Tok", Environment: platform.Sandbox, APIKeys: l}
	return inprocess.Ephemeral(t, inprocess.Offering(p, offer), func() ephemeral.EphemeralResource { return &keyEphemeral{clock: clock} })
}

const ephemeralKey = "openbanking_api_key"

// TestEphemeralLife opens, renews and closes, and looks for the key in what is kept
// in between.
func TestEphemeralLife(t *testing.T) {
	t.Parallel()
	platformNow := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	// This machine's clock is an hour off, which must not matter.
	clock := clockwork.NewFakeClockAt(platformNow.Add(-time.Hour))
	l := &leased{now: platformNow}
	p := lend(t, l, clock, platform.Offer{Lacks: []string{"type"}})

	lease, diags := p.Open(ephemeralKey, inprocess.Values{"name": "run", "ttl": "30m"})
	diags.None(t)
	want := inprocess.Values{
		"name": "run", "ttl": "30m", "id": "key_1", "key": secretKey, "key_hint": "tok_sandbox_…x7Qa", "fingerprint": "sha256:00ff",
		"created_at": "2026-03-01T12:00:00Z", "expires_at": "2026-03-01T12:30:00Z",
	}
	for name, v := range want {
		if lease.Result[name] != v {
			t.Errorf("%s is %v, want %v", name, lease.Result[name], v)
		}
	}
	if len(l.wanted) != 1 || l.wanted[0] != (platform.NewAPIKey{Name: "run", ExpiresIn: 30 * time.Minute}) {
		t.Errorf("asked for %+v", l.wanted)
	}
	if due := clock.Now().Add(20 * time.Minute); !lease.RenewAt.Equal(due) {
		t.Errorf("renews at %s, want two thirds later, at %s", lease.RenewAt, due)
	}
	if strings.Contains(string(lease.Private), secretKey) {
		t.Error("the private data hold the key")
	}

	clock.Advance(20 * time.Minute)
	lease, diags = p.Renew(lease)
	diags.None(t)
	if len(l.expired) != 1 || l.expired[0] != 30*time.Minute || !lease.RenewAt.Equal(clock.Now().Add(20*time.Minute)) {
		t.Errorf("renewed by %v, next at %s", l.expired, lease.RenewAt)
	}
	for range 2 { // Closing twice is as good as once.
		p.Close(lease).None(t)
	}
	if len(l.revoked) != 2 || l.revoked[0] != "key_1" {
		t.Errorf("revoked %v", l.revoked)
	}
}

// TestEphemeralDefaults proves the ttl that nobody set, and that a platform with two
// types of keys is asked for a secret one.
func TestEphemeralDefaults(t *testing.T) {
	t.Parallel()
	l := &leased{}
	_, diags := lend(t, l, clockwork.NewFakeClock(), platform.Offer{Requires: []string{"type"}}).Open(ephemeralKey, inprocess.Values{"name": "run"})
	diags.None(t)
	if want := (platform.NewAPIKey{Name: "run", Type: platform.SecretKey, ExpiresIn: 15 * time.Minute}); len(l.wanted) != 1 || l.wanted[0] != want {
		t.Errorf("asked for %+v, want %+v", l.wanted, want)
	}
}

// TestEphemeralFailures proves what is an error and what only a warning, and that
// each names the key by its hint.
func TestEphemeralFailures(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	l := &leased{now: at, create: fails(platform.KindRateLimited)}
	p := lend(t, l, clockwork.NewFakeClock(), platform.Offer{})
	_, diags := p.Open(ephemeralKey, inprocess.Values{"name": "run"})
	diags.OneError(t, `Could not create the key "run" for this run`, "went wrong", "rate limit")

	l.create = nil
	lease, diags := p.Open(ephemeralKey, inprocess.Values{"name": "run"})
	diags.None(t)
	for kind := platform.KindUnexpected; kind <= platform.KindWrongEnvironment; kind++ {
		l.err = fails(kind)
		_, diags := p.Renew(lease)
		diags.OneError(t, "Could not renew the key tok_sandbox_…x7Qa", "went wrong")
		diags = p.Close(lease)
		if kind == platform.KindNotFound {
			diags.None(t)
			continue
		}
		if diags.HasError() {
			t.Errorf("kind %d: a failed revocation is an error: %v", kind, diags.Errors())
		}
		diags.OneWarning(t, "was not revoked", "key_1", "tok_sandbox_…x7Qa", "ends by itself at 2026-03-01T12:15:00Z", "went wrong")
		if strings.Contains(diags.Warnings()[0], secretKey) {
			t.Error("the warning holds the key")
		}
	}
	lease.Private = nil
	p.Close(lease).OneError(t, "The key's id is lost")
	_, diags = p.Renew(lease)
	diags.OneError(t, "The key's id is lost")
}

// TestEphemeralInterrupt proves that the end of a run still revokes its key when the
// run was interrupted.
func TestEphemeralInterrupt(t *testing.T) {
	t.Parallel()
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	l := &leased{}
	p := lend(t, l, clockwork.NewFakeClock(), platform.Offer{}).Within(interrupted)
	lease, diags := p.Open(ephemeralKey, inprocess.Values{"name": "run"})
	diags.None(t)
	p.Close(lease).None(t)
	if len(l.revoked) != 1 {
		t.Errorf("revoked %v", l.revoked)
	}
}

// TestEphemeralValidate checks configurations without a platform.
func TestEphemeralValidate(t *testing.T) {
	t.Parallel()
	p := lend(t, &leased{}, clockwork.NewFakeClock(), platform.Offer{})
	for _, ttl := range []string{"60s", "1m", "24h", "1d"} {
		_, diags := p.Open(ephemeralKey, inprocess.Values{"name": "run", "ttl": ttl})
		diags.None(t)
	}
	for _, ttl := range []string{"59s", "24h1s", "0s", "-15m", "soon", "900"} {
		_, diags := p.Open(ephemeralKey, inprocess.Values{"name": "run", "ttl": ttl})
		diags.OneError(t, "ttl: Not a usable ttl", ttl, `"60s" to "24h"`)
	}
	_, diags := p.Open(ephemeralKey, inprocess.Values{"name": " run"})
	diags.OneError(t, "name: ")
}
