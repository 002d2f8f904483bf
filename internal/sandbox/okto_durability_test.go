// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto"
)

// exchange makes a request on a connection of its own, on which net/http repeats
// nothing, and reads the answer as far as it comes.
func exchange(f *fixture, req *http.Request) (answer, error) {
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	text, err := io.ReadAll(resp.Body)
	return answer{t: f.t, what: req.Method + " " + req.URL.Path, status: resp.StatusCode, header: resp.Header, body: text}, errors.Join(err, resp.Body.Close())
}

func TestRestartKeepsOktosSecrets(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	f := start(t, onDisk(path))
	o := f.okto()
	made := o.keyed("run-1").reset()
	f.advance(time.Hour)
	f.prove(made.text("app_secret")).want(t, http.StatusOK) // The use is written when the store is closed.
	before := fmt.Sprint(o.secret())
	f.stop()

	again := start(t, onDisk(path), func(o *sandbox.Options) { o.Seed = 99 })
	o.fixture = again
	if got := fmt.Sprint(o.secret()); got != before || !strings.Contains(got, "13:00:00Z") {
		t.Errorf("got %s after the restart, expected %s", got, before)
	}
	again.prove(made.text("app_secret")).want(t, http.StatusOK)
	again.prove(o.app.AppSecret).denied(t, http.StatusUnauthorized, "ER-TECH-0007")
	o.keyed("run-1").call("POST", "/"+o.app.AppID+"/secret/reset", "").denied(t, http.StatusConflict, "ER-TECH-0009")
	if again.okto().app.AppSecret != "" || again.owner(0, "production").app.AppSecret == "" {
		t.Error("the restart forgot which secrets were reset")
	}
}

// TestKillKeepsOktosSecrets kills a sandbox with SIGKILL in the middle of resets.
// Whatever was answered is there after the restart: the last answered secret
// works, unless one more reset was committed whose answer got lost, which its
// Idempotency-Key then tells.
func TestKillKeepsOktosSecrets(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	seeded, err := sandbox.New(t.Context(), sandbox.Options{DB: path, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	app := appOf(seeded.Credentials().Organisations[0], "sandbox")
	if err := seeded.Close(); err != nil {
		t.Fatal(err)
	}
	last, secret, key := 1, app.AppSecret, ""
	for round := range 3 {
		f, cmd := child(t, path, "")
		enough, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			for n := range 1_000_000 {
				attempt := fmt.Sprintf("round-%d-%d", round, n)
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.base+"/okto/management/v1/apps/"+app.AppID+"/secret/reset", nil)
				if err != nil {
					t.Error(err)
					return
				}
				req.Header = http.Header{"Authorization": {"Bearer " + app.ManagementToken}, "Idempotency-Key": {attempt}}
				key = attempt
				got, err := exchange(f, req)
				if err != nil {
					return // Killed.
				}
				last++
				secret = got.object().object("data").text("app_secret")
				if n == 20 {
					close(enough)
				}
			}
		}()
		<-enough
		kill(t, cmd)
		<-done

		f, cmd = child(t, path, "")
		o := owner{f, app}
		version := int(o.secret()["version"].(float64)) //nolint:forcetypeassert // A panic fails the test.
		switch version {
		case last:
			f.prove(secret).want(t, http.StatusOK)
		case last + 1:
			details := o.keyed(key).call("POST", "/"+app.AppID+"/secret/reset", "").denied(t, http.StatusConflict, "ER-TECH-0009")
			if got := details.object("details")["version"]; got != float64(version) {
				t.Errorf("round %d: the key made version %v, expected %d", round, got, version)
			}
			last, secret = version, ""
		default:
			t.Errorf("round %d: got version %d, expected %d or one more", round, version, last)
		}
		kill(t, cmd)
	}
}

// TestOlderDatabaseGainsOkto opens a database as it was before there was Okto.
func TestOlderDatabaseGainsOkto(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	f := start(t, onDisk(path), func(o *sandbox.Options) { o.Seed = 7 })
	fresh := f.okto().app
	made := f.do("POST", "/api-keys", `{"name":"kept"}`).want(t, http.StatusCreated).object()
	f.stop()
	makeOlder(t, path, 1)

	// The seed is the database's own, whatever the options say.
	again := start(t, onDisk(path))
	again.as(made.text("key")).do("GET", "/organisation", "").want(t, http.StatusOK)
	o := again.okto()
	if o.app.AppID != fresh.AppID || o.app.ManagementToken != fresh.ManagementToken || o.app.AppSecret != fresh.AppSecret {
		t.Error("the credentials are not those of the seed")
	}
	again.prove(o.app.AppSecret).want(t, http.StatusOK)
	o.reset()
	again.stop()

	// A second start adds nothing.
	third := start(t, onDisk(path))
	o.fixture = third
	if got := o.secret()["version"]; got != 2.0 {
		t.Errorf("got version %v after another start, expected 2", got)
	}
}

// TestNoOktoSecretIsOnDisk looks for every secret in the database's files.
func TestNoOktoSecretIsOnDisk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, onDisk(filepath.Join(folder, "sandbox.db")))
	o := f.okto()
	dashboard, err := sandbox.ServiceOf[*okto.API](f.box).ResetSecret(t.Context(), f.owner(1, "production").app.AppID)
	if err != nil {
		t.Fatal(err)
	}
	const key = "a-secret-idempotency-key"
	secrets := []string{o.app.AppSecret, o.app.ManagementToken, o.app.ManagementToken[10:], o.keyed(key).reset().text("app_secret"), dashboard.AppSecret, key}
	notOnDisk(t, folder, secrets) // In the write-ahead log,
	f.stop()
	notOnDisk(t, folder, secrets) // and in the database.
}

// TestOktoOnAFullDisk resets when nothing can be written: the old secret must go
// on working then.
func TestOktoOnAFullDisk(t *testing.T) {
	t.Parallel()
	f := start(t, onDisk(filepath.Join(t.TempDir(), "sandbox.db")))
	if err := f.box.LimitSize(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	o := f.okto()
	secret, version := o.app.AppSecret, 1.0
	for n := range 1000 {
		got := o.keyed(fmt.Sprint(n)).call("POST", "/"+o.app.AppID+"/secret/reset", "")
		if got.status == http.StatusCreated {
			secret, version = got.object().object("data").text("app_secret"), version+1
			continue
		}
		e := got.denied(t, http.StatusServiceUnavailable, "ER-TECH-0006")
		if !strings.Contains(e.text("message"), "disk space") {
			t.Errorf("got %s, expected a message that says what to do", got.body)
		}
		if at := o.secret()["version"]; at != version {
			t.Errorf("the secret is at version %v, expected %v", at, version)
		}
		f.prove(secret).want(t, http.StatusOK)
		return
	}
	t.Error("the disk is never full")
}

func TestClosedSandboxSaysSoForOkto(t *testing.T) {
	t.Parallel()
	f := start(t)
	o := f.okto()
	if err := f.box.Close(); err != nil {
		t.Fatal(err)
	}
	o.call("GET", "", "").denied(t, http.StatusServiceUnavailable, "ER-TECH-0006")
	if f.okto().app.AppSecret != "" {
		t.Error("secrets are shown of which nobody knows whether they work")
	}
}
