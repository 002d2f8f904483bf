// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package delivery sends webhook messages as the Standard Webhooks specification describes
// (https://www.standardwebhooks.com): signed, retried with growing pauses, at least once. A platform that signs nothing
// has its messages sent in the same way, with a bearer token or nothing instead of the signatures.
//
// The package keeps no messages itself. Whoever causes an event stores its messages in the transaction that stores the
// event, and calls Engine.Wake; the Engine takes what is due from the Store and writes every attempt back. What was
// pending when a process died is therefore sent by the next one.
package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Status says what has become of a message.
type Status string

// The states of a message. Pending is the only one that changes.
const (
	Pending   Status = "pending"
	Succeeded Status = "succeeded"
	Failed    Status = "failed"
)

// Message is a message that waits for an attempt.
type Message struct {
	// ID is sent as webhook-id, the same in every attempt, so that a receiver can tell a retry from a new message.
	ID string
	// WebhookID is the subscription that it is for, and Organisation whose that is.
	WebhookID, Organisation string
	// Payload is the request's body, byte for byte the same in every attempt.
	Payload []byte
	// Attempts is how many attempts were made and recorded so far.
	Attempts int
}

// Endpoint is where the messages of a webhook go.
type Endpoint struct {
	URL string
	// Proof shows the receiver that a message is genuine; nil for a webhook without one.
	Proof Proof
}

// Attempt is one try to deliver a message.
type Attempt struct {
	// At is when it began, by the Engine's clock.
	At time.Time
	// StatusCode is the HTTP status of the answer, 0 if there was none.
	StatusCode int
	// Duration is how long the receiver took, measured in real time.
	Duration time.Duration
	// Error says why there is no status, or what its meaning is. It is empty when the status says all, and it never
	// holds the URL or a secret.
	Error string
}

// Result is what an attempt makes of its message.
type Result struct {
	Attempt Attempt
	Status  Status
	// NextAttempt is when a pending message is due again, zero for the others.
	NextAttempt time.Time
}

// The errors of Store.Endpoint that are one webhook's alone: its messages fail, and those of the others go on.
var (
	// ErrNoEndpoint is for a webhook that takes no messages any more.
	ErrNoEndpoint = errors.New("the webhook was deleted or disabled")
	// ErrUnreadable is for a webhook whose secret is damaged.
	ErrUnreadable = errors.New("the webhook's secret cannot be read: rotate it")
)

// Store keeps the messages. Its methods are called from several goroutines at once.
type Store interface {
	// Due returns pending messages whose next attempt is at now or before: the ones due longest of each webhook, and of
	// each organisation's webhooks by turns, as many as the limits say or more. A new message is due when it is created.
	Due(ctx context.Context, now time.Time, perWebhook, perOrganisation int) ([]Message, error)
	// NextDue returns the earliest next attempt after now of any pending message, and the zero time if there is none.
	NextDue(ctx context.Context, now time.Time) (time.Time, error)
	// Endpoint returns where to send a webhook's messages at the time now, or an error that wraps ErrNoEndpoint or
	// ErrUnreadable.
	Endpoint(ctx context.Context, webhookID string, now time.Time) (Endpoint, error)
	// Record adds an attempt to a message and moves the message on. A message that does not exist any more is no error.
	Record(ctx context.Context, messageID string, result Result) error
}

// Payload builds the body of a message: the event's type, when it happened (RFC 3339, UTC), and its data.
func Payload(event string, at time.Time, data any) ([]byte, error) {
	body, err := json.Marshal(struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      any       `json:"data"`
	}{event, at.UTC(), data})
	if err != nil {
		return nil, fmt.Errorf("build the payload of %s: %w", event, err)
	}
	return body, nil
}
