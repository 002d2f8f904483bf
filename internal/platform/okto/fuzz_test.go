// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// FuzzReset feeds arbitrary bytes to the decoder of a reset's answer: none may
// panic, and what passes has all that the state needs.
func FuzzReset(f *testing.F) {
	for _, seed := range []string{resetJSON, secretJSON, appsJSON, refusalJSON(codeRepeated), `{}`, `null`, `{"data":null}`, `{"status":"success","data":{"version":1e3}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var answer wire.Envelope[resetWire]
		if json.Unmarshal(data, &answer) != nil || answer.Validate() != nil {
			return
		}
		if made := answer.Data.domain(time.Time{}); made.AppID == "" || made.Version < 1 || answer.Data.Secret == "" || answer.Status == wire.StatusError {
			t.Errorf("accepted %+v", made)
		}
	})
}

// FuzzError feeds arbitrary bytes to the reader of the error envelope: what it
// takes for one says so.
func FuzzError(f *testing.F) {
	for _, seed := range []string{refusalJSON(codeNotFound), resetJSON, `{}`, `{"status":"error"}`, `{"status":"error","error":{}}`, `{"error":{"errorCode":"ER-TECH-0002"}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		refusal := decodeError(&httpapi.Response{Status: http.StatusNotFound, Body: data})
		if refusal == nil {
			return
		}
		var said map[string]json.RawMessage
		if err := json.Unmarshal(data, &said); err != nil {
			t.Errorf("took for an error what is no object: %s", data)
		}
	})
}
