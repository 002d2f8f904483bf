// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"encoding/json"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// StatusError is the status of an [Envelope] that tells of a failure.
const StatusError = "error"

// Envelope is {"status":"success","data":…}, which some platforms put around every
// success.
type Envelope[W any] struct {
	Status string `json:"status"`
	Data   *W     `json:"data"`
}

// ReadJSON reads the envelope, and its data element by element where it can.
func (e *Envelope[W]) ReadJSON(from *json.Decoder) error {
	return Fields(from, func(name string) (err error) {
		switch {
		case strings.EqualFold(name, "status"):
			return from.Decode(&e.Status)
		case strings.EqualFold(name, "data"):
			e.Data, err = value[W](from)
			return err
		}
		return Skip(from)
	})
}

// Validate refuses what would otherwise be taken for a success, and lets the
// data check itself where it can.
func (e *Envelope[W]) Validate() error {
	switch {
	case e.Status == StatusError:
		return &FieldError{"status", `is "error" although the call succeeded`}
	case e.Data == nil:
		return Missing("data")
	}
	if data, ok := any(*e.Data).(httpapi.Validator); ok {
		return data.Validate()
	}
	return nil
}
