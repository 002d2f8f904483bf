// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apihttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// KeyReused is what a client is told whose Idempotency-Key came with another
// request before (store.ErrKeyReused).
const KeyReused = "The Idempotency-Key was used with another request in the last 24 hours. Use a new one for a new request."

// Once is a request that may have an Idempotency-Key.
type Once struct {
	Request *http.Request
	Body    []byte
	Scope   store.Scope
	// Own keeps a platform's keys apart from those of others, which share their table.
	// No key holds a space by itself.
	Own string
	Now time.Time
}

// Do runs the request's work, unless it was done before: then it returns the
// first answer, and replayed is true. It returns store.ErrKeyReused if the key
// came with another request. Work that fails is not remembered.
func (o Once) Do(tx *store.Tx, work func() (store.Answer, error)) (a store.Answer, replayed bool, err error) {
	key, err := CheckedIdempotencyKey(o.Request)
	if err != nil {
		return a, false, err
	}
	if key == "" {
		a, err = work()
		return a, false, err
	}
	key = o.Own + key
	request, err := Canonical(o.Request.Method+" "+o.Request.URL.Path, o.Body)
	if err != nil {
		return a, false, err
	}
	a, err = tx.Replay(o.Scope, key, request, o.Now)
	if !errors.Is(err, store.ErrNotFound) {
		return a, err == nil, err
	}
	if a, err = work(); err != nil {
		return store.Answer{}, false, err
	}
	return a, false, tx.Remember(o.Scope, key, request, a, o.Now)
}

// Canonical returns what makes two requests the same: the endpoint and the JSON
// value of the body, however it is spaced and ordered.
func Canonical(endpoint string, body []byte) ([]byte, error) {
	var value any
	if len(bytes.TrimSpace(body)) > 0 {
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		if err := d.Decode(&value); err != nil {
			return nil, notJSON()
		}
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("writing the request's canonical form: %w", err)
	}
	return append([]byte(endpoint+"\n"), text...), nil
}
