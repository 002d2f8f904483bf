// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"errors"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// tested is the data of the answer to a test.
type tested struct {
	DeliveryID string `json:"delivery_id"`
}

// delivered is a delivery as the platform's style would show it.
type delivered struct {
	ID        string    `json:"_id"`
	Webhook   string    `json:"webhook"`
	Event     string    `json:"event"`
	Status    string    `json:"status"`
	CreatedAt string    `json:"created_at"`
	Attempts  []attempt `json:"attempts"`
}

// attempt is one attempt of a delivery. Its instant has milliseconds, since
// attempts can follow each other within a second.
type attempt struct {
	AttemptedAt string  `json:"attempted_at"`
	StatusCode  *int    `json:"status_code"`
	DurationMS  int64   `json:"duration_ms"`
	Error       *string `json:"error"`
}

// deliveryList is the data of a list of deliveries.
type deliveryList struct {
	Pagination pagination  `json:"pagination"`
	Deliveries []delivered `json:"deliveries"`
}

func showDelivery(d store.Delivery) delivered {
	shown := delivered{
		ID: d.ID, Webhook: d.WebhookID, Event: d.Event, Status: string(d.Status), CreatedAt: apihttp.Instant(d.CreatedAt),
		Attempts: make([]attempt, len(d.Attempts)),
	}
	for i, a := range d.Attempts {
		shown.Attempts[i] = attempt{
			AttemptedAt: apihttp.Millis(a.At), DurationMS: a.Duration.Round(time.Millisecond).Milliseconds(), Error: apihttp.OptionalText(a.Error),
		}
		if a.StatusCode != 0 {
			shown.Attempts[i].StatusCode = &a.StatusCode
		}
	}
	return shown
}

func testWebhook(c *call) (reply, error) {
	w, _, err := c.webhook()
	if err != nil {
		return reply{}, err
	}
	d, err := c.delivery(w, testNotice())
	if err != nil {
		return reply{}, err
	}
	err = c.tx.Enqueue(c.queue(), d)
	if errors.Is(err, store.ErrQueueFull) {
		return reply{}, refuse(http.StatusConflict, TypeCustom, "%d messages are waiting for your webhooks, the most that may wait: "+
			"try again later, or remove a webhook that does not answer.", c.api.MaxMessages)
	}
	if err != nil {
		return reply{}, err
	}
	return reply{message: "Webhook test successfully started", data: tested{DeliveryID: d.ID}}, nil
}

func listDeliveries(c *call) (reply, error) {
	w, f, err := c.webhook("page", "limit")
	if err != nil {
		return reply{}, err
	}
	p, err := f.page()
	if err != nil {
		return reply{}, err
	}
	found, total, err := c.tx.DeliveriesIn(w.ID, p.window())
	if err != nil {
		return reply{}, err
	}
	list := deliveryList{Pagination: p.of(total), Deliveries: make([]delivered, len(found))}
	for i, d := range found {
		list.Deliveries[i] = showDelivery(d)
	}
	return reply{message: "Deliveries successfully retrieved", data: list}, nil
}
