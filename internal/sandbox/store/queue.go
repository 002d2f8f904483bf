// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"errors"
	"fmt"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
)

// ErrQueueFull says that an organisation has as many messages waiting for its
// webhooks as it may have.
var ErrQueueFull = errors.New("too many messages are waiting for the organisation's webhooks")

// Queue is where the messages of an organisation wait.
type Queue struct {
	Organisation string
	Most         int // How many may wait.
}

// Enqueue adds a message that is due at once, or returns ErrQueueFull.
func (tx *Tx) Enqueue(q Queue, d Delivery) error {
	waiting, ok := tx.waiting[q.Organisation]
	if !ok {
		var err error
		waiting, err = Value[int](tx, `SELECT count(*) FROM deliveries d JOIN webhooks w ON w.id = d.webhook
			WHERE d.due_ms IS NOT NULL AND w.organisation = ?`, q.Organisation)
		if err != nil {
			return err
		}
	}
	if waiting >= q.Most {
		return fmt.Errorf("%w: %d, the most that may wait", ErrQueueFull, q.Most)
	}
	if tx.waiting == nil {
		tx.waiting = map[string]int{}
	}
	tx.waiting[q.Organisation] = waiting + 1
	return tx.insertDelivery(d, delivery.Pending, d.CreatedAt.UnixMilli())
}

// EnqueueEvent is Enqueue for what has happened whether or not it can be told: a
// message that may not wait has failed, and says why.
func (tx *Tx) EnqueueEvent(q Queue, d Delivery) error {
	full := tx.Enqueue(q, d)
	if !errors.Is(full, ErrQueueFull) {
		return full
	}
	if err := tx.insertDelivery(d, delivery.Failed, nil); err != nil {
		return err
	}
	return tx.insertAttempt(d.ID, delivery.Attempt{At: d.CreatedAt, Error: full.Error()})
}

// insertDelivery adds a message that is due at an instant, or nil.
func (tx *Tx) insertDelivery(d Delivery, status delivery.Status, due any) error {
	_, err := tx.Exec("INSERT INTO deliveries (id, webhook, event, payload, status, created_at, due_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
		d.ID, d.WebhookID, d.Event, d.Payload, string(status), Unix(d.CreatedAt), due)
	return err
}
