// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// TestGate proves that one check serves all calls, that a failed one lets none
// through, and that it is made again.
func TestGate(t *testing.T) {
	t.Parallel()
	var checks atomic.Int32
	refused := errors.New("refused")
	var failing atomic.Bool
	gate := NewGate(func(context.Context) error {
		checks.Add(1)
		if failing.Load() {
			return refused
		}
		return nil
	})
	failing.Store(true)
	for range 2 {
		if err := gate.Pass(t.Context()); !errors.Is(err, refused) {
			t.Errorf("got %v, want the check's error", err)
		}
	}
	if got := checks.Swap(0); got != 2 {
		t.Errorf("%d checks for two calls that failed, want 2", got)
	}
	failing.Store(false)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			if err := gate.Pass(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := checks.Load(); got != 1 {
		t.Errorf("%d checks for all calls, want 1", got)
	}
}

// TestGateCancelled proves that a call which waits for another one's check
// stops when its own context ends.
func TestGateCancelled(t *testing.T) {
	t.Parallel()
	begun, release := make(chan struct{}), make(chan struct{})
	gate := NewGate(func(context.Context) error {
		close(begun)
		<-release
		return nil
	})
	outcome := make(chan error, 1)
	go func() { outcome <- gate.Pass(t.Context()) }()
	<-begun
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := gate.Pass(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	close(release)
	if err := <-outcome; err != nil {
		t.Errorf("the call that makes the check: %v", err)
	}
}

func TestCheckEnvironment(t *testing.T) {
	t.Parallel()
	for said, fails := range map[string]bool{"": false, "sandbox": false, "production": true, "staging": true} {
		err := CheckEnvironment("management token", said, Sandbox)
		if (err != nil) != fails {
			t.Errorf("%q: got %v", said, err)
		}
		if fails && (KindOf(err) != KindWrongEnvironment || !strings.Contains(err.Error(), "production") || !strings.Contains(err.Error(), "management token")) {
			t.Errorf("%q: the error does not say what is wrong: %v", said, err)
		}
		if said == "staging" && strings.Contains(err.Error(), said) {
			t.Errorf("the error repeats a text that names no environment: %v", err)
		}
	}
}
