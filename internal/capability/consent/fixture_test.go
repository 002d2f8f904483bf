// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"iter"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// banks lists banks, or fails to.
type banks struct {
	ids   []string
	err   error
	calls int
}

func (b *banks) List(context.Context) iter.Seq2[platform.Bank, error] {
	b.calls++
	return func(yield func(platform.Bank, error) bool) {
		for _, id := range b.ids {
			if !yield(platform.Bank{ID: id}, nil) {
				return
			}
		}
		if b.err != nil {
			yield(platform.Bank{}, b.err)
		}
	}
}

// fixture is the resource on doubles of the platform.
type fixture struct {
	inprocess.Resource

	provider *inprocess.Provider
	consents *consents
	banks    *banks
	clock    *clockwork.FakeClock
}

// newFixture returns the resource, connected to a platform that knows one bank
// and no consent.
func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{
		banks: &banks{ids: []string{"addiko-hr", "erste-hr", "raiffeisen-rs", "otp-hr", "otp-rs"}},
		clock: clockwork.NewFakeClockAt(epoch),
		consents: &consents{
			create: func(context.Context, string, string) (platform.Consent, error) {
				t.Error("a consent was created")
				return pending(), nil
			},
			get: func(context.Context, string) (platform.Consent, error) {
				t.Error("a consent was read")
				return pending(), nil
			},
			revoke: func(context.Context, string) error {
				t.Error("a consent was revoked")
				return nil
			},
		},
	}
	connection := inprocess.Offering(&platform.Platform{
		Name: "tok", Title: "Tok", Environment: platform.Sandbox, Consents: f.consents, Banks: f.banks,
	}, platform.Offer{Capability: platform.CapabilityConsent})
	f.provider = inprocess.Connected(t, connection, []func() resource.Resource{
		func() resource.Resource { return &consentResource{clock: f.clock} },
	}, nil)
	f.Resource = f.provider.Resource("openbanking_consent")
	return f
}

// config is a configuration, with what a test adds.
func config(more inprocess.Values) inprocess.Values {
	c := inprocess.Values{"bank_id": "erste-hr", "callback_url": "https://app.example.com/callback"}
	maps.Copy(c, more)
	return c
}

// state is a consent in the state, with what a test adds.
func state(status platform.ConsentStatus, more inprocess.Values) inprocess.Object {
	var m model
	m.set(with(status))
	attributes := config(inprocess.Values{
		"id": "cns_1", "status": string(status), "created_at": m.CreatedAt.ValueString(), "expires_at": m.ExpiresAt.ValueString(),
		"ready_for_renewal": false,
	})
	if status == platform.ConsentPending {
		attributes["redirect_url"] = m.RedirectURL.ValueString()
	}
	if !m.AuthorizedAt.IsNull() {
		attributes["authorized_at"] = m.AuthorizedAt.ValueString()
	}
	maps.Copy(attributes, more)
	return inprocess.Object{
		Attributes: attributes,
		Identity:   inprocess.Values{"id": "cns_1", "platform": "tok", "environment": "sandbox"},
	}
}

var unknown = inprocess.Unknown{}
