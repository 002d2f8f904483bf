// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"fmt"
	"iter"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Attempt is one try to deliver a message, as an answer has it: an absent status
// or error is null or missing there, which is 0 or "" here.
type Attempt struct {
	At           string // RFC 3339
	Status       int
	Milliseconds int64
	Error        string
}

// DeliveryOf makes a delivery of an answer's fields. The names of the fields that
// it checks are the platform's.
func DeliveryOf(idField, id, status, atField string, attempts []Attempt) (platform.Delivery, error) {
	d := platform.Delivery{ID: id, Status: platform.DeliveryStatus(status), Attempts: make([]platform.DeliveryAttempt, len(attempts))}
	if err := ID(idField, id); err != nil {
		return d, err
	}
	if err := Required("status", status); err != nil {
		return d, err
	}
	for i, a := range attempts {
		at, err := Instant(fmt.Sprintf("attempts[%d].%s", i, atField), a.At)
		if err != nil {
			return d, err
		}
		d.Attempts[i] = platform.DeliveryAttempt{
			At: at, StatusCode: a.Status, Took: time.Duration(a.Milliseconds) * time.Millisecond, Error: a.Error,
		}
	}
	return d, nil
}

// DeliveryIn finds a delivery in a list, and reads no more pages than it needs.
func DeliveryIn(list iter.Seq2[platform.Delivery, error], id string) (platform.Delivery, error) {
	for d, err := range list {
		if err != nil {
			return platform.Delivery{}, err
		}
		if d.ID == id {
			return d, nil
		}
	}
	return platform.Delivery{}, &platform.Error{
		Kind: platform.KindNotFound,
		Err:  fmt.Errorf("the platform does not list the delivery %s", id),
	}
}
