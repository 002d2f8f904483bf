// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apihttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// KeyReused is what a client is told whose Idempotency-Key came with another
// request before (store.ErrKeyReused).
const KeyReused = "The Idempotency-Key was used with another request in the last 24 hours. Use a new one for a new request."

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
	canonical, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("writing the request's canonical form: %w", err)
	}
	return append([]byte(endpoint+"\n"), canonical...), nil
}

// Once is a request with an Idempotency-Key.
type Once struct {
	Scope   store.Scope
	Key     string
	Request []byte // As Canonical writes it.
	Now     time.Time
}

// Do runs the request's work, unless it was done before: then it returns the
// first answer, and replayed is true. It returns store.ErrKeyReused if the key
// came with another request. Work that fails is not remembered.
func (o Once) Do(tx *store.Tx, work func() (store.Answer, error)) (a store.Answer, replayed bool, err error) {
	a, err = tx.Replay(o.Scope, o.Key, o.Request, o.Now)
	if !errors.Is(err, store.ErrNotFound) {
		return a, err == nil, err
	}
	if a, err = work(); err != nil {
		return store.Answer{}, false, err
	}
	return a, false, tx.Remember(o.Scope, o.Key, o.Request, a, o.Now)
}
