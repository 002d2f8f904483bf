// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Clock is the part of clockwork.Clock that the Engine needs. A clock that is moved by hand calls Engine.Wake after
// each move, unless its After follows the move by itself.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// Options configure an Engine. Store and Clock are required; the zero value of the others is a sound default.
type Options struct {
	Store Store
	Clock Clock
	// AllowRemote lets deliveries leave this machine.
	AllowRemote bool
	// PerWebhook and PerOrganisation bound the attempts under way at once; 2 and 8 by default. No receiver, however slow,
	// holds up another one, and no organisation another one.
	PerWebhook, PerOrganisation int
	// Timeout is how long a receiver may take to answer, in real time; 15 s by default, as the platform promises.
	Timeout time.Duration
	// Grace is how long Run waits for attempts under way once its context ends, in real time; 3 s by default.
	Grace time.Duration
	// Logger gets what goes wrong with the Store. It never gets a URL, a payload or a secret. Silent by default.
	Logger *slog.Logger
}

// retries are the pauses before the second and each later attempt: the schedule that the Standard Webhooks
// specification gives as its example. After the last one the message has failed.
func retries() []time.Duration {
	return []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
}

// storePause is how long the Engine leaves a Store alone that returned an error, so that a full disk does not become
// a stream of repeated deliveries.
const storePause = time.Second

// Engine delivers the messages of a Store.
type Engine struct {
	Options
	own     sync.Map // The ports on which the sandbox answers.
	client  *http.Client
	retries []time.Duration
	wake    chan struct{}
	idle    chan chan struct{}
	done    chan outcome
	stopped chan struct{}
}

// outcome is what an attempt's goroutine tells the loop: it is over, and whether the Store took the result.
type outcome struct {
	message Message
	err     error
}

// New prepares an Engine. It does nothing until Run is called.
func New(options Options) *Engine {
	if options.PerWebhook <= 0 {
		options.PerWebhook = 2
	}
	if options.PerOrganisation <= 0 {
		options.PerOrganisation = 8
	}
	if options.Timeout <= 0 {
		options.Timeout = 15 * time.Second
	}
	if options.Grace <= 0 {
		options.Grace = 3 * time.Second
	}
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Engine{
		Options: options,
		retries: retries(),
		wake:    make(chan struct{}, 1),
		idle:    make(chan chan struct{}),
		done:    make(chan outcome),
		stopped: make(chan struct{}),
	}
	e.client = e.newClient()
	return e
}

// Permits returns an error that says why messages for a URL would never be sent, and nil if they would be tried.
func (e *Engine) Permits(url string) error {
	if e.AllowRemote {
		return nil
	}
	return permitURL(url)
}

// Wake makes the Engine look at its Store and its clock again: there is a new message, or the clock was moved. It
// never blocks, and calls may come before Run and after its end.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default: // A look that has not begun yet sees the same.
	}
}

// Idle waits until nothing is due by the clock and no attempt is under way. It returns the context's error if that
// ends first, and ErrStopped if Run has returned.
func (e *Engine) Idle(ctx context.Context) error {
	reached := make(chan struct{})
	select {
	case e.idle <- reached:
	case <-e.stopped:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-reached:
		return nil
	case <-e.stopped:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ErrStopped is what Idle returns when the Engine does not run any more.
var ErrStopped = errors.New("the delivery engine has stopped")

// Run delivers until the context ends. Then it begins nothing more, gives what is under way the time of Options.Grace,
// and returns. An attempt that is cut off is not recorded: the message stays pending. Run is called once.
func (e *Engine) Run(ctx context.Context) {
	defer close(e.stopped)
	defer e.client.CloseIdleConnections()
	work, cutOff := context.WithCancel(context.WithoutCancel(ctx))
	defer cutOff()

	inFlight := newTraffic()
	var waiting []chan struct{}
	for ctx.Err() == nil {
		timer, idle := e.dispatch(ctx, work, inFlight)
		if idle {
			for _, reached := range waiting {
				close(reached)
			}
			waiting = nil
		}
		select {
		case <-ctx.Done():
		case <-timer:
		case <-e.wake:
		case reached := <-e.idle:
			waiting = append(waiting, reached)
		case o := <-e.done:
			e.finish(ctx, inFlight, o)
		}
	}

	grace := time.AfterFunc(e.Grace, cutOff) //nolint:forbidigo // A process that is to stop does, whatever its clock says.
	defer grace.Stop()
	for !inFlight.none() {
		o := <-e.done
		inFlight.remove(o.message)
	}
}

// dispatch starts what is due as far as there is room: an attempt that ends makes some, and the loop comes here again.
// It returns when to look again at the latest (nil means not before something happens), and whether nothing is due or
// under way.
func (e *Engine) dispatch(ctx, work context.Context, inFlight traffic) (<-chan time.Time, bool) {
	now := e.Clock.Now()
	// What is under way is still pending in the Store, hence twice as many: they hold something to start if there is
	// something that may be started.
	messages, err := e.Store.Due(ctx, now, 2*e.PerWebhook, 2*e.PerOrganisation)
	if err != nil {
		return e.storeFailed(ctx, fmt.Errorf("find due messages: %w", err)), false
	}
	for _, m := range messages {
		if inFlight.hasRoom(m, e.PerWebhook, e.PerOrganisation) {
			inFlight.add(m)
			go func() { e.done <- outcome{m, e.attempt(work, m)} }()
		}
	}
	next, err := e.Store.NextDue(ctx, now)
	if err != nil {
		return e.storeFailed(ctx, fmt.Errorf("find the next due message: %w", err)), false
	}
	if next.IsZero() {
		return nil, inFlight.none()
	}
	return e.Clock.After(next.Sub(now)), inFlight.none()
}

// finish takes note of an attempt that ended. If its result could not be stored, the message is still due: the Engine
// pauses before it sends it again.
func (e *Engine) finish(ctx context.Context, inFlight traffic, o outcome) {
	if o.err != nil {
		select {
		case <-e.storeFailed(ctx, fmt.Errorf("record an attempt: %w", o.err)):
		case <-ctx.Done():
		}
	}
	inFlight.remove(o.message)
}

// storeFailed reports a Store's error and returns the channel that ends the pause.
func (e *Engine) storeFailed(ctx context.Context, err error) <-chan time.Time {
	if ctx.Err() == nil {
		e.Logger.ErrorContext(ctx, "webhook deliveries pause: the store failed", "error", err)
	}
	return e.Clock.After(storePause)
}
