// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// stop ends the fixture's sandbox before its test ends.
func (f *fixture) stop() {
	f.t.Helper()
	f.server.Close()
	if err := f.box.Close(); err != nil {
		f.t.Fatalf("closing the sandbox: %v", err)
	}
}

// onDisk keeps the sandbox in a file.
func onDisk(path string) func(*sandbox.Options) {
	return func(o *sandbox.Options) { o.DB = path }
}

// TestRestartLosesNothing makes one of everything, stops, and finds it again.
func TestRestartLosesNothing(t *testing.T) {
	t.Parallel()
	name := "a file #1%3F" // Characters that mean something in a URI.
	if runtime.GOOS != "windows" {
		name += "?" // No file has it there.
	}
	path := filepath.Join(t.TempDir(), name+".db")
	f := start(t, onDisk(path))
	url, messages := receiver(t)
	hook := f.webhook(url)
	consent := f.approved("erste-hr").text("id")
	pending := f.consent("pbz-hr")
	paid, asked := f.executed("12.34", "EUR").text("id"), f.payment("1", "EUR").text("id")
	keyed := f.with("Idempotency-Key", "run-1").do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated)
	for range 7 {
		<-messages // Of the approval and the payment.
	}
	if err := f.box.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.advance(24*time.Hour - time.Minute)
	f.do("DELETE", "/consents/"+pending.text("id"), "").want(t, http.StatusNoContent)
	<-messages // It lapsed, in time, before it could be revoked.
	account := f.do("GET", "/accounts", "").data()[0].text("id")
	// The next use of the key comes later than the last change.
	f.advance(30 * time.Second)
	paths := []string{"/api-keys", "/consents", "/webhooks", "/accounts", "/accounts/" + account + "/transactions", "/webhooks/" + hook.text("id") + "/deliveries", "/payments/" + paid, "/payments/" + asked}
	read := func(f *fixture) (all []string) {
		for _, path := range paths {
			all = append(all, string(f.do("GET", path, "").want(t, http.StatusOK).body))
		}
		return all
	}
	now := f.box.Now()
	if err := f.box.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := read(f)
	f.stop()

	// Another seed in the options does not matter to a database that has one.
	again := start(t, onDisk(path), func(o *sandbox.Options) { o.Seed = 99 })
	if got := again.box.Now(); !got.Equal(now) {
		t.Errorf("the clock says %s after the restart, expected %s", got, now)
	}
	for i, text := range read(again) {
		if text != before[i] {
			t.Errorf("%s: got %s after the restart, expected %s", paths[i], text, before[i])
		}
	}
	replay := again.with("Idempotency-Key", "run-1").do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated)
	if string(replay.body) != string(keyed.body) {
		t.Error("the answer to an Idempotency-Key is not replayed after the restart")
	}
	again.do("POST", "/webhooks/"+hook.text("id")+"/test", "").want(t, http.StatusAccepted)
	if m := <-messages; !m.verifies(t, hook.text("signingSecret")) {
		t.Error("the signing secret is not the same after the restart")
	}
	again.do("DELETE", "/consents/"+consent, "").want(t, http.StatusNoContent)
}

// TestNoSecretIsOnDisk looks for every secret in the database's files.
func TestNoSecretIsOnDisk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, onDisk(filepath.Join(folder, "sandbox.db")))
	with := f.with("Idempotency-Key", "a-secret-idempotency-key")
	given := "whsec_" + strings.Repeat("QUJD", 8)
	secrets := []string{
		f.key, "a-secret-idempotency-key", given,
		with.do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated).object().text("key"),
		f.webhook("https://192.0.2.1/").text("signingSecret"),
		f.do("POST", "/webhooks", `{"url":"https://192.0.2.1/","events":["account.updated"],"signingSecret":"`+given+`"}`).want(t, http.StatusCreated).object().text("signingSecret"),
	}
	pending := f.consent("erste-hr")
	back := f.as("").raw("POST", pending.text("redirectUrl")+"/approve", "").want(t, http.StatusSeeOther).header.Get("Location")
	for _, parameter := range []string{"code=", "state="} {
		_, value, _ := strings.Cut(back, parameter)
		value, _, _ = strings.Cut(value, "&")
		secrets = append(secrets, value)
	}
	notOnDisk(t, folder, secrets) // In the write-ahead log,
	f.stop()
	notOnDisk(t, folder, secrets) // and in the database.
}

// notOnDisk looks for secrets in every file of a sandbox's folder.
func notOnDisk(t *testing.T, folder string, secrets []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("got the files %v, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, secret := range secrets {
			if len(secret) < 20 {
				t.Fatalf("secret %d is too short to look for", i)
			}
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s holds secret %d", filepath.Base(file), i)
			}
		}
	}
}

func TestDatabaseIsOpenedOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	f := start(t, onDisk(path))
	for range 2 { // The first failure must not have released the lock.
		if _, err := sandbox.New(t.Context(), sandbox.Options{DB: path}); !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v, expected ErrLocked with the file's name", err)
		}
	}
	f.do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated)
	f.stop()
	start(t, onDisk(path))
}

func TestImpossibleOptions(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]sandbox.Options{
		"tier":         {Tier: "gold"},
		"accounts":     {Accounts: -1},
		"transactions": {Transactions: -1},
		"latency":      {Latency: -1},
		"folder":       {DB: filepath.Join(t.TempDir(), "missing", "sandbox.db")},
	} {
		if _, err := sandbox.New(t.Context(), o); err == nil {
			t.Errorf("%s: a sandbox with impossible options starts", name)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sandbox.New(ctx, sandbox.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v from a cancelled start, expected context.Canceled", err)
	}
}

// TestFullDisk lets the database run full in the middle of writes of every size.
// Each is refused as a whole or done as a whole, and reads go on.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	f := start(t, onDisk(filepath.Join(t.TempDir(), "sandbox.db")), func(o *sandbox.Options) { o.Transactions = 300 })
	if err := f.box.LimitSize(t.Context(), 20); err != nil {
		t.Fatal(err)
	}
	consent := f.consent("erste-hr")
	back := f.as("").raw("POST", consent.text("redirectUrl")+"/approve", "").want(t, http.StatusSeeOther).header.Get("Location")
	full := f.as("").raw("GET", back, "")
	full.refused(t, http.StatusServiceUnavailable, "SERVICE_UNAVAILABLE", "")
	if !strings.Contains(full.object().object("error").text("message"), "disk space") {
		t.Errorf("got %s, expected a message that says what to do", full.body)
	}
	if got := f.do("GET", "/consents/"+consent.text("id"), "").want(t, http.StatusOK).object()["status"]; got != "pending" {
		t.Errorf("the consent is %v after an approval that failed, expected pending", got)
	}
	if got := f.do("GET", "/accounts", "").want(t, http.StatusOK).data(); len(got) != 0 {
		t.Errorf("%d accounts are left of an approval that failed", len(got))
	}

	made := 0
	for {
		got := f.do("POST", "/api-keys", fmt.Sprintf(`{"name":%q}`, strings.Repeat("x", 100)))
		if got.status != http.StatusCreated {
			got.refused(t, http.StatusServiceUnavailable, "SERVICE_UNAVAILABLE", "")
			break
		}
		made++
	}
	if got := len(f.all("/api-keys", "100")) - 1; got != made {
		t.Errorf("%d keys are there, %d were answered", got, made)
	}
	// With room again, the same approval works.
	if err := f.box.LimitSize(t.Context(), 100_000); err != nil {
		t.Fatal(err)
	}
	f.as("").raw("GET", back, "").want(t, http.StatusFound)
	if got := f.do("GET", "/accounts", "").want(t, http.StatusOK).data(); len(got) != 2 {
		t.Errorf("got %d accounts, expected 2", len(got))
	}
}

// TestClosedSandboxSaysSo asks a handler whose database is closed.
func TestClosedSandboxSaysSo(t *testing.T) {
	t.Parallel()
	f := start(t)
	if err := f.box.Close(); err != nil {
		t.Fatal(err)
	}
	f.do("GET", "/organisation", "").refused(t, http.StatusServiceUnavailable, "SERVICE_UNAVAILABLE", "")
	if err := f.box.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}
