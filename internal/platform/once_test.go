// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
)

var errDown = errors.New("the platform is down")

// TestOnceSharesAnError proves that all who wait for a question share its error,
// and do not ask one after the other; and that who comes later asks again.
func TestOnceSharesAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		clock := clockwork.NewRealClock() // Of the bubble.
		var asked atomic.Int32
		down := true
		question := NewOnce(func(context.Context) (string, error) {
			asked.Add(1)
			clock.Sleep(5 * time.Minute) // Of retries.
			if down {
				return "", errDown
			}
			return "up", nil
		})
		ask := func(want string, wantErr error) {
			for range 100 {
				go func() {
					if answer, err := question.Get(t.Context()); answer != want || !errors.Is(err, wantErr) {
						t.Errorf("got %q and %v, want %q and %v", answer, err, want, wantErr)
					}
				}()
			}
			synctest.Wait() // All of them are there.
			clock.Sleep(5 * time.Minute)
			synctest.Wait()
			if got := asked.Swap(0); got != 1 {
				t.Errorf("asked %d times within the time of one, want once", got)
			}
		}
		ask("", errDown)
		down = false
		ask("up", nil)
		if answer, err := question.Get(t.Context()); answer != "up" || err != nil || asked.Load() != 0 {
			t.Errorf("got %q and %v, asked %d times, want an answer that is remembered", answer, err, asked.Load())
		}
	})
}

// TestOnceKeepsAnInterruptToItself proves that those who wait for one who was
// interrupted, or who had no more time, ask for themselves.
func TestOnceKeepsAnInterruptToItself(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"interrupted": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			clockwork.NewRealClock().AfterFunc(time.Second, cancel)
			return ctx, cancel
		},
		"out of time": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Second)
		},
		"with too little time to try": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Hour)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := limit(t.Context())
				defer cancel()
				question := NewOnce(func(asking context.Context) (string, error) {
					if asking != ctx {
						return "up", nil
					}
					select {
					case <-asking.Done():
						return "", asking.Err()
					case <-clockwork.NewRealClock().After(time.Minute):
						return "", errDown
					}
				})
				go func() {
					if _, err := question.Get(ctx); err == nil {
						t.Error("who has no time got an answer")
					}
				}()
				synctest.Wait()
				if answer, err := question.Get(t.Context()); answer != "up" || err != nil {
					t.Errorf("got %q and %v, want an answer to a question of one's own", answer, err)
				}
			})
		})
	}
}

// TestOnceSurvivesAPanic proves that nobody waits for one who has panicked.
func TestOnceSurvivesAPanic(t *testing.T) {
	t.Parallel()
	first := true
	question := NewOnce(func(context.Context) (string, error) {
		if first {
			first = false
			panic("a bug")
		}
		return "up", nil
	})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is swallowed")
			}
		}()
		_, _ = question.Get(t.Context())
	}()
	if answer, err := question.Get(t.Context()); answer != "up" || err != nil {
		t.Errorf("got %q and %v", answer, err)
	}
}
