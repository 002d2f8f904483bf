// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"encoding/json"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// Items is a list that tells "absent", which no list answer may be, from
// `null`, which readers tolerate.
type Items[W any] struct {
	Present bool
	Values  []W
}

// UnmarshalJSON notes that the field was there.
func (l *Items[W]) UnmarshalJSON(data []byte) error {
	l.Present = true
	return json.Unmarshal(data, &l.Values)
}

// Absent is what a field for a list is set to before an answer is decoded into
// it, so that [IsAbsent] can tell afterwards: a list that is there replaces it,
// and so do an empty one and `null`. A decoder of its own, as [Items] has, means
// that the text is scanned twice more, which counts where lists are long.
func Absent[W any]() []W { return make([]W, 0, 1) }

// IsAbsent reports whether an answer left the list out.
func IsAbsent[W any](list []W) bool { return list != nil && len(list) == 0 && cap(list) == 1 }

// StatusError is the status of an [Envelope] that tells of a failure.
const StatusError = "error"

// Envelope is {"status":"success","data":…}, which Okra and Okto put around
// every success (documented by both).
type Envelope[W any] struct {
	Status string `json:"status"`
	Data   *W     `json:"data"`
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
