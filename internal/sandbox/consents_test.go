// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

func TestConsentIsApproved(t *testing.T) {
	t.Parallel()
	f := start(t)
	pending := f.consent("erste-hr")
	if pending["status"] != "pending" || !strings.HasPrefix(pending.text("redirectUrl"), f.server.URL+"/sca/") {
		t.Fatalf("got %v, expected a pending consent with a page at %s", pending, f.server.URL)
	}
	if got := f.do("GET", "/accounts", "").data(); len(got) != 0 {
		t.Errorf("%d accounts before the approval, expected none", len(got))
	}

	page := f.as("").raw("GET", pending.text("redirectUrl"), "").want(t, http.StatusOK)
	for _, text := range []string{"Erste", "Adria Ledger", "HR", "Approve", "Decline", "30 May 2026"} {
		if !strings.Contains(string(page.body), text) {
			t.Errorf("the bank's page does not say %q", text)
		}
	}
	f.decide(pending, "approve")

	active := f.do("GET", "/consents/"+pending.text("id"), "").want(t, http.StatusOK).object()
	for name, want := range map[string]any{
		"status": "active", "redirectUrl": nil, "authorizedAt": "2026-03-01T12:00:00Z", "expiresAt": "2026-05-30T12:00:00Z",
	} {
		if active[name] != want {
			t.Errorf("%s: got %v, expected %v", name, active[name], want)
		}
	}
	accounts := f.do("GET", "/accounts", "").data()
	if len(accounts) != 2 {
		t.Fatalf("got %d accounts, expected 2", len(accounts))
	}
	for _, a := range accounts {
		if a["consentId"] != pending["id"] || a["status"] != "active" || a["bankId"] != "erste-hr" {
			t.Errorf("got %v, expected an active account of the consent", a)
		}
	}
	// The bank's page has nothing left to decide.
	f.as("").raw("GET", pending.text("redirectUrl"), "").want(t, http.StatusGone)
	f.as("").raw("POST", pending.text("redirectUrl")+"/approve", "").want(t, http.StatusGone)
	f.as("").raw("GET", f.server.URL+"/sca/unknown", "").want(t, http.StatusNotFound)
}

func TestConsentIsDeclined(t *testing.T) {
	t.Parallel()
	f := start(t)
	pending := f.consent("aik-rs")
	f.decide(pending, "decline")
	got := f.do("GET", "/consents/"+pending.text("id"), "").want(t, http.StatusOK).object()
	if got["status"] != "error" || got["authorizedAt"] != nil || got["redirectUrl"] != nil {
		t.Errorf("got %v, expected an error without authorisation", got)
	}
	if accounts := f.do("GET", "/accounts", "").data(); len(accounts) != 0 {
		t.Errorf("a declined consent opened %d accounts", len(accounts))
	}
}

// TestCallbackChecksState tries every way to reach the callback without the
// bank's word for it.
func TestCallbackChecksState(t *testing.T) {
	t.Parallel()
	f := start(t)
	pending := f.consent("erste-hr")
	other := f.consent("pbz-hr")
	back := func(c object) url.Values {
		location, err := url.Parse(f.as("").raw("POST", c.text("redirectUrl")+"/approve", "").want(t, http.StatusSeeOther).header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		return location.Query()
	}
	right, others := back(pending), back(other)
	if !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(right.Get("state")) {
		t.Errorf("the state %q is not 64 hexadecimal digits", right.Get("state"))
	}
	zeros := strings.Repeat("0", 64)
	for name, tt := range map[string]struct{ query, field string }{
		"nothing":              {"", "state"},
		"no state":             {"?code=" + right.Get("code"), "state"},
		"no code":              {"?state=" + right.Get("state"), "code"},
		"unknown state":        {"?code=" + right.Get("code") + "&state=" + zeros, "state"},
		"unknown code":         {"?code=abc&state=" + right.Get("state"), "code"},
		"another one's code":   {"?code=" + others.Get("code") + "&state=" + right.Get("state"), "code"},
		"both outcomes":        {"?error=access_denied&code=" + right.Get("code") + "&state=" + right.Get("state"), "code"},
		"unknown error":        {"?error=oops&state=" + right.Get("state"), "error"},
		"error, unknown state": {"?error=access_denied&state=" + zeros, "state"},
	} {
		f.as("").do("GET", "/callback"+tt.query, "").refused(t, http.StatusBadRequest, "INVALID_REQUEST", tt.field)
		if got := f.do("GET", "/consents/"+pending.text("id"), "").object()["status"]; got != "pending" {
			t.Fatalf("%s: the consent became %v", name, got)
		}
	}

	// Approving again makes the first code worthless, but keeps the state.
	again := back(pending)
	if again.Get("state") != right.Get("state") || again.Get("code") == right.Get("code") {
		t.Errorf("a second approval gave %v after %v, expected the same state and another code", again, right)
	}
	f.as("").do("GET", "/callback?"+right.Encode(), "").refused(t, http.StatusBadRequest, "INVALID_REQUEST", "code")
	f.as("").do("GET", "/callback?"+again.Encode(), "").want(t, http.StatusFound)
	// And each works once.
	f.as("").do("GET", "/callback?"+again.Encode(), "").refused(t, http.StatusBadRequest, "INVALID_REQUEST", "state")
}

func TestPendingConsentLapses(t *testing.T) {
	t.Parallel()
	f := start(t)
	pending := f.consent("erste-hr")
	back := f.as("").raw("POST", pending.text("redirectUrl")+"/approve", "").want(t, http.StatusSeeOther)
	f.advance(30*time.Minute - time.Second)
	status := func() any {
		return f.do("GET", "/consents/"+pending.text("id"), "").want(t, http.StatusOK).object()["status"]
	}
	if got := status(); got != "pending" {
		t.Errorf("a second too early the consent is %v", got)
	}
	f.advance(time.Second)
	if got := status(); got != "expired" {
		t.Errorf("after 30 minutes the consent is %v, expected expired", got)
	}
	f.as("").raw("GET", pending.text("redirectUrl"), "").want(t, http.StatusGone)
	f.as("").raw("GET", back.header.Get("Location"), "").refused(t, http.StatusBadRequest, "INVALID_REQUEST", "state")
}

func TestConsentEnds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		end          func(f *fixture, id string)
		status, code string
	}{
		"by time": {func(f *fixture, _ string) { f.advance(90 * 24 * time.Hour) }, "expired", "CONSENT_EXPIRED"},
		"by hand": {func(f *fixture, id string) { f.do("DELETE", "/consents/"+id, "").want(f.t, http.StatusNoContent) }, "revoked", "CONSENT_REVOKED"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			id := f.approved("erste-hr").text("id")
			account := f.do("GET", "/accounts", "").data()[0].text("id")
			f.advance(90*24*time.Hour - time.Second)
			f.do("GET", "/accounts/"+account, "").want(t, http.StatusOK)
			f.do("GET", "/accounts/"+account+"/transactions", "").want(t, http.StatusOK)
			tt.end(f, id)

			f.do("GET", "/accounts/"+account, "").refused(t, http.StatusForbidden, tt.code, "")
			f.do("GET", "/accounts/"+account+"/transactions", "").refused(t, http.StatusForbidden, tt.code, "")
			for _, a := range f.do("GET", "/accounts", "").want(t, http.StatusOK).data() {
				if a["status"] != tt.status || a["balance"] != nil || a["consentId"] != id {
					t.Errorf("got %v, expected the account as %s, without a balance, with its consent", a, tt.status)
				}
			}
			// Deleting what is dead changes nothing.
			f.do("DELETE", "/consents/"+id, "").want(t, http.StatusNoContent)
			if got := f.do("GET", "/consents/"+id, "").object()["status"]; got != tt.status {
				t.Errorf("after another DELETE the consent is %v, expected %s", got, tt.status)
			}
		})
	}
}

func TestConsentExpiredMessageIsThePlatforms(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.approved("erste-hr")
	account := f.do("GET", "/accounts", "").data()[0].text("id")
	f.advance(90 * 24 * time.Hour)
	got := f.do("GET", "/accounts/"+account, "").want(t, http.StatusForbidden).object().object("error").text("message")
	if want := "The bank consent has expired. Please reconnect the bank account."; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
}

// TestNewestConsentOwnsTheAccount renews a consent: accounts keep their ids and
// transactions, and only the newest active consent decides about them.
func TestNewestConsentOwnsTheAccount(t *testing.T) {
	t.Parallel()
	f := start(t)
	first := f.approved("erste-hr").text("id")
	before := f.do("GET", "/accounts", "").data()
	count := func() int {
		return len(f.do("GET", "/accounts/"+before[0].text("id")+"/transactions?limit=100", "").want(t, http.StatusOK).data())
	}
	had := count()

	second := f.approved("erste-hr").text("id")
	owners := func(want string) {
		t.Helper()
		after := f.do("GET", "/accounts", "").data()
		if len(after) != len(before) {
			t.Fatalf("got %d accounts, expected the same %d", len(after), len(before))
		}
		for i, a := range after {
			if a["id"] != before[i]["id"] || a["consentId"] != want || a["status"] != "active" {
				t.Errorf("got %v, expected account %v, active by %s", a, before[i]["id"], want)
			}
		}
	}
	owners(second)
	if got := count(); got != had {
		t.Errorf("%d transactions after the renewal on the same day, expected the same %d", got, had)
	}
	// Revoking the superseded consent changes nothing.
	f.do("DELETE", "/consents/"+first, "").want(t, http.StatusNoContent)
	owners(second)
	// A consent that is still active takes over from one that ends.
	third := f.approved("erste-hr").text("id")
	owners(third)
	f.do("DELETE", "/consents/"+third, "").want(t, http.StatusNoContent)
	owners(second)
	f.do("DELETE", "/consents/"+second, "").want(t, http.StatusNoContent)
	f.do("GET", "/accounts/"+before[0].text("id"), "").refused(t, http.StatusForbidden, "CONSENT_REVOKED", "")
}

func TestRenewalBringsNewTransactionsOnly(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.Transactions = 100 })
	f.approved("erste-hr")
	account := f.do("GET", "/accounts", "").data()[0].text("id")
	list := func() []object {
		var all []object
		path, cursor := "/accounts/"+account+"/transactions?limit=100", ""
		for {
			page := f.do("GET", path+cursor, "").want(t, http.StatusOK)
			all = append(all, page.data()...)
			next, ok := page.object()["nextCursor"].(string)
			if !ok {
				return all
			}
			cursor = "&cursor=" + next
		}
	}
	old := list()
	f.advance(80 * 24 * time.Hour)
	f.approved("erste-hr")
	renewed := list()
	if len(renewed) <= len(old) {
		t.Fatalf("%d transactions after 80 days, %d before: expected new ones", len(renewed), len(old))
	}
	seen := map[any]bool{}
	for _, tx := range renewed {
		if seen[tx["externalId"]] {
			t.Errorf("the external id %v is there twice", tx["externalId"])
		}
		seen[tx["externalId"]] = true
	}
	for i, tx := range old {
		if got := renewed[len(renewed)-len(old)+i]; got["id"] != tx["id"] {
			t.Fatalf("an old transaction changed: got %v, expected %v", got, tx)
		}
	}
}

func TestAutoAuthorize(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.AutoAuthorize = true })
	if got := f.consent("erste-hr"); got["status"] != "active" || got["redirectUrl"] != nil {
		t.Errorf("got %v, expected an active consent", got)
	}
	if got := f.do("GET", "/accounts", "").data(); len(got) != 2 {
		t.Errorf("got %d accounts, expected 2", len(got))
	}
}

func TestConsentsCanBeFiltered(t *testing.T) {
	t.Parallel()
	f := start(t)
	expired := f.approved("pbz-hr").text("id")
	f.advance(90 * 24 * time.Hour)
	active := f.approved("erste-hr").text("id")
	declined := f.consent("hpb-hr")
	f.decide(declined, "decline")
	revoked := f.consent("zaba-hr").text("id")
	f.do("DELETE", "/consents/"+revoked, "").want(t, http.StatusNoContent)
	pending := f.consent("otp-hr").text("id")
	for status, want := range map[string]string{
		"active": active, "expired": expired, "error": declined.text("id"), "revoked": revoked, "pending": pending,
	} {
		got := f.do("GET", "/consents?status="+status, "").want(t, http.StatusOK).data()
		if len(got) != 1 || got[0]["id"] != want {
			t.Errorf("%s: got %v, expected %s alone", status, got, want)
		}
	}
	if got := f.do("GET", "/consents", "").data(); len(got) != 5 || got[0]["id"] != pending || got[4]["id"] != expired {
		t.Errorf("got %v, expected all five, newest first", got)
	}
}
