// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/seal"
)

var _ delivery.Store = (*Store)(nil)

// Delivery is a message to a webhook, with what came of it.
type Delivery struct {
	ID        string
	WebhookID string
	Event     string
	Payload   []byte
	Status    delivery.Status
	CreatedAt time.Time
	Attempts  []delivery.Attempt // Oldest first.
}

// Deliveries returns a page of a webhook's messages, newest first, and the
// position after it. The caller has checked that the webhook may be read.
func (tx *Tx) Deliveries(webhookID string, p Page) ([]Delivery, string, error) {
	list, next, err := Newest(tx, p, scanDelivery, deliveriesOf+" AND seq < ? ORDER BY seq DESC LIMIT ?", webhookID, Before(p), p.Limit+1)
	if err != nil {
		return nil, "", err
	}
	return list, next, tx.addAttempts(list)
}

// DeliveriesIn returns the window of a webhook's messages, newest first, and how
// many there are in all. The caller has checked that the webhook may be read.
func (tx *Tx) DeliveriesIn(webhookID string, w Window) (list []Delivery, total int64, err error) {
	total, err = Value[int64](tx, "SELECT count(*) FROM deliveries WHERE webhook = ?", webhookID)
	if err != nil {
		return nil, 0, err
	}
	list, err = List(tx, Unnumbered(scanDelivery), deliveriesOf+" ORDER BY seq DESC LIMIT ? OFFSET ?", webhookID, w.Limit, w.Offset)
	if err != nil {
		return nil, 0, err
	}
	return list, total, tx.addAttempts(list)
}

// deliveriesOf selects the messages of one webhook.
const deliveriesOf = "SELECT seq, id, webhook, event, status, created_at FROM deliveries WHERE webhook = ?"

func scanDelivery(r Scanner) (seq int64, d Delivery, err error) {
	err = r.Scan(&seq, &d.ID, &d.WebhookID, &d.Event, &d.Status, Seconds(&d.CreatedAt))
	return seq, d, err
}

// addAttempts reads the attempts of messages into them.
func (tx *Tx) addAttempts(list []Delivery) (err error) {
	for i := range list {
		if list[i].Attempts, err = tx.attempts(list[i].ID); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) attempts(deliveryID string) ([]delivery.Attempt, error) {
	return List(tx, func(r Scanner) (a delivery.Attempt, err error) {
		var at, duration int64
		err = r.Scan(&at, &a.StatusCode, &duration, &a.Error)
		a.At, a.Duration = time.UnixMilli(at).UTC(), time.Duration(duration)*time.Millisecond
		return a, err
	}, "SELECT at_ms, ifnull(status_code, 0), duration_ms, ifnull(error, '') FROM delivery_attempts WHERE delivery = ? ORDER BY number", deliveryID)
}

// Due implements delivery.Store.
func (s *Store) Due(ctx context.Context, now time.Time, perWebhook, perOrganisation int) ([]delivery.Message, error) {
	var list []delivery.Message
	err := s.View(ctx, func(tx *Tx) (err error) {
		list, err = List(tx, func(r Scanner) (m delivery.Message, err error) {
			err = r.Scan(&m.ID, &m.WebhookID, &m.Organisation, &m.Payload, &m.Attempts)
			return m, err
		}, dueByTurns, now.UnixMilli(), perWebhook, perOrganisation)
		return err
	})
	return list, err
}

// dueByTurns selects what is due: of each webhook the first few, and of each
// organisation the first few of these, one of each webhook after the other.
const dueByTurns = `
	SELECT d.id, d.webhook, t.organisation, d.payload, (SELECT count(*) FROM delivery_attempts WHERE delivery = d.id)
	FROM (
		SELECT seq, organisation, row_number() OVER (PARTITION BY organisation ORDER BY place, due_ms, seq) AS turn
		FROM (
			SELECT d.seq, d.due_ms, w.organisation, row_number() OVER (PARTITION BY d.webhook ORDER BY d.due_ms, d.seq) AS place
			FROM deliveries d JOIN webhooks w ON w.id = d.webhook WHERE d.due_ms <= ?1
		) WHERE place <= ?2
	) t JOIN deliveries d ON d.seq = t.seq
	WHERE t.turn <= ?3 ORDER BY t.turn`

// NextDue implements delivery.Store.
func (s *Store) NextDue(ctx context.Context, now time.Time) (time.Time, error) {
	var next sql.NullInt64
	err := s.View(ctx, func(tx *Tx) error {
		return tx.Get(func(r Scanner) error { return r.Scan(&next) }, "SELECT min(due_ms) FROM deliveries WHERE due_ms > ?", now.UnixMilli())
	})
	if err != nil || !next.Valid {
		return time.Time{}, err
	}
	return time.UnixMilli(next.Int64).UTC(), nil
}

// Endpoint implements delivery.Store.
func (s *Store) Endpoint(ctx context.Context, webhookID string, now time.Time) (delivery.Endpoint, error) {
	var e delivery.Endpoint
	err := s.View(ctx, func(tx *Tx) error {
		var platform string
		err := tx.Get(func(r Scanner) error { return r.Scan(&e.URL, &platform) },
			"SELECT url, platform FROM webhooks WHERE id = ? AND enabled", webhookID)
		if errors.Is(err, ErrNotFound) {
			return delivery.ErrNoEndpoint
		}
		if err != nil {
			return err
		}
		secrets, err := tx.openSecrets(webhookID, now)
		switch {
		case errors.Is(err, seal.ErrOpen):
			return delivery.ErrUnreadable
		case err != nil:
			return err
		}
		if prove := s.proofs[platform]; prove != nil {
			e.Proof = prove(secrets)
		}
		return nil
	})
	return e, err
}

// openSecrets returns the secrets of a webhook that are valid at the instant now,
// newest first.
func (tx *Tx) openSecrets(webhookID string, now time.Time) (secrets []string, err error) {
	return List(tx, func(r Scanner) (string, error) {
		var version int64
		var sealed []byte
		if err := r.Scan(&version, &sealed); err != nil {
			return "", err
		}
		secret, err := tx.Open(sealed, secretPurpose(webhookID, version))
		return string(secret), err
	}, "SELECT version, sealed FROM webhook_secrets WHERE webhook = ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY version DESC",
		webhookID, now.Unix())
}

// Record implements delivery.Store.
func (s *Store) Record(ctx context.Context, messageID string, result delivery.Result) error {
	return s.Update(ctx, func(tx *Tx) error {
		var due any
		if result.Status == delivery.Pending {
			// Rounded up, so that the message is never due before its instant.
			due = result.NextAttempt.Add(time.Millisecond - 1).UnixMilli()
		}
		found, err := tx.Exec("UPDATE deliveries SET status = ?, due_ms = ? WHERE id = ?", string(result.Status), due, messageID)
		if err != nil || found == 0 {
			return err
		}
		return tx.insertAttempt(messageID, result.Attempt)
	})
}

func (tx *Tx) insertAttempt(messageID string, a delivery.Attempt) error {
	_, err := tx.Exec(`INSERT INTO delivery_attempts (delivery, number, at_ms, status_code, duration_ms, error)
		VALUES (?1, 1 + (SELECT count(*) FROM delivery_attempts WHERE delivery = ?1), ?2, nullif(?3, 0), ?4, nullif(?5, ''))`,
		messageID, a.At.UnixMilli(), a.StatusCode, a.Duration.Milliseconds(), a.Error)
	return err
}

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
