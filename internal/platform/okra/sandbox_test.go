// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/okra"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// world is a sandbox of one test, whose traffic is held against Okra's OpenAPI
// document.
type world struct {
	t   *testing.T
	box *sandbox.Sandbox
	url string
}

func start(t *testing.T, transactions int) world {
	t.Helper()
	document, err := contract.Okra()
	if err != nil {
		t.Fatal(err)
	}
	box, err := sandbox.New(t.Context(), sandbox.Options{
		Clock: clockwork.NewFakeClockAt(dialecttest.Noon()), Tier: "unlimited", Seed: 1, Accounts: 2, Transactions: transactions,
		Wrap: document.Middleware(func(v contract.Violation) { t.Errorf("the OpenAPI document is violated: %s", v) }),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(box.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return world{t, box, server.URL}
}

// open connects with a key, to a path of the sandbox that is for an environment.
func (w world) open(key, path, environment string) *platform.Platform {
	w.t.Helper()
	opened, err := okra.Dialect{}.Open(platform.Settings{
		Environment: environment, Endpoint: w.url + path, Credentials: map[string]string{"secret_key": key},
		MaxRetries: 3, RequestTimeout: time.Minute, UserAgent: "test/1",
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return opened
}

// sandbox connects as the first organisation to its sandbox environment.
func (w world) sandbox() *platform.Platform {
	return w.open(w.box.Credentials().Organisations[0].Get("okra", "sandbox", "secret_key"), "/okra/v2/sandbox", "sandbox")
}

// all reads a list that must not fail.
func all[T any](t *testing.T, list func(func(T, error) bool)) []T {
	t.Helper()
	items, err := dialecttest.Collect(list)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// TestSandboxAccounts proves that accounts come the same by every endpoint, and
// that each has its balance when it is read by itself.
func TestSandboxAccounts(t *testing.T) {
	t.Parallel()
	p := start(t, 3).sandbox()
	accounts := all(t, p.Accounts.List(t.Context(), platform.AccountFilter{}))
	if len(accounts) != (3+2+2+1)*2 {
		t.Fatalf("got %d accounts, want 16", len(accounts))
	}
	banks := map[string]platform.Bank{}
	for _, bank := range all(t, p.Banks.List(t.Context())) {
		banks[bank.ID] = bank
		if bank.Country != "NG" || !slices.Equal(bank.Currencies, []string{"NGN"}) {
			t.Errorf("got the bank %+v", bank)
		}
	}
	for _, account := range accounts {
		if len(account.NUBAN) != 10 || account.Currency != "NGN" || account.IBAN != "" || account.CustomerID == "" || banks[account.BankID].Name != account.BankName {
			t.Errorf("got the account %+v", account)
		}
		got, err := p.Accounts.Get(t.Context(), account.ID)
		if err != nil || !got.Balance.Valid {
			t.Fatalf("got %+v and %v", got, err)
		}
		if got.Balance = (decimal.NullDecimal{}); got != account {
			t.Errorf("got %+v by itself and %+v in the list", got, account)
		}
	}
	one := accounts[0]
	for name, filter := range map[string]platform.AccountFilter{
		"bank":              {BankID: one.BankID},
		"customer":          {CustomerID: one.CustomerID},
		"customer and bank": {CustomerID: one.CustomerID, BankID: one.BankID},
		"since":             {From: "2000-01-01"},
		"until, at a bank":  {To: "2026-03-01", BankID: one.BankID},
		"customer, period":  {CustomerID: one.CustomerID, From: "2000-01-01", To: "2026-03-01"},
		"before":            {To: "1999-12-31"},
	} {
		var want, got []string
		for _, a := range accounts {
			if name != "before" && (filter.BankID == "" || a.BankID == filter.BankID) && (filter.CustomerID == "" || a.CustomerID == filter.CustomerID) {
				want = append(want, a.ID)
			}
		}
		for _, a := range all(t, p.Accounts.List(t.Context(), filter)) {
			got = append(got, a.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	const nobody = "ffffffffffffffffffffffff"
	_, err := p.Accounts.Get(t.Context(), nobody)
	listErr := dialecttest.Drain(p.Accounts.List(t.Context(), platform.AccountFilter{CustomerID: nobody}))
	if !platform.IsNotFound(err) || !platform.IsNotFound(listErr) {
		t.Errorf("nobody's account: got %v and %v", err, listErr)
	}
}

// TestSandboxTransactions proves that transactions come page by page, the same
// by either endpoint, and that a period is exactly what it says.
func TestSandboxTransactions(t *testing.T) {
	t.Parallel()
	p := start(t, 250).sandbox()
	account := all(t, p.Accounts.List(t.Context(), platform.AccountFilter{}))[0]
	every := all(t, p.Accounts.Transactions(t.Context(), account.ID, platform.TransactionFilter{}))
	if len(every) != 250 {
		t.Fatalf("got %d transactions, want 250", len(every))
	}
	isLater := func(a, b platform.Transaction) int { return strings.Compare(b.BookingDate, a.BookingDate) }
	if !slices.IsSortedFunc(every, isLater) {
		t.Error("the transactions are not newest first")
	}
	directions := map[platform.Direction]int{}
	for _, x := range every {
		directions[x.Direction]++
		if x.ID == "" || x.ExternalID == "" || x.Currency != "NGN" || !x.Amount.IsPositive() || len(x.BookingDate) != 10 || len(x.ValueDate) != 10 || x.RemittanceInfo == "" {
			t.Fatalf("got the transaction %+v", x)
		}
	}
	if len(directions) != 2 {
		t.Errorf("got the directions %v, want both", directions)
	}
	first, last := every[200].BookingDate, every[50].BookingDate
	for _, filter := range []platform.TransactionFilter{{From: first, To: last}, {From: first}, {To: last}, {From: first, To: first}, {From: "2000-01-01", To: "2000-01-02"}} {
		want := slices.DeleteFunc(slices.Clone(every), func(x platform.Transaction) bool {
			return (filter.From != "" && x.BookingDate < filter.From) || (filter.To != "" && x.BookingDate > filter.To)
		})
		got := all(t, p.Accounts.Transactions(t.Context(), account.ID, filter))
		if !slices.EqualFunc(got, want, func(a, b platform.Transaction) bool { return a.ID == b.ID && a.Amount.Equal(b.Amount) }) {
			t.Errorf("%v: got %d transactions, want %d", filter, len(got), len(want))
		}
	}
}

// TestSandboxKeys follows keys of both types through their life.
func TestSandboxKeys(t *testing.T) {
	t.Parallel()
	w := start(t, 1)
	p, ctx := w.sandbox(), t.Context()
	made, err := p.APIKeys.Create(ctx, platform.NewAPIKey{Name: "ci", Type: platform.SecretKey, ExpiresIn: 48 * time.Hour}, "idem-1")
	if err != nil {
		t.Fatal(err)
	}
	if made.Fingerprint != platform.Fingerprint(made.Key) || made.Status != platform.KeyActive || !made.ExpiresAt.Equal(made.AsOf.Said.Add(48*time.Hour)) {
		t.Errorf("made a key whose status is %s, until %s", made.Status, made.ExpiresAt)
	}
	again, err := p.APIKeys.Create(ctx, platform.NewAPIKey{Name: "ci", Type: platform.SecretKey, ExpiresIn: 48 * time.Hour}, "idem-1")
	if err != nil || again.ID != made.ID || again.Key != made.Key {
		t.Errorf("a repetition made another key: %v", err)
	}
	if _, err := w.open(made.Key, "/okra/v2/sandbox", "sandbox").APIKeys.Rename(ctx, made.ID, "new"); err != nil {
		t.Errorf("the key does not work: %v", err)
	}
	read, err := p.APIKeys.Get(ctx, made.ID)
	if err != nil || read.Name != "new" || read.Key != "" || read.LastUsedAt.IsZero() || read.Type != platform.SecretKey {
		t.Errorf("got %q, used at %s, and %v", read.Name, read.LastUsedAt, err)
	}
	if read, err = p.APIKeys.Expire(ctx, made.ID, time.Hour); err != nil || !read.ExpiresAt.Equal(read.AsOf.Said.Add(time.Hour)) {
		t.Errorf("expires at %s, and %v", read.ExpiresAt, err)
	}
	if err := p.APIKeys.Revoke(ctx, made.ID, 2*time.Hour); err != nil {
		t.Error(err)
	}
	if read, err = p.APIKeys.Get(ctx, made.ID); err != nil || !read.ExpiresAt.Equal(read.AsOf.Said.Add(time.Hour)) {
		t.Errorf("the end was put off to %s, and %v", read.ExpiresAt, err)
	}
	public, err := p.APIKeys.Create(ctx, platform.NewAPIKey{Name: "web", Type: platform.PublicKey}, "idem-2")
	if err != nil {
		t.Fatal(err)
	}
	if read, err = p.APIKeys.Get(ctx, public.ID); err != nil || read.Key != public.Key || len(read.Key) != 36 {
		t.Errorf("a public key is read as %q, and %v", read.Key, err)
	}
	for range 2 { // Revoking a dead key changes nothing.
		if err := p.APIKeys.Revoke(ctx, made.ID, 0); err != nil {
			t.Error(err)
		}
	}
	if _, err := w.open(made.Key, "/okra/v2/sandbox", "sandbox").APIKeys.Get(ctx, made.ID); platform.KindOf(err) != platform.KindUnauthenticated {
		t.Errorf("the revoked key: got %v", err)
	}
	if _, err := p.APIKeys.Rename(ctx, made.ID, "newer"); platform.KindOf(err) != platform.KindConflict {
		t.Errorf("renaming a dead key: got %v", err)
	}
	for status, want := range map[platform.KeyStatus][]string{
		platform.KeyRevoked: {made.ID}, platform.KeyExpired: nil, "": {public.ID, made.ID},
	} {
		var got []string
		for _, key := range all(t, p.APIKeys.List(ctx, status)) {
			if !strings.HasPrefix(key.Name, "Seeded") {
				got = append(got, key.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("keys that are %q: got %v, want %v", status, got, want)
		}
	}
	own := slices.ContainsFunc(all(t, p.APIKeys.List(ctx, platform.KeyActive)), func(key platform.APIKey) bool { return key.Fingerprint == p.OwnFingerprint })
	if !own {
		t.Error("the own key is not among the active ones")
	}
	_, err = p.APIKeys.Get(ctx, "ffffffffffffffffffffffff")
	if _, invalid := p.APIKeys.Get(ctx, ""); !platform.IsNotFound(err) || invalid == nil || platform.IsNotFound(invalid) {
		t.Errorf("an unknown key: got %v, and %v", err, invalid)
	}
}

// TestSandboxWebhook follows the environment's one webhook through its life.
func TestSandboxWebhook(t *testing.T) {
	t.Parallel()
	p, ctx := start(t, 1).sandbox(), t.Context()
	if listed := all(t, p.Webhooks.List(ctx)); len(listed) != 0 {
		t.Errorf("listed %v, want nothing", listed)
	}
	settings := platform.WebhookSettings{URL: "https://example.com/hook"}
	made, err := p.Webhooks.Create(ctx, settings, "token-1", "idem-1")
	if err != nil || made.URL != settings.URL || !*made.HasGivenSecret || made.Enabled != nil || made.CreatedAt.IsZero() {
		t.Fatalf("made %+v, and %v", made, err)
	}
	if _, err := p.Webhooks.Create(ctx, settings, "", "idem-2"); platform.KindOf(err) != platform.KindExists || platform.IsOutcomeUnknown(err) {
		t.Errorf("a second one: got %v", err)
	}
	if _, err := p.Webhooks.Create(ctx, settings, "token-2", "idem-1"); platform.KindOf(err) != platform.KindConflict {
		t.Errorf("the key of another call: got %v", err)
	}
	changed, err := p.Webhooks.Update(ctx, made.ID, platform.WebhookSettings{URL: "https://example.com/other"})
	if err != nil || changed.ID != made.ID || changed.URL != "https://example.com/other" || !*changed.HasGivenSecret {
		t.Errorf("changed to %+v, and %v", changed, err)
	}
	for i, token := range []platform.GivenSecret{"token-2", ""} {
		rotated, err := p.Webhooks.RotateSecret(ctx, made.ID, token, 0, "idem-3"+string(token))
		if err != nil || rotated.ID != made.ID || rotated.URL != "https://example.com/other" || *rotated.HasGivenSecret != (i == 0) {
			t.Errorf("rotated to %+v, and %v", rotated, err)
		}
	}
	if listed := all(t, p.Webhooks.List(ctx)); len(listed) != 1 || listed[0].ID != made.ID {
		t.Errorf("listed %v, want one", listed)
	}
	for _, id := range []string{"ffffffffffffffffffffffff", made.ID} {
		if err := p.Webhooks.Delete(ctx, id); platform.IsNotFound(err) != (id != made.ID) || (err != nil && id == made.ID) {
			t.Errorf("deleting %s: got %v", id, err)
		}
	}
	if _, err := p.Webhooks.Get(ctx, made.ID); !platform.IsNotFound(err) {
		t.Errorf("the deleted one: got %v", err)
	}
}

// TestSandboxEnvironments proves that both orders of the path lead to the same
// data, and that a key opens its own environment alone.
func TestSandboxEnvironments(t *testing.T) {
	t.Parallel()
	w := start(t, 1)
	keys := w.box.Credentials().Organisations[0]
	ctx := t.Context()
	ids := func(p *platform.Platform) []string {
		return all(t, dialecttest.Map(p.Accounts.List(ctx, platform.AccountFilter{}), func(a platform.Account) string { return a.ID }))
	}
	here := ids(w.sandbox())
	if other := ids(w.open(keys.Get("okra", "sandbox", "secret_key"), "/okra/sandbox/v2", "sandbox")); !slices.Equal(here, other) {
		t.Errorf("the other order of the path leads to %v instead of %v", other, here)
	}
	if production := ids(w.open(keys.Get("okra", "production", "secret_key"), "/okra/v2", "production")); slices.Contains(production, here[0]) {
		t.Error("production has the accounts of the sandbox")
	}
	for name, p := range map[string]*platform.Platform{
		"the sandbox's key in production": w.open(keys.Get("okra", "sandbox", "secret_key"), "/okra/v2", "production"),
		"production's key in the sandbox": w.open(keys.Get("okra", "production", "secret_key"), "/okra/v2/sandbox", "sandbox"),
	} {
		_, err := p.Webhooks.Get(ctx, "x")
		if listErr := dialecttest.Drain(p.Banks.List(ctx)); platform.KindOf(err) != platform.KindUnauthenticated || platform.KindOf(listErr) != platform.KindUnauthenticated {
			t.Errorf("%s: got %v and %v", name, err, listErr)
		}
	}
	// An endpoint that does not tell which environment it is for is found out by
	// what the server says.
	mistaken := w.open(keys.Get("okra", "production", "secret_key"), "/okra/v2", "sandbox")
	_, err := mistaken.APIKeys.Create(ctx, platform.NewAPIKey{Name: "ci", Type: platform.SecretKey}, "idem-1")
	dataErr := dialecttest.Drain(mistaken.Accounts.List(ctx, platform.AccountFilter{}))
	if platform.KindOf(err) != platform.KindWrongEnvironment || platform.KindOf(dataErr) != platform.KindWrongEnvironment {
		t.Errorf("the wrong environment: got %v and %v", err, dataErr)
	}
	if w.box.Requests().ByRoute["POST /okra/v2/keys/create"] != 0 {
		t.Error("a key was made in the wrong environment")
	}
}

// TestSandboxLostAnswers proves that a key whose answer was lost after it was
// made is not made twice.
func TestSandboxLostAnswers(t *testing.T) {
	t.Parallel()
	w := start(t, 1)
	p, ctx := w.sandbox(), t.Context()
	before := len(all(t, p.APIKeys.List(ctx, "")))
	for _, kind := range []string{"reset_after", "truncate", "non_json"} {
		if err := w.box.AddFault(sandbox.Fault{Method: http.MethodPost, Path: "/okra/v2/sandbox/keys/create", Kind: kind, Count: 1}); err != nil {
			t.Fatal(err)
		}
		_, err := p.APIKeys.Create(ctx, platform.NewAPIKey{Name: "ci", Type: platform.SecretKey}, kind)
		if kind == "non_json" { // A page instead of an answer is no reason to try again.
			if !platform.IsOutcomeUnknown(err) {
				t.Errorf("%s: got %v", kind, err)
			}
			_, err = p.APIKeys.Create(ctx, platform.NewAPIKey{Name: "ci", Type: platform.SecretKey}, kind)
		}
		if err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if got := len(all(t, p.APIKeys.List(ctx, ""))) - before; got != 3 {
		t.Errorf("%d keys were made, want 3", got)
	}
}
