// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// consents manages PSD2 consents. Creating, reading and revoking one is
// documented; the list is control-plane, and so are the names of the fields.
type consents struct{ *client }

type consentWire struct {
	identified

	BankID       string `json:"bankId"`
	CallbackURL  string `json:"callbackUrl"`
	Status       string `json:"status"`
	RedirectURL  string `json:"redirectUrl"`
	CreatedAt    string `json:"createdAt"`
	AuthorizedAt string `json:"authorizedAt"`
	ExpiresAt    string `json:"expiresAt"`
}

func (w consentWire) domain(asOf platform.AsOf) (platform.Consent, error) {
	var t wire.Times
	consent := platform.Consent{
		ID: w.ID, BankID: w.BankID, CallbackURL: w.CallbackURL,
		Status:       platform.ConsentStatus(w.Status),
		CreatedAt:    t.Parse("createdAt", w.CreatedAt),
		AuthorizedAt: t.Parse("authorizedAt", w.AuthorizedAt),
		ExpiresAt:    t.Parse("expiresAt", w.ExpiresAt),
		AsOf:         asOf,
	}
	if !consent.Status.Answered() {
		consent.RedirectURL = w.RedirectURL
	}
	return consent, cmp.Or(wire.ID("id", w.ID), wire.Required("status", w.Status), wire.PageURL("redirectUrl", consent.RedirectURL), t.Err)
}

// Create has no idempotency key: the endpoint is documented, without one.
func (c consents) Create(ctx context.Context, bankID, callbackURL string) (platform.Consent, error) {
	return one(ctx, c.client, httpapi.Call{
		Method: http.MethodPost, Path: "/consents", Write: true,
		Body:   map[string]any{"bankId": bankID, "callbackUrl": callbackURL},
		Expect: []int{http.StatusCreated},
	}, consentWire.domain)
}

func (c consents) Get(ctx context.Context, id string) (platform.Consent, error) {
	return one(ctx, c.client, httpapi.Call{Method: http.MethodGet, Path: pathOf("consents", id)}, consentWire.domain)
}

func (c consents) List(ctx context.Context, status platform.ConsentStatus) iter.Seq2[platform.Consent, error] {
	query := url.Values{}
	if status != "" {
		query.Set("status", string(status))
	}
	return list(ctx, c.client, "/consents", query, consentWire.domain)
}

func (c consents) Revoke(ctx context.Context, id string) error {
	_, err := c.do(ctx, httpapi.Call{
		Method: http.MethodDelete, Path: pathOf("consents", id), Write: true, Idempotent: true,
		Expect: []int{http.StatusNoContent},
	}, nil)
	return err
}
