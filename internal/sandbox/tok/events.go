// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/tables"
)

// The events that a webhook can subscribe to, and the one that a test sends.
const (
	eventConsentAuthorized  = "consent.authorized"
	eventConsentExpired     = "consent.expired"
	eventConsentRevoked     = "consent.revoked"
	eventAccountUpdated     = "account.updated"
	eventTransactionsSynced = "transactions.synced"
	eventTest               = "webhook.test"
)

// events lists what a webhook can subscribe to.
func events() []string {
	return []string{eventConsentAuthorized, eventConsentExpired, eventConsentRevoked, eventAccountUpdated, eventTransactionsSynced}
}

// syncedData is what transactions.synced tells.
type syncedData struct {
	AccountID string `json:"accountId"`
	ConsentID string `json:"consentId"`
	Added     int64  `json:"added"` // How many transactions are new.
}

// testData is what webhook.test tells.
type testData struct {
	WebhookID string `json:"webhookId"`
}

// emit queues an event for every webhook that takes it, in the transaction that
// caused it, so that there is none without the other.
func (c *call) emit(s store.Scope, event string, data any) error {
	webhooks, err := c.tx.Webhooks().Subscribers(s, event)
	if err != nil {
		return err
	}
	for _, id := range webhooks {
		d, err := c.message(id, event, data)
		if err != nil {
			return err
		}
		if err := c.tx.EnqueueEvent(c.queue(s), d); err != nil {
			return err
		}
	}
	return nil
}

// queue is where the messages to a scope's webhooks wait.
func (c *call) queue(s store.Scope) store.Queue {
	return store.Queue{Organisation: s.Organisation, Most: c.api.MaxMessages}
}

// message makes the message that tells a webhook of an event.
func (c *call) message(webhookID, event string, data any) (store.Delivery, error) {
	payload, err := delivery.Payload(event, c.now, data)
	c.woken = true
	return store.Delivery{ID: ids.New(idDelivery, c.now), WebhookID: webhookID, Event: event, Payload: payload, CreatedAt: c.now}, err
}

// Settle ends every consent whose time is over, with its event, and returns when
// the next one ends by itself, or the zero time.
func (a *API) Settle(ctx context.Context) (next time.Time, err error) {
	c := &call{api: a, now: a.Now().Truncate(time.Second)}
	err = a.Store.View(ctx, func(tx *store.Tx) (err error) {
		next, err = tables.Tx{Tx: tx}.NextLapse()
		a.nextLapse.set(next)
		return err
	})
	if err == nil && !next.IsZero() && !next.After(c.now) {
		err = a.Store.Update(ctx, func(tx *store.Tx) (err error) {
			c.tx = tables.Tx{Tx: tx}
			next, err = c.lapse()
			a.nextLapse.set(next)
			return err
		})
	}
	if err != nil {
		a.nextLapse.forget()
		return time.Time{}, err
	}
	if c.woken {
		a.Wake()
	}
	return next, nil
}

// lapse is Settle within its transaction.
func (c *call) lapse() (next time.Time, err error) {
	lapsed, err := c.tx.LapseConsents(c.now)
	if err != nil {
		return time.Time{}, err
	}
	for _, ended := range lapsed {
		if err := c.emit(ended.Scope, eventConsentExpired, showConsent(ended, "")); err != nil {
			return time.Time{}, err
		}
	}
	return c.tx.NextLapse()
}

// settleDue is Settle if a consent's time is over, and free of cost otherwise.
// Every request does it first, so that none sees a consent that should be dead.
func (a *API) settleDue(ctx context.Context, now time.Time) error {
	if !a.nextLapse.reached(now) {
		return nil
	}
	_, err := a.Settle(ctx)
	return err
}

// lapsesAt notes that a consent ends at the instant by time alone.
func (c *call) lapsesAt(t time.Time) {
	c.api.nextLapse.add(t)
	c.woken = true
}
