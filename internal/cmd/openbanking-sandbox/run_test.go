// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// running starts the command and returns its address, the lines that it prints
// after that, and a function that stops it and returns its exit code.
func running(t *testing.T, args ...string) (base string, lines <-chan string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"--listen", "127.0.0.1:0"}, args...), writer, &stderr)
		_ = writer.Close()
	}()
	printed := make(chan string, 100) // More than it prints, so that it never waits for the test.
	go func() {
		defer close(printed)
		for scanner := bufio.NewScanner(reader); scanner.Scan(); {
			printed <- scanner.Text()
		}
	}()
	line, ok := <-printed
	if !ok {
		t.Fatalf("it did not start: %d, %s", <-code, &stderr)
	}
	match := regexp.MustCompile(`^sandbox listening on (http://127\.0\.0\.1:[1-9]\d*)$`).FindStringSubmatch(line)
	if match == nil {
		t.Fatalf("the first line is %q", line)
	}
	stopped := false
	stop = func() int {
		if stopped {
			return exitOK
		}
		stopped = true
		cancel()
		return <-code
	}
	t.Cleanup(func() { stop() })
	return match[1], printed, stop
}

// get asks a running command.
func get(t *testing.T, url, key string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "ApiKey "+key)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestItServesUntilItIsStopped(t *testing.T) {
	t.Parallel()
	base, lines, stop := running(t, "--db", filepath.Join(t.TempDir(), "sandbox.db"), "--print-credentials", "--tier", "free")
	if where := <-lines; !strings.Contains(where, base+"/tok/v1") || !strings.Contains(where, base+"/okto") ||
		!strings.Contains(where, base+"/okra/v2 ") || !strings.Contains(where, base+"/okra/v2/sandbox") || !strings.Contains(where, base+"/_sandbox/credentials") {
		t.Errorf("got %q, expected where the API and the credentials are", where)
	}
	var key string
	for key == "" {
		line, ok := <-lines
		if !ok {
			t.Fatal("it printed no credentials")
		}
		key = regexp.MustCompile(`tok_sandbox_\w+`).FindString(line)
	}
	if status, body := get(t, base+"/tok/v1/organisation", key); status != http.StatusOK || !strings.Contains(body, `"tier":"free"`) {
		t.Errorf("got %d %s", status, body)
	}
	if _, body := get(t, base+"/_sandbox/health", ""); !strings.Contains(body, `"version": "dev"`) {
		t.Errorf("got health %s", body)
	}
	if code := stop(); code != exitOK {
		t.Errorf("got exit code %d after a stop, expected 0", code)
	}
}

// TestCredentialsAreNobodyElses starts new sandboxes: what one has is no other's,
// unless both are given the same seed; and a database keeps its own.
func TestCredentialsAreNobodyElses(t *testing.T) {
	t.Parallel()
	kept := filepath.Join(t.TempDir(), "sandbox.db")
	shown := func(args ...string) string {
		base, _, stop := running(t, args...)
		_, body := get(t, base+"/_sandbox/credentials", "")
		if code := stop(); code != exitOK {
			t.Errorf("got exit code %d", code)
		}
		return body
	}
	for name, tt := range map[string]struct {
		args []string
		same bool
	}{
		"in memory":  {[]string{"--db", ""}, false},
		"a database": {[]string{"--db", kept}, true},
		"one seed":   {[]string{"--db", "", "--seed", "1"}, true},
	} {
		if first, second := shown(tt.args...), shown(tt.args...); (first == second) != tt.same {
			t.Errorf("%s: a second start has the same credentials: %t, expected %t", name, first == second, tt.same)
		}
	}
}

func TestCredentialsArePrintedOnRequestOnly(t *testing.T) {
	t.Parallel()
	_, lines, stop := running(t, "--db", "")
	if code := stop(); code != exitOK {
		t.Errorf("got exit code %d", code)
	}
	for line := range lines {
		if strings.Contains(line, "tok_") || strings.Contains(line, "eyJ") {
			t.Errorf("it printed %q", line)
		}
	}
}

// TestTroubleAtStart starts the command where it cannot run, and expects a
// message that says what to do.
func TestTroubleAtStart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	base, _, _ := running(t, "--db", path)
	taken := strings.TrimPrefix(base, "http://")
	free := filepath.Join(t.TempDir(), "other.db")
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"port taken":          {[]string{"--listen", taken, "--db", free}, exitFailure, "choose another port with --listen"},
		"database in use":     {[]string{"--listen", "127.0.0.1:0", "--db", path}, exitFailure, "name another file with --db"},
		"unwritable folder":   {[]string{"--listen", "127.0.0.1:0", "--db", filepath.Join(path, "x.db")}, exitFailure, "check that its folder exists"},
		"unknown tier":        {[]string{"--listen", "127.0.0.1:0", "--db", "", "--tier", "gold"}, exitFailure, "free, pro, enterprise or unlimited"},
		"every address":       {[]string{"--listen", "0.0.0.0:0"}, exitUsage, "other machines could reach it"},
		"every address again": {[]string{"--listen", ":8787"}, exitUsage, "other machines could reach it"},
		"another address":     {[]string{"--listen", "192.0.2.1:8787"}, exitUsage, "listen on 127.0.0.1"},
		"another loopback":    {[]string{"--listen", "127.0.0.2:0"}, exitUsage, "no other names than 127.0.0.1"},
		"no port":             {[]string{"--listen", "127.0.0.1"}, exitUsage, "127.0.0.1:8787"},
		"no accounts":         {[]string{"--accounts", "0"}, exitUsage, "--accounts"},
		"no seed":             {[]string{"--seed", "0"}, exitUsage, "whole number other than 0"},
		"seed in words":       {[]string{"--seed", "one"}, exitUsage, "whole number other than 0"},
		"argument":            {[]string{"serve"}, exitUsage, `"serve"`},
		"unknown flag":        {[]string{"--listne", "127.0.0.1:0"}, exitUsage, "--print-credentials"[1:]},
		"half a duration":     {[]string{"--latency", "5"}, exitUsage, "latency"},
		"unknown level":       {[]string{"--log-level", "loud"}, exitUsage, "log-level"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			code := run(t.Context(), tt.args, &stdout, &stderr)
			if code != tt.code || !strings.Contains(stderr.String(), tt.says) || stdout.Len() > 0 {
				t.Errorf("got exit code %d, %q and %q on stdout; expected %d and %q", code, &stderr, &stdout, tt.code, tt.says)
			}
		})
	}
}

// TestPortTakenMakesNoDatabase starts twice on a port by mistake.
func TestPortTakenMakesNoDatabase(t *testing.T) {
	t.Parallel()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	folder := t.TempDir()
	if code := run(t.Context(), []string{"--listen", l.Addr().String(), "--db", filepath.Join(folder, "x.db")}, io.Discard, io.Discard); code != exitFailure {
		t.Errorf("got exit code %d", code)
	}
	if files, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(files) > 0 {
		t.Errorf("got %v, %v, expected no file", files, err)
	}
}

func TestHelpAndVersion(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"--help"}, &stdout, &stderr); code != exitOK {
		t.Errorf("got exit code %d", code)
	}
	for _, name := range []string{
		"listen", "db", "tier", "seed", "accounts", "transactions", "latency", "auto-authorize", "okto-rate-limit", "allow-external-webhooks", "print-credentials", "log-level", "version",
	} {
		if !strings.Contains(stderr.String(), "-"+name) {
			t.Errorf("the help does not name --%s", name)
		}
	}
	if code := run(t.Context(), []string{"--version"}, &stdout, &stderr); code != exitOK || stdout.String() != "openbanking-sandbox dev\n" {
		t.Errorf("got %d, %q", code, &stdout)
	}
}

func TestPrintedCredentials(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	api := func(value string) []emulated.Field { return []emulated.Field{{Name: "api_key", Value: value}} }
	keys := func(public, secret string) []emulated.Field {
		return []emulated.Field{{Label: "public key", Value: public}, {Label: "secret key", Value: secret}}
	}
	app := func(id, secret, token string) []emulated.Field {
		return []emulated.Field{{Label: "app", Value: id}, {Label: "secret", Value: secret}, {Label: "management token", Value: token}}
	}
	c := sandbox.Credentials{Organisations: []sandbox.OrganisationCredentials{{Organisation: store.Organisation{ID: "org_1", Name: "One"}, Platforms: []emulated.PlatformCredentials{
		{Platform: "tok", Sections: []emulated.Section{{Environment: "sandbox", Fields: api("tok_sandbox_a")}, {Environment: "production", Fields: api("tok_live_b")}}},
		{Platform: "okra", Sections: []emulated.Section{
			{Fields: []emulated.Field{{Label: "client token", Value: "client"}}},
			{Environment: "sandbox", Fields: keys("public-a", "eyJ.a")},
			{Environment: "production", Fields: keys("public-b", "eyJ.b")},
		}},
		{Platform: "okto", Sections: []emulated.Section{
			{Environment: "sandbox", Fields: app("app-1", "the secret", "okto_mgmt_a")}, {Environment: "production", Fields: app("app-2", "", "okto_mgmt_b")},
		}},
	}}}}
	printCredentials(&out, c)
	want := `One (org_1)
  tok sandbox     tok_sandbox_a
  tok production  tok_live_b
  okra            client token client
  okra sandbox    public key public-a, secret key eyJ.a
  okra production public key public-b, secret key eyJ.b
  okto sandbox    app app-1, secret the secret, management token okto_mgmt_a
  okto production app app-2, secret (was reset, and is not stored), management token okto_mgmt_b
`
	if out.String() != want {
		t.Errorf("got %q, expected %q", &out, want)
	}
}
