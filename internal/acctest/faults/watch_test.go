// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing/synctest"
	"time"
)

// watch sees every request of the provider, and those of the test: it records
// them, and interrupts the run where that is due.
func (w *world) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		// A server notices that its client has gone once the body is read.
		if body, err := io.ReadAll(r.Body); err == nil {
			w.take(body)
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		if w.late.Load() {
			r = r.WithContext(context.WithoutCancel(r.Context()))
		}
		due := w.note(r)
		if w.sends != nil {
			w.sends(r)
		}
		if due != nil && !due.after {
			due.happen()
		}
		if due != nil && due.after {
			defer due.happen() // What was answered is not sent before.
		}
		next.ServeHTTP(rw, r)
	})
}

// note records a request, and returns the interrupt that it is struck by.
func (w *world) note(r *http.Request) *interrupt {
	w.keep(r.Header.Get("Idempotency-Key"))
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.recording {
		return nil
	}
	number := len(w.calls)
	w.calls = append(w.calls, call{r.Method, r.URL.Path})
	if w.interrupt == nil || w.interrupt.at != number {
		return nil
	}
	w.interrupt.struck = true
	return w.interrupt
}

// happen interrupts the run: at once, and then returns when nothing moves any more,
// or when the platform hangs.
func (i *interrupt) happen() {
	if i.hung {
		i.clock.AfterFunc(time.Second, i.strike)
		return
	}
	i.strike()
	synctest.Wait()
}

// taking takes down the secrets in what a platform answers, whatever a fault then
// makes of that.
func (w *world) taking(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		answer := &copied{ResponseWriter: rw}
		next.ServeHTTP(answer, r)
		w.take(answer.body.Bytes())
	})
}

// secretFields are where secrets are in the platforms' bodies.
var secretFields = []string{"key", "signingSecret", "app_secret", "token", "idempotency_key"} //nolint:gochecknoglobals // A constant.

// take takes down the secrets of a body.
func (w *world) take(body []byte) {
	var document any
	if json.Unmarshal(body, &document) == nil {
		w.walk(document)
	}
}

func (w *world) walk(part any) {
	switch part := part.(type) {
	case map[string]any:
		public := part["type"] == "public" // The key of that type is no secret.
		for name, member := range part {
			if secret, ok := member.(string); ok && slices.Contains(secretFields, name) && !public {
				w.keep(secret)
			}
			w.walk(member)
		}
	case []any:
		for _, item := range part {
			w.walk(item)
		}
	}
}

// copied keeps a copy of an answer's body.
type copied struct {
	http.ResponseWriter

	body bytes.Buffer
}

// Write implements http.ResponseWriter.
func (c *copied) Write(data []byte) (int, error) {
	c.body.Write(data)
	return c.ResponseWriter.Write(data)
}

// Unwrap lets an http.ResponseController reach the connection.
func (c *copied) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// record begins to record the provider's requests.
func (w *world) record() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.recording, w.calls = true, nil
}

// recorded ends it, and returns them.
func (w *world) recorded() []call {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.recording = false
	return slices.Clone(w.calls)
}
