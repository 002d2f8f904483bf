// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// What follows are the mistakes that other providers have made when they
// prefetched what they were going to read, one test for each.

// TestTrap_missIsAnError: an object that was not in the list was an error.
func TestTrap_missIsAnError(t *testing.T) {
	t.Parallel()
	s := newSource(5)
	on := s.shares(t)
	mustRead(t, s, on, name(0), name(1))
	s.add("new")
	if got, err := on.read(refreshed(t), "new"); err != nil || got.ID != "new" {
		t.Errorf("got %+v and %v for an object that the list has not", got, err)
	}
	if _, err := on.read(refreshed(t), "none"); !platform.IsNotFound(err) {
		t.Errorf("got %v, want the 404 of the object itself", err)
	}
}

// TestTrap_missIsGone: an object that was not in the list was taken for removed,
// though it was only not listed.
func TestTrap_missIsGone(t *testing.T) {
	t.Parallel()
	s := newSource(5)
	s.change(name(3), func(it *thing) { it.dead = true })
	on := s.shares(t)
	mustRead(t, s, on, name(0), name(1), name(3))
}

// TestTrap_importIsBroken: an import found nothing, because the list was that of
// the objects in the state.
func TestTrap_importIsBroken(t *testing.T) {
	t.Parallel()
	s := newSource(500)
	on := s.shares(t)
	mustRead(t, s, on, name(499), name(498))
	// No state has heard of these; one is listed, and one far from it.
	mustRead(t, s, on, name(450), name(0))
}

// TestTrap_matchedByContent: an object was found by what it says, and so another
// one that says the same.
func TestTrap_matchedByContent(t *testing.T) {
	t.Parallel()
	s := newSource(3) // They differ in their ids alone.
	on := s.shares(t)
	for _, id := range span(0, 3) {
		if got, err := on.read(refreshed(t), id); err != nil || got.ID != id {
			t.Errorf("%s: got %+v and %v", id, got, err)
		}
	}
}

// TestTrap_concurrentWritesToAMap: reads of several resources at a time ended the
// process. The race detector finds more here than a test that passes says.
func TestTrap_concurrentWritesToAMap(t *testing.T) {
	t.Parallel()
	s := newSource(2000)
	on := s.shares(t)
	var readers sync.WaitGroup
	for _, id := range shuffled(span(0, 2000)) {
		readers.Go(func() { mustRead(t, s, on, id) })
	}
	readers.Wait()
	if s.pages > 20 {
		t.Errorf("got %d pages, want each once", s.pages)
	}
}

// TestTrap_notInvalidatedByAWrite: a read after a write had what was there before.
func TestTrap_notInvalidatedByAWrite(t *testing.T) {
	t.Parallel()
	s := newSource(5)
	p := &platform.Platform{Consents: fakeConsents{s}}
	Share(t.Context(), p)
	for _, id := range span(0, 2) {
		if _, err := p.Consents.Get(refreshed(t), id); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Consents.Revoke(t.Context(), name(2)); err != nil {
		t.Fatal(err)
	}
	s.remove(name(2)) // The platform's part of it.
	if _, err := p.Consents.Get(refreshed(t), name(2)); !platform.IsNotFound(err) {
		t.Errorf("got %v for what is no more", err)
	}
}

// TestTrap_everyReaderPrefetches: readers that came at the same time each read
// the whole list.
func TestTrap_everyReaderPrefetches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSource(300)
		on := s.shares(t)
		s.turned = func(context.Context, int) error { synctest.Wait(); return nil }
		var readers sync.WaitGroup
		for _, id := range span(0, 300) {
			readers.Go(func() { mustRead(t, s, on, id) })
		}
		readers.Wait()
		wantRequests(t, s, "3 pages, 1 gets")
	})
}
