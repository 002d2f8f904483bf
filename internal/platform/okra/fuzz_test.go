// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// isMoney fails the test where an amount is not one of NUMERIC(19,4).
func isMoney(t *testing.T, amount decimal.Decimal) {
	t.Helper()
	if amount.Exponent() < -4 || amount.Exponent() > 0 || len(amount.Coefficient().String()) > 19+len("-") {
		t.Errorf("decoded the amount %s", amount)
	}
}

func FuzzAccount(f *testing.F) {
	dialecttest.FuzzObject(f, accountWire.domain, func(t *testing.T, d details) {
		t.Helper()
		dialecttest.HasID(t, d.ID)
		if d.Balance.Valid {
			isMoney(t, d.Balance.Decimal)
		}
	}, accountJSON, `{"_id":"a","balance":`+balanceJSON+`}`, `{"_id":"a","balance":"b","bank":"c","customer":{"_id":"d"}}`, `{"_id":"a","balance":{"available_balance":-1e9}}`)
}

func FuzzBalance(f *testing.F) {
	dialecttest.FuzzObject(f, func(w balancesWire, asOf platform.AsOf) (decimal.NullDecimal, error) {
		if len(w) == 0 {
			return decimal.NullDecimal{}, nil
		}
		return w[0].domain(asOf)
	}, func(t *testing.T, balance decimal.NullDecimal) {
		t.Helper()
		if balance.Valid {
			isMoney(t, balance.Decimal)
		}
	}, balanceJSON, pageOf("balance", 1, 0, balanceJSON), `{"balance":`+balanceJSON+`}`, `{"balance":null}`, `{"balance":[null]}`, `{"balance":7}`)
}

func FuzzTransaction(f *testing.F) {
	dialecttest.FuzzObject(f, transactionWire.domain, func(t *testing.T, m movement) {
		t.Helper()
		dialecttest.HasID(t, m.ID)
		isMoney(t, m.Amount)
		if m.Amount.IsNegative() || (m.Direction != platform.Inbound && m.Direction != platform.Outbound) {
			t.Errorf("decoded %s of %s", m.Direction, m.Amount)
		}
		for _, date := range []string{m.BookingDate, m.ValueDate} {
			if _, err := time.Parse(time.DateOnly, date); date != "" && err != nil {
				t.Errorf("decoded the day %q", date)
			}
		}
	}, creditJSON, `{"_id":"t","debit":999999999999999.9999}`, `{"_id":"t","debit":-0}`, `{"_id":"t","debit":1E2}`, `{"_id":"t","debit":"1"}`,
		`{"_id":"t","credit":1,"trans_date":"0000-01-01"}`, `{"_id":"t","credit":1,"trans_date":"2026-12-31T23:59:60Z"}`)
}

func FuzzAPIKey(f *testing.F) {
	dialecttest.FuzzObject(f, apiKeyWire.domain, func(t *testing.T, k platform.APIKey) {
		t.Helper()
		dialecttest.HasID(t, k.ID)
		if k.Status == "" || k.Type == "" || (k.Type != platform.PublicKey && k.Key != "") {
			t.Errorf("decoded a %q key that is %q and shows %q", k.Type, k.Status, k.Key)
		}
	}, keyJSON, createdKeyJSON, `{"_id":"k","type":"public","status":"expired","key":"u","expires_at":"9999-12-31T23:59:59.999999999Z"}`)
}

func FuzzWebhook(f *testing.F) {
	dialecttest.FuzzObject(f, webhookWire.domain, func(t *testing.T, w platform.Webhook) {
		t.Helper()
		dialecttest.HasID(t, w.ID)
		if w.URL == "" {
			t.Error("decoded without a URL")
		}
	}, webhookJSON, `{"_id":"w","url":"u","has_token":null,"created_at":""}`)
}

func FuzzBank(f *testing.F) {
	dialecttest.FuzzObject(f, bankWire.domain, func(t *testing.T, b platform.Bank) {
		t.Helper()
		dialecttest.HasID(t, b.ID)
		if len(b.Country) != 2 && b.Country != "" {
			t.Errorf("decoded the country %q", b.Country)
		}
	}, bankJSON, `{"id":"b","countries":[]}`, `{"_id":"b","countries":[{}]}`, `{"id":"b","countries":["\u00c5\u00c5"]}`)
}

// FuzzPage proves that a page is a list only where its list is there, and leads
// on or ends.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{
		success(pageOf("keys", 1, 2, keyJSON)), success(pageOf("keys", 2, 0)), success(`{"keys":[]}`), success(`{"pagination":{},"keys":null}`), success(`null`),
		success(`{"pagination":{"hasNextPage":true},"keys":[{}]}`), success(`{"pagination":{"hasNextPage":true,"nextPage":-9},"keys":[]}`), `{"status":"error"}`, `{}`, `[`,
	} {
		f.Add([]byte(seed), 1)
	}
	f.Fuzz(func(t *testing.T, data []byte, number int) {
		var answer wire.Envelope[page[apiKeyWire, platform.APIKey]]
		if dialecttest.Read(data, &answer) != nil || answer.Validate() != nil {
			return
		}
		if answer.Data.Items == nil || answer.Data.Pagination == nil || answer.Status == wire.StatusError {
			t.Errorf("accepted %s", data)
		}
		next, err := answer.Data.Pagination.next(number)
		if err == nil && next != 0 && next <= number {
			t.Errorf("page %d is followed by page %d", number, next)
		}
	})
}

// FuzzError proves that only what says so is taken for Okra's word.
func FuzzError(f *testing.F) {
	for _, seed := range []string{
		`{"status":"error","message":"No.","type":"NO_RECORD_ID","code":404}`, `{"status":"error","message":""}`, `{"status":"success","message":"m"}`,
		`{"status":"error","message":"m","data":{"field":"url"}}`, `{"status":"error","message":"m","data":[]}`, `{"STATUS":"error","Message":"m"}`, `null`, `<html>`, ``,
	} {
		f.Add([]byte(seed), 404)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		refusal := decodeError(&httpapi.Response{Status: status, Body: body})
		if refusal == nil {
			return
		}
		if refusal.Message == "" || refusal.Status != status || !json.Valid(body) {
			t.Errorf("took %q for the refusal %+v", body, refusal)
		}
		if kindOf(refusal) == platform.KindNotFound && (status != 404 || refusal.Code != typeNoRecord) {
			t.Errorf("took %d %s for a missing object", status, refusal.Code)
		}
	})
}

// FuzzSecretKey proves that what is taken for a secret key can be sent as one,
// and that a refusal never repeats it.
func FuzzSecretKey(f *testing.F) {
	for _, seed := range []string{testKey, keyWith(`{}`), keyWith(`null`), testUUID, testObjectID, "tok_live_x", "Bearer x", "", "..", "e30.e30.", testKey + "\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, key string) {
		said, wrong := parseSecretKey(key)
		if wrong != "" {
			if len(key) > 30 && strings.Contains(wrong, key) {
				t.Errorf("the refusal repeats the key: %s", wrong)
			}
			return
		}
		parts := strings.Split(key, ".")
		if len(parts) != 3 || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("accepted %q", key)
		}
		payload, err := base64.RawURLEncoding.DecodeString(parts[1])
		if err != nil || !json.Valid(payload) {
			t.Errorf("accepted the payload %q", payload)
		}
		for _, configured := range platform.Environments() {
			if environment, err := environmentOf(configured, said); err == nil && string(environment) != configured {
				t.Errorf("opened %s instead of %s", environment, configured)
			}
		}
	})
}
