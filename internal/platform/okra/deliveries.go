// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"context"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// deliveries are what Okra sends to the environment's one webhook (control-plane:
// Okra documents what arrives, and no call that tells of it).
type deliveries struct{ *control }

type testWire struct {
	DeliveryID string `json:"delivery_id"`
}

// env says nothing: the answer is an id alone.
func (testWire) env() string { return "" }

func (w testWire) domain(platform.AsOf) (string, error) {
	return w.DeliveryID, wire.ID("delivery_id", w.DeliveryID)
}

type deliveryWire struct {
	tagged

	Status   string        `json:"status"`
	Attempts []attemptWire `json:"attempts"`
}

type attemptWire struct {
	At           string `json:"attempted_at"`
	Status       int    `json:"status_code"`
	Milliseconds int64  `json:"duration_ms"`
	Error        string `json:"error"`
}

func (deliveryWire) list() (name string, paged bool) { return "deliveries", true }

func (w deliveryWire) domain(platform.AsOf) (platform.Delivery, error) {
	attempts := make([]wire.Attempt, len(w.Attempts))
	for i, a := range w.Attempts {
		attempts[i] = wire.Attempt(a)
	}
	return wire.DeliveryOf("_id", w.ID, w.Status, "attempted_at", attempts)
}

// Test sends a message to the environment's webhook, if it is the one that is meant.
func (d deliveries) Test(ctx context.Context, webhookID string) (string, error) {
	if _, err := webhooks(d).Get(ctx, webhookID); err != nil {
		return "", err
	}
	call := httpapi.Call{Method: http.MethodPost, Path: "webhooks/test", Body: map[string]any{}, Write: true}
	return one[testWire](ctx, d.control, call)
}

func (d deliveries) Get(ctx context.Context, _, deliveryID string) (platform.Delivery, error) {
	return wire.DeliveryIn(list[deliveryWire](ctx, d.control, read("webhooks/deliveries", map[string]any{}), map[string]any{}), deliveryID)
}
