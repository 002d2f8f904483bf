// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// deliveries are what Tok sends to webhooks (control-plane: Tok documents none).
type deliveries struct{ *client }

type testWire struct {
	DeliveryID string `json:"deliveryId"`
}

func (w testWire) domain(platform.AsOf) (string, error) {
	return w.DeliveryID, wire.ID("deliveryId", w.DeliveryID)
}

type deliveryWire struct {
	identified

	Status   string        `json:"status"`
	Attempts []attemptWire `json:"attempts"`
}

type attemptWire struct {
	At           string `json:"attemptedAt"`
	Status       int    `json:"statusCode"`
	Milliseconds int64  `json:"durationMs"`
	Error        string `json:"error"`
}

func (w deliveryWire) domain(platform.AsOf) (platform.Delivery, error) {
	attempts := make([]wire.Attempt, len(w.Attempts))
	for i, a := range w.Attempts {
		attempts[i] = wire.Attempt(a)
	}
	return wire.DeliveryOf("id", w.ID, w.Status, "attemptedAt", attempts)
}

func (d deliveries) Test(ctx context.Context, webhookID string) (string, error) {
	return one(ctx, d.client, httpapi.Call{
		Method: http.MethodPost, Path: pathOf("webhooks", webhookID, "test"), Write: true,
		Expect: []int{http.StatusAccepted},
	}, testWire.domain)
}

func (d deliveries) Get(ctx context.Context, webhookID, deliveryID string) (platform.Delivery, error) {
	return wire.DeliveryIn(list(ctx, d.client, pathOf("webhooks", webhookID, "deliveries"), nil, deliveryWire.domain), deliveryID)
}
