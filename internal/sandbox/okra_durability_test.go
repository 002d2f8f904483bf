// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// TestRestartKeepsOkra makes one of everything, stops, and finds it again.
func TestRestartKeepsOkra(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	f := start(t, onDisk(path))
	c := f.okra()
	url, messages := receiver(t)
	c.made("/webhooks/set", `{"url":"`+url+`","token":"t0ken"}`)
	c.made("/webhooks/test", "")
	<-messages
	if err := f.box.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := c.keyed("run-1").post("/keys/create", `{"name":"a","type":"secret"}`).want(t, http.StatusCreated)
	text := first.object().object("data").text("key")
	f.advance(time.Hour)
	// The use of the key comes later than the last change, and is written at the end.
	c.holding(text).works()
	paths := []string{"/keys/list", "/webhooks/get", "/webhooks/deliveries"}
	read := func(c company) (all []string) {
		for _, path := range paths {
			all = append(all, string(c.holding(text).post(path, "").want(t, http.StatusOK).body))
		}
		return all
	}
	before := read(c)
	f.stop()

	again := start(t, onDisk(path), func(o *sandbox.Options) { o.Seed = 99 })
	c.fixture = again.fixtureOf(c)
	for i, got := range read(c) {
		if got != before[i] {
			t.Errorf("%s: got %s after the restart, expected %s", paths[i], got, before[i])
		}
	}
	if replay := c.keyed("run-1").post("/keys/create", `{"name":"a","type":"secret"}`); string(replay.body) != string(first.body) {
		t.Error("the answer to an Idempotency-Key is not replayed after the restart")
	}
	c.made("/webhooks/test", "")
	if m := <-messages; m.header.Get("Authorization") != "Bearer t0ken" {
		t.Errorf("got the Authorization %q after the restart", m.header.Get("Authorization"))
	}
	if got := again.okra().keys; got.SecretKey != c.keys.SecretKey || got.PublicKey != c.keys.PublicKey {
		t.Error("the seeded keys are other ones after the restart")
	}
}

// fixtureOf returns the fixture sending what the company sends.
func (f *fixture) fixtureOf(c company) *fixture {
	g := *f
	g.key, g.header = "", c.header
	return &g
}

// TestKillKeepsOkrasKeys kills a sandbox with SIGKILL while several clients make
// keys. Every key that was answered is there after the restart and works.
func TestKillKeepsOkrasKeys(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	seeded := start(t, onDisk(path))
	c := seeded.okra()
	seeded.stop()
	var mu sync.Mutex
	answered := map[string]string{}
	for round := range 3 {
		f, cmd := child(t, path, "")
		c.fixture = f.fixtureOf(c)
		killDuring(t, cmd, func() error {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.base+c.base+"/keys/create", strings.NewReader(`{"name":"kept","type":"secret"}`))
			if err != nil {
				return err
			}
			req.Header = c.header.Clone()
			req.Header.Set("Content-Type", "application/json")
			got, err := exchange(f, req)
			if err != nil {
				return err
			}
			made := got.object().object("data")
			mu.Lock()
			defer mu.Unlock()
			answered[made.text("_id")] = made.text("key")
			return nil
		})

		f, cmd = child(t, path, "")
		c.fixture = f.fixtureOf(c)
		for id, text := range answered {
			if got := c.post("/keys/getById", `{"id":"`+id+`"}`); got.status != http.StatusOK || !c.holding(text).works() {
				t.Errorf("round %d: %s was answered, and is lost: %d %s", round, id, got.status, got.body)
			}
		}
		kill(t, cmd)
	}
}

// TestOlderDatabaseGainsOkra opens a database as it was before there was Okra,
// with a webhook of Tok's in it, which goes on.
func TestOlderDatabaseGainsOkra(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	f := start(t, onDisk(path), func(o *sandbox.Options) { o.Seed = 7 })
	fresh := f.okra()
	url, messages := receiver(t)
	hook := f.webhook(url)
	secret := f.okto().reset().text("app_secret")
	f.stop()
	makeOlder(t, path, 2)

	// The seed is the database's own, whatever the options say.
	again := start(t, onDisk(path))
	again.do("POST", "/webhooks/"+hook.text("id")+"/test", "").want(t, http.StatusAccepted)
	if m := <-messages; !m.verifies(t, hook.text("signingSecret")) {
		t.Error("Tok's webhook lost its secret")
	}
	again.prove(secret).want(t, http.StatusOK)
	c := again.okra()
	if c.token != fresh.token || c.keys != fresh.keys || !c.works() {
		t.Error("the credentials are not those of the seed")
	}
	made, _ := c.secretKey("kept")
	c.made("/webhooks/set", `{"url":"`+url+`"}`)
	again.stop()

	// A second start adds nothing.
	c.fixture = start(t, onDisk(path)).fixtureOf(c)
	if list := c.list("/keys/list", "", "keys"); len(list) != 3 || list[0]["_id"] != made["_id"] {
		t.Errorf("got %v after another start, expected the seeded pair and one more", list)
	}
}

// TestNoOkraSecretIsOnDisk looks for every secret in the database's files.
func TestNoOkraSecretIsOnDisk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, onDisk(filepath.Join(folder, "sandbox.db")))
	c := f.okra()
	const key, token = "a-secret-idempotency-key", "a-bearer-token-that-a-user-gave"
	_, made := c.keyed(key).secretKey("a")
	c.keyed(key+"-2").made("/webhooks/set", `{"url":"https://192.0.2.1/","token":"`+token+`"}`)
	c.made("/webhooks/test", "")
	var secrets []string
	for _, text := range []string{c.keys.SecretKey, made} {
		secrets = append(secrets, text, text[strings.LastIndex(text, ".")+1:]) // The signature is what nobody can guess.
	}
	secrets = append(secrets, key, token)
	notOnDisk(t, folder, secrets) // In the write-ahead log,
	f.stop()
	notOnDisk(t, folder, secrets) // and in the database.
}

// TestOkraOnAFullDisk makes keys until nothing can be written. What was refused is
// not there, and the rest works on.
func TestOkraOnAFullDisk(t *testing.T) {
	t.Parallel()
	f := start(t, onDisk(filepath.Join(t.TempDir(), "sandbox.db")))
	if err := f.box.LimitSize(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	c := f.okra()
	for made := range 1000 {
		got := c.keyed(fmt.Sprint(made)).post("/keys/create", `{"name":"a","type":"secret"}`)
		if got.status == http.StatusCreated {
			continue
		}
		got.failed(t, http.StatusServiceUnavailable, "", "")
		if !strings.Contains(got.object().text("message"), "disk space") {
			t.Errorf("got %s, expected a message that says what to do", got.body)
		}
		if total := c.made("/keys/list", "").object("pagination")["totalDocs"]; total != float64(made+2) {
			t.Errorf("got %v keys, %d were answered besides the seeded two", total, made)
		}
		return
	}
	t.Error("the disk is never full")
}

func TestClosedSandboxSaysSoForOkra(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	if err := c.box.Close(); err != nil {
		t.Fatal(err)
	}
	c.post("/keys/list", "").failed(t, http.StatusServiceUnavailable, "", "")
}
