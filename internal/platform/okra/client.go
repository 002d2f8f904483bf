// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"context"
	"errors"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// client makes the documented calls.
type client struct {
	api         *httpapi.Client
	environment platform.Environment
	mostListed  int // items of a list that are read
}

// control makes the calls of the control plane. Before the first one it asks the
// server which environment the key belongs to, so that a proxy that swaps
// credentials is found before anything is changed. What Okra documents works
// without a control plane.
type control struct {
	*client

	verified *platform.Gate
}

func newControl(c *client) *control {
	return &control{c, platform.NewGate(c.verify)}
}

// sender makes one call, with retries, and decodes the answer.
type sender interface {
	send(ctx context.Context, call httpapi.Call, out any) (*httpapi.Response, error)
	check(said string) error
	most() int
}

var (
	_ sender = (*client)(nil)
	_ sender = (*control)(nil)
)

func (c *client) send(ctx context.Context, call httpapi.Call, out any) (*httpapi.Response, error) {
	call.Expect = []int{http.StatusOK, http.StatusCreated} // Okra documents both, and not for which calls.
	response, err := c.api.Do(ctx, call, out)
	if err != nil {
		return nil, wire.Failure(err, kindOf)
	}
	return response, nil
}

func (c *control) send(ctx context.Context, call httpapi.Call, out any) (*httpapi.Response, error) {
	if err := c.verified.Pass(ctx); err != nil {
		return nil, err
	}
	return c.client.send(ctx, call, out)
}

// verify compares the `env` of a key with the configured environment. A platform
// without keys to list is believed: they are no part of Okra's documents.
func (c *client) verify(ctx context.Context) error {
	var found wire.Envelope[page[apiKeyWire, platform.APIKey]]
	_, err := c.send(ctx, read("keys/list", map[string]any{"page": 1, "limit": 1}), &found)
	switch {
	case wire.HasStatus(err, http.StatusNotFound):
		return nil
	case err != nil:
		return err
	}
	for _, key := range found.Data.Items {
		if err := c.check(key.Env); err != nil {
			return err
		}
	}
	return nil
}

// most is how many items of a list are read.
func (c *client) most() int { return c.mostListed }

// check compares what an object says of its environment with the configured one.
func (c *client) check(said string) error {
	return platform.CheckEnvironment("secret key", environmentNamed(said), c.environment)
}

// read is a call that asks for something, which Okra has as a POST.
func read(path string, body map[string]any) httpapi.Call {
	return httpapi.Call{Method: http.MethodPost, Path: path, Body: body}
}

// write is a call that changes something and may be repeated as it is.
func write(path string, body map[string]any) httpapi.Call {
	return httpapi.Call{Method: http.MethodPost, Path: path, Body: body, Write: true, Idempotent: true}
}

// create is a call that makes something, once under its idempotency key.
func create(path string, body map[string]any, idempotencyKey string) httpapi.Call {
	return httpapi.Call{Method: http.MethodPost, Path: path, Body: body, Write: true, IdempotencyKey: idempotencyKey, Replays: true}
}

// object is one of Okra's objects on the wire, D the domain's.
type object[D any] interface {
	// env is the environment that the object says it belongs to, "" for none.
	env() string
	domain(asOf platform.AsOf) (D, error)
}

// tagged is what nearly all of Okra's objects begin with.
type tagged struct {
	ID  string `json:"_id"`
	Env string `json:"env"`
}

func (t tagged) env() string { return t.Env }

// one makes a call that answers with a single object.
func one[W object[D], D any](ctx context.Context, s sender, call httpapi.Call) (D, error) {
	var none D
	var answer wire.Envelope[W]
	response, err := s.send(ctx, call, &answer)
	if err != nil {
		return none, err
	}
	if err := belongs(s, call, *answer.Data); err != nil {
		return none, err
	}
	return wire.Convert(call, response, "data", *answer.Data, W.domain)
}

// belongs refuses an object of the other environment. A write that was answered
// with one may have been made there.
func belongs[W object[D], D any](s sender, call httpapi.Call, w W) error {
	err := s.check(w.env())
	if failure, ok := errors.AsType[*platform.Error](err); ok {
		failure.OutcomeUnknown = call.Write
	}
	return err
}

// byID makes a call about one object, and refuses an answer about another.
func byID[W object[D], D any](ctx context.Context, s sender, call httpapi.Call, id string, idOf func(D) string) (D, error) {
	found, err := one[W](ctx, s, call)
	if err == nil {
		err = sameID(call, "data", id, idOf(found))
	}
	if err != nil {
		var none D
		return none, err
	}
	return found, nil
}

// sameID refuses an answer about another object than the one that was asked for.
func sameID(call httpapi.Call, place, wanted, got string) error {
	if wanted == got {
		return nil
	}
	return wire.Malformed(call, http.StatusOK, &wire.FieldError{Field: place + "._id", Reason: "is not the id that was asked for"})
}
