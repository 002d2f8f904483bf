// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"time"
)

// DeliveryStatus says what has become of a message to a webhook's receiver.
type DeliveryStatus string

// The states of a delivery. A pending one is tried again, with growing pauses.
const (
	DeliveryPending   DeliveryStatus = "pending"
	DeliverySucceeded DeliveryStatus = "succeeded"
	DeliveryFailed    DeliveryStatus = "failed"
)

// Delivery is a message to a webhook's receiver.
type Delivery struct {
	ID       string
	Status   DeliveryStatus
	Attempts []DeliveryAttempt // the oldest first
}

// DeliveryAttempt is one try to deliver a message.
type DeliveryAttempt struct {
	At         time.Time
	StatusCode int           // the receiver's answer, an HTTP status; 0 where it gave none
	Took       time.Duration // how long the receiver took, in whole milliseconds
	Error      string        // why it counts as failed, in the platform's words; "" where the status says all
}

// Deliveries are what the platform sends to webhooks.
type Deliveries interface {
	// Test begins the delivery of a test event, whatever events the webhook has
	// subscribed to, and returns the delivery's id. A call whose answer was lost
	// is not repeated: the receiver might get two.
	Test(ctx context.Context, webhookID string) (string, error)
	// Get returns what has become of a delivery so far. The error's kind is
	// KindNotFound where the platform does not list it.
	Get(ctx context.Context, webhookID, deliveryID string) (Delivery, error)
}
