// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"errors"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

func deliveryList() listing { return bySequence("deliveries") }

// webhookTest is the answer to a test.
type webhookTest struct {
	DeliveryID string `json:"deliveryId"`
}

// delivered is a delivery as the platform shows it.
type delivered struct {
	ID        string    `json:"id"`
	WebhookID string    `json:"webhookId"`
	Event     string    `json:"event"`
	Status    string    `json:"status"`
	CreatedAt string    `json:"createdAt"`
	Attempts  []attempt `json:"attempts"`
}

// attempt is one attempt of a delivery. Its instant has milliseconds, since
// attempts can follow each other within a second.
type attempt struct {
	AttemptedAt string  `json:"attemptedAt"`
	StatusCode  *int    `json:"statusCode"`
	DurationMS  int64   `json:"durationMs"`
	Error       *string `json:"error"`
}

func showDelivery(d store.Delivery) delivered {
	shown := delivered{
		ID: d.ID, WebhookID: d.WebhookID, Event: d.Event, Status: string(d.Status), CreatedAt: apihttp.Instant(d.CreatedAt),
		Attempts: make([]attempt, len(d.Attempts)),
	}
	for i, a := range d.Attempts {
		shown.Attempts[i] = attempt{
			AttemptedAt: apihttp.Millis(a.At),
			DurationMS:  a.Duration.Round(time.Millisecond).Milliseconds(),
			Error:       apihttp.OptionalText(a.Error),
		}
		if a.StatusCode != 0 {
			shown.Attempts[i].StatusCode = &a.StatusCode
		}
	}
	return shown
}

// testWebhook queues a test event, whatever events the webhook takes.
func testWebhook(c *call) (reply, error) {
	w, err := c.webhook()
	if err != nil {
		return reply{}, err
	}
	d, err := c.message(w.ID, eventTest, testData{WebhookID: w.ID})
	if err != nil {
		return reply{}, err
	}
	err = c.tx.Enqueue(c.queue(w.Scope), d)
	if errors.Is(err, store.ErrQueueFull) {
		return reply{}, refuse(http.StatusConflict, CodeConflict, "The organisation has %d messages waiting for its webhooks, the most that may wait: "+
			"try again later, or delete a webhook that does not answer.", c.api.MaxMessages)
	}
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusAccepted, body: webhookTest{DeliveryID: d.ID}}, nil
}

func listDeliveries(c *call) (reply, error) {
	w, err := c.webhook()
	if err != nil {
		return reply{}, err
	}
	p, err := c.page(deliveryList())
	if err != nil {
		return reply{}, err
	}
	found, next, err := c.tx.Deliveries(w.ID, p)
	if err != nil {
		return reply{}, err
	}
	shown := make([]delivered, len(found))
	for i, d := range found {
		shown[i] = showDelivery(d)
	}
	return listed(deliveryList(), shown, next), nil
}
