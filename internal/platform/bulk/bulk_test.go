// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk

import (
	"context"
	"iter"
	"reflect"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// effect is what a method of the platform does to what is shared.
type effect int

const (
	shares     effect = iota // is answered from lists
	forgets                  // writes, and so forgets what was listed
	passesOver               // has nothing to do with it
)

// TestEveryMethod proves of each method of each interface that it does what it
// should to the lists: one that a platform's interface gets later is not to be
// forgotten here.
func TestEveryMethod(t *testing.T) {
	t.Parallel()
	t.Run("API keys", func(t *testing.T) {
		t.Parallel()
		everyMethod[platform.APIKeys](t, map[string]effect{
			"Get": shares, "Create": forgets, "Rename": forgets, "Expire": forgets, "Revoke": forgets, "List": passesOver, "Find": passesOver,
		}, func(s *source) platform.APIKeys {
			p := &platform.Platform{APIKeys: fakeKeys{s}}
			Share(t.Context(), p)
			return p.APIKeys
		})
	})
	t.Run("consents", func(t *testing.T) {
		t.Parallel()
		everyMethod[platform.Consents](t, map[string]effect{
			"Get": shares, "Create": forgets, "Revoke": forgets, "List": passesOver,
		}, func(s *source) platform.Consents {
			p := &platform.Platform{Consents: fakeConsents{s}}
			Share(t.Context(), p)
			return p.Consents
		})
	})
	t.Run("webhooks", func(t *testing.T) {
		t.Parallel()
		everyMethod[platform.Webhooks](t, map[string]effect{
			"Get": shares, "Create": forgets, "Update": forgets, "RotateSecret": forgets, "Delete": forgets,
			"List": passesOver, "Events": passesOver, "Find": passesOver,
		}, func(s *source) platform.Webhooks {
			p := &platform.Platform{Webhooks: fakeWebhooks{s}}
			Share(t.Context(), p)
			return p.Webhooks
		})
	})
}

func everyMethod[I any](t *testing.T, expected map[string]effect, over func(*source) I) {
	t.Helper()
	for m := range reflect.TypeFor[I]().Methods() {
		method := m.Name
		effect, known := expected[method]
		if !known {
			t.Errorf("nobody has decided what %s does to what is listed", method)
			continue
		}
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := newSource(10)
			on := reflect.ValueOf(over(s))
			read := func(id string) { call(t, on.MethodByName("Get"), id) }
			read(name(0))
			read(name(1))
			wantRequests(t, s, "1 pages, 1 gets")
			call(t, on.MethodByName(method), name(2))
			read(name(3))
			want := map[bool]string{false: "1 pages, 1 gets", true: "2 pages, 1 gets"}[effect == forgets]
			wantRequests(t, s, want)
		})
	}
}

// call calls a method in a refresh, with an id where it takes one, and zeroes.
func call(t *testing.T, method reflect.Value, id string) {
	t.Helper()
	var in []reflect.Value
	texts := 0
	for of := range method.Type().Ins() {
		switch of {
		case reflect.TypeFor[context.Context]():
			in = append(in, reflect.ValueOf(refreshed(t)))
		case reflect.TypeFor[string]():
			in = append(in, reflect.ValueOf([]string{id, "text"}[min(texts, 1)]))
			texts++
		default:
			in = append(in, reflect.Zero(of))
		}
	}
	out := method.Call(in)
	if len(out) == 0 {
		return
	}
	if err, failed := reflect.TypeAssert[error](out[len(out)-1]); failed && err != nil {
		t.Error(err)
	}
}

// TestLists proves that the lists are of what is live.
func TestLists(t *testing.T) {
	t.Parallel()
	s := newSource(4)
	s.change(name(1), func(it *thing) { it.pending = true })
	s.change(name(2), func(it *thing) { it.dead = true })
	p := &platform.Platform{APIKeys: fakeKeys{s}, Consents: fakeConsents{s}}
	Share(t.Context(), p)
	for _, id := range span(0, 3) {
		if _, err := p.Consents.Get(refreshed(t), id); err != nil {
			t.Error(err)
		}
	}
	// The first is read; the second is on the second list; the third on none.
	wantRequests(t, s, "2 pages, 2 gets")
	for _, id := range []string{name(0), name(2), name(3)} {
		if _, err := p.APIKeys.Get(refreshed(t), id); err != nil {
			t.Error(err)
		}
	}
	wantRequests(t, s, "3 pages, 4 gets")
}

// TestShare_lacking leaves alone what a platform does not have.
func TestShare_lacking(t *testing.T) {
	t.Parallel()
	p := &platform.Platform{}
	Share(t.Context(), p)
	if p.APIKeys != nil || p.Consents != nil || p.Webhooks != nil {
		t.Errorf("the platform has %+v, and had nothing", p)
	}
}

// as makes the source's things those of a type.
func as[T any](s *source, fits func(thing) bool, convert func(thing) T) func(context.Context) iter.Seq2[T, error] {
	return func(ctx context.Context) iter.Seq2[T, error] {
		return func(yield func(T, error) bool) {
			for it, err := range s.list(fits)(ctx) {
				if !yield(convert(it), err) {
					return
				}
			}
		}
	}
}

type fakeKeys struct{ *source }

func aKey(it thing) platform.APIKey { return platform.APIKey{ID: it.ID} }

func (f fakeKeys) Create(context.Context, platform.NewAPIKey, string) (platform.APIKey, error) {
	return platform.APIKey{}, nil
}

func (f fakeKeys) Get(ctx context.Context, id string) (platform.APIKey, error) {
	it, err := f.get(ctx, id)
	return aKey(it), err
}

func (f fakeKeys) List(ctx context.Context, status platform.KeyStatus) iter.Seq2[platform.APIKey, error] {
	fits := map[platform.KeyStatus]func(thing) bool{platform.KeyActive: func(it thing) bool { return !it.dead }}[status]
	return as(f.source, fits, aKey)(ctx)
}

func (f fakeKeys) Find(context.Context, platform.KeyDigest) (platform.APIKey, error) {
	return platform.APIKey{}, nil
}

func (f fakeKeys) Rename(context.Context, string, string) (platform.APIKey, error) {
	return platform.APIKey{}, nil
}

func (f fakeKeys) Expire(context.Context, string, time.Duration) (platform.APIKey, error) {
	return platform.APIKey{}, nil
}

func (f fakeKeys) Revoke(context.Context, string, time.Duration) error { return nil }

type fakeConsents struct{ *source }

func aConsent(it thing) platform.Consent { return platform.Consent{ID: it.ID} }

func (f fakeConsents) Create(context.Context, string, string) (platform.Consent, error) {
	return platform.Consent{}, nil
}

func (f fakeConsents) Get(ctx context.Context, id string) (platform.Consent, error) {
	it, err := f.get(ctx, id)
	return aConsent(it), err
}

func (f fakeConsents) List(ctx context.Context, status platform.ConsentStatus) iter.Seq2[platform.Consent, error] {
	fits := map[platform.ConsentStatus]func(thing) bool{platform.ConsentActive: live, platform.ConsentPending: pending}[status]
	return as(f.source, fits, aConsent)(ctx)
}

func (f fakeConsents) Revoke(context.Context, string) error { return nil }

type fakeWebhooks struct{ *source }

func aWebhook(it thing) platform.Webhook { return platform.Webhook{ID: it.ID} }

func (f fakeWebhooks) Events() []string { return nil }

func (f fakeWebhooks) Create(context.Context, platform.WebhookSettings, platform.GivenSecret, string) (platform.Webhook, error) {
	return platform.Webhook{}, nil
}

func (f fakeWebhooks) Get(ctx context.Context, id string) (platform.Webhook, error) {
	it, err := f.get(ctx, id)
	return aWebhook(it), err
}

func (f fakeWebhooks) List(ctx context.Context) iter.Seq2[platform.Webhook, error] {
	return as(f.source, live, aWebhook)(ctx)
}

func (f fakeWebhooks) Find(context.Context, platform.KeyDigest) (platform.Webhook, error) {
	return platform.Webhook{}, nil
}

func (f fakeWebhooks) Update(context.Context, string, platform.WebhookSettings) (platform.Webhook, error) {
	return platform.Webhook{}, nil
}

func (f fakeWebhooks) RotateSecret(context.Context, string, platform.GivenSecret, time.Duration, string) (platform.Webhook, error) {
	return platform.Webhook{}, nil
}

func (f fakeWebhooks) Delete(context.Context, string) error { return nil }
