// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"errors"
	"testing"
)

// TestRoom proves that no more answers are large at a time than there is memory for,
// and that who waits for others does not wait for longer than the call may. It takes
// all of the process's room, so it is not parallel.
func TestRoom(t *testing.T) {
	over, cancel := context.WithCancel(t.Context())
	cancel()
	var rooms [largeAtOnce]room
	for i := range rooms {
		if err := errors.Join(rooms[i].take(t.Context()), rooms[i].take(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	var next room
	if err := next.take(over); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want room for no more", err)
	}
	next.leave() // It has none.
	rooms[0].leave()
	rooms[0].leave()
	if err := next.take(t.Context()); err != nil {
		t.Error(err)
	}
	next.leave()
	rooms[1].leave()
	if len(largeBodies) != 0 {
		t.Errorf("%d are still in", len(largeBodies))
	}
}
