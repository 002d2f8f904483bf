// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// receiver is the team's own service: it takes the webhook's deliveries, and the
// person who comes back from the bank.
type receiver struct {
	base       string // such as http://127.0.0.1:40124
	server     *http.Server
	deliveries chan delivery
}

// delivery is one event as it arrived.
type delivery struct {
	path   string
	header http.Header
	body   []byte
}

// startReceiver serves on a free port.
func startReceiver(ctx context.Context) (*receiver, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the webhook receiver: %w", err)
	}
	r := &receiver{base: "http://" + listener.Addr().String(), deliveries: make(chan delivery, 16)}

	mux := http.NewServeMux()
	mux.HandleFunc("POST /events", r.take)
	mux.HandleFunc("POST /moved", r.take)
	mux.HandleFunc("GET /connected", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "Your bank is connected.")
	})
	r.server = &http.Server{Handler: mux, ReadHeaderTimeout: patience}
	go func() { _ = r.server.Serve(listener) }() // It ends by stop alone.
	return r, nil
}

// take keeps a delivery until a story asks for it.
func (r *receiver) take(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, 1<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	select {
	case r.deliveries <- delivery{req.URL.Path, req.Header, body}:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// stop ends the receiver.
func (r *receiver) stop() error {
	if err := r.server.Close(); err != nil {
		return fmt.Errorf("stop the webhook receiver: %w", err)
	}
	return nil
}

// next waits for the next delivery.
func (r *receiver) next(ctx context.Context) (delivery, error) {
	select {
	case d := <-r.deliveries:
		return d, nil
	case <-ctx.Done():
		return delivery{}, ctx.Err()
	case <-time.After(patience):
		return delivery{}, errors.New("no delivery arrived")
	}
}

// awaitSigned waits for an event of one type and checks the signature of what
// arrives with every secret that is given: during an overlap there are two.
func (r *receiver) awaitSigned(ctx context.Context, event string, signingSecrets ...string) error {
	for {
		d, err := r.next(ctx)
		if err != nil {
			return fmt.Errorf("wait for %s: %w", event, err)
		}
		for _, secret := range signingSecrets {
			verifier, err := standardwebhooks.NewWebhook(secret)
			if err != nil {
				return fmt.Errorf("read the signing secret: %w", err)
			}
			if err := verifier.Verify(d.body, d.header); err != nil {
				return fmt.Errorf("check the signature of a delivery: %w", err)
			}
		}
		var payload struct {
			Type string `json:"type"`
		}
		if err := json.Unmarshal(d.body, &payload); err != nil {
			return fmt.Errorf("read a delivery: %w", err)
		}
		if payload.Type == event {
			return nil
		}
	}
}

// awaitBearer waits for the next delivery, and checks which path it came to and
// that it carries the bearer token.
func (r *receiver) awaitBearer(ctx context.Context, path, token string) error {
	d, err := r.next(ctx)
	if err != nil {
		return fmt.Errorf("wait for a delivery: %w", err)
	}
	if d.path != path {
		return fmt.Errorf("a delivery: it came to %s, expected %s", d.path, path)
	}
	if got := d.header.Get("Authorization"); got != "Bearer "+token {
		return fmt.Errorf("a delivery: got the Authorization header %q, expected %q", got, "Bearer "+token)
	}
	return nil
}
