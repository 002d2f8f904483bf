// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

func FuzzAccount(f *testing.F) {
	dialecttest.FuzzObject(f, accountWire.domain, func(t *testing.T, a platform.Account) {
		t.Helper()
		dialecttest.HasID(t, a.ID)
		if a.Balance.Valid && a.Balance.Decimal.Exponent() < -4 {
			t.Errorf("the balance %s has more than four decimals", a.Balance.Decimal)
		}
	}, `{"id":"acc_1","iban":"HR1210010051863000160","bankId":"erste-hr","currency":"EUR","balance":"5000.0000","consentId":"cns_1","status":"active"}`,
		`{"id":"acc_1","balance":null}`, `{"id":"acc_1","balance":"-1e9"}`)
}

func FuzzTransaction(f *testing.F) {
	dialecttest.FuzzObject(f, transactionWire.domain, func(t *testing.T, x platform.Transaction) {
		t.Helper()
		dialecttest.HasID(t, x.ID)
		if x.Amount.IsNegative() || x.Amount.Exponent() < -4 || len(x.Amount.Coefficient().String()) > 19 {
			t.Errorf("the amount %s is not Tok's", x.Amount)
		}
		if x.Currency == "" || x.Direction == "" {
			t.Errorf("decoded the currency %q and the direction %q", x.Currency, x.Direction)
		}
	}, documentedTransaction, `{"id":"txn_1","amount":"-0.0001","currency":"EUR","direction":"outbound"}`,
		`{"id":"txn_1","amount":"999999999999999.9999","currency":"EUR","direction":"outbound"}`)
}

func FuzzAPIKey(f *testing.F) {
	dialecttest.FuzzObject(f, apiKeyWire.domain, func(t *testing.T, k platform.APIKey) {
		t.Helper()
		dialecttest.HasID(t, k.ID)
		if k.Status == "" {
			t.Error("decoded without a status")
		}
	}, keyJSON, createdKeyJSON, `{"id":"key_1","status":"active","createdAt":"9999-12-31T23:59:59.999999999Z"}`)
}

func FuzzConsent(f *testing.F) {
	dialecttest.FuzzObject(f, consentWire.domain, func(t *testing.T, c platform.Consent) {
		t.Helper()
		dialecttest.HasID(t, c.ID)
		if c.Status == "" {
			t.Error("decoded without a status")
		}
		if c.RedirectURL != "" && c.Status != platform.ConsentPending {
			t.Errorf("a consent that is %s has a redirect URL", c.Status)
		}
	}, consentJSON, activeConsentJSON, `{"id":"cns_1","status":"error","redirectUrl":"x"}`)
}

func FuzzWebhook(f *testing.F) {
	dialecttest.FuzzObject(f, webhookWire.domain, func(t *testing.T, w platform.Webhook) {
		t.Helper()
		dialecttest.HasID(t, w.ID)
	}, webhookJSON, createdWebhookJSON, `{"id":"whk_1","events":[null],"secretVersion":9223372036854775807}`)
}

func FuzzBank(f *testing.F) {
	dialecttest.FuzzObject(f, bankWire.domain, func(t *testing.T, b platform.Bank) {
		t.Helper()
		dialecttest.HasID(t, b.ID)
	}, `{"id":"erste-hr","name":"Erste","country":"HR","currencies":["EUR"]}`)
}

// FuzzListPage proves that a page is a list only where its list is there.
func FuzzListPage(f *testing.F) {
	for _, seed := range []string{
		`{"data":[{"id":"a"}],"nextCursor":"x"}`, `{"data":null}`, `{"data":[]}`, `{}`, `{"DATA":[{}]}`,
		`{"data":{}}`, `{"data":[[]]}`, `{"data":[null]}`, `{"data":[{"id":1}]}`, `{"data":[],"data":[{"id":"a"}]}`, `[`,
		`{"data":[{"id":"a"}],"data":[]}`, `{"data":[{"id":"a"}],"data":null}`,
		`{"nextCursor":"x","data":[{"nextCursor":"y"}],"NEXTCURSOR":"z"}`, `{"data":[],"nextCursor":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var read page[bankWire]
		if dialecttest.Read(data, &read) != nil {
			return
		}
		if read.Data != nil && !strings.Contains(strings.ToLower(string(data)), "data") && !strings.Contains(string(data), `\u`) {
			t.Errorf("counts as present in %s", data)
		}
	})
}

// FuzzErrorEnvelope proves that nothing without a code is taken for Tok's word.
func FuzzErrorEnvelope(f *testing.F) {
	for _, seed := range []string{
		`{"error":{"code":"NOT_FOUND","message":"No.","requestId":"req_1"}}`, `{"error":{"code":""}}`, `{"error":null}`, `{"error":"NOT_FOUND"}`,
		`{"error":{"code":404}}`, `{"error":{"code":"INVALID_REQUEST","field":"name"}}`, `{"Error":{"Code":"X"}}`, `null`, `<html>`, ``,
	} {
		f.Add([]byte(seed), 404)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		refusal := decodeError(&httpapi.Response{Status: status, Body: body})
		if refusal == nil {
			return
		}
		if refusal.Code == "" || refusal.Status != status {
			t.Errorf("took %q for the refusal %+v", body, refusal)
		}
		if !json.Valid(body) {
			t.Errorf("took %q, which is not JSON, for an envelope", body)
		}
		if kindOf(refusal) == platform.KindNotFound && (status != 404 || refusal.Code != "NOT_FOUND") {
			t.Errorf("took %d %s for a missing object", status, refusal.Code)
		}
	})
}

func FuzzDelivery(f *testing.F) {
	dialecttest.FuzzObject(f, deliveryWire.domain, func(t *testing.T, d platform.Delivery) {
		t.Helper()
		dialecttest.HasID(t, d.ID)
		if d.Status == "" {
			t.Error("decoded without a status")
		}
	}, `{"id":"dlv_1","status":"pending","attempts":[{"attemptedAt":"2026-03-01T12:00:00.250Z","statusCode":503,"durationMs":12,"error":"no"}]}`,
		`{"id":"dlv_1","status":"failed","attempts":null}`)
}
