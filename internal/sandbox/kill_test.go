// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// childDatabase names the variable that makes the test program a sandbox.
const childDatabase = "SANDBOX_TEST_CHILD_DATABASE"

// TestMain lets TestKillLosesNothing run this program as a sandbox to kill.
func TestMain(m *testing.M) {
	if path := os.Getenv(childDatabase); path != "" {
		fmt.Fprintln(os.Stderr, serveChild(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// serveChild serves a sandbox until it is killed.
func serveChild(path string) error {
	ctx := context.Background()
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s, err := sandbox.New(ctx, sandbox.Options{DB: path, Tier: "unlimited"})
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", l.Addr())
	return s.Serve(ctx, l)
}

// child starts a sandbox in a process of its own and returns a fixture that
// asks it.
func child(t *testing.T, path, key string) (*fixture, *exec.Cmd) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childDatabase+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the child did not start: %v", err)
	}
	return &fixture{t: t, key: key, header: http.Header{}, base: strings.TrimSpace(line)}, cmd
}

// TestKillLosesNothing kills a sandbox with SIGKILL while several clients make
// keys, as often as the rounds say. Every key that was answered is there after the
// restart and works, and nothing is half there.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	seeded, err := sandbox.New(t.Context(), sandbox.Options{DB: path})
	if err != nil {
		t.Fatal(err)
	}
	key := seeded.Credentials().Organisations[0].Tok.Sandbox.APIKey
	if err := seeded.Close(); err != nil {
		t.Fatal(err)
	}

	const rounds, clients, before = 3, 4, 12
	answered := map[string]string{} // Keys by id.
	for round := range rounds {
		f, cmd := child(t, path, key)
		var mu sync.Mutex
		var done sync.WaitGroup
		enough := make(chan struct{})
		count := 0
		for range clients {
			done.Go(func() {
				for {
					got := f.try("POST", "/api-keys", `{"name":"kept"}`)
					if got.err != nil {
						return // Killed.
					}
					made := answer{t: t, body: got.body}.object()
					mu.Lock()
					answered[made.text("id")] = made.text("key")
					if count++; count == before {
						close(enough)
					}
					mu.Unlock()
				}
			})
		}
		<-enough
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		done.Wait()
		_ = cmd.Wait() // "signal: killed".

		f, cmd = child(t, path, key)
		there := map[string]bool{}
		for _, k := range f.all("/api-keys", "100") {
			there[k.text("id")] = true
		}
		for id, text := range answered {
			if !there[id] {
				t.Errorf("round %d: %s was answered and is lost", round, id)
			}
			if who := f.as(text).do("GET", "/organisation", ""); who.status != http.StatusOK || who.object()["apiKeyId"] != id {
				t.Errorf("round %d: the key of %s does not work: %d %s", round, id, who.status, who.body)
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
	}
}
