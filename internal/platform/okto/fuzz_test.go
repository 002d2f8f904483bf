// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
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
		if made := answer.Data.domain(platform.AsOf{}); made.AppID == "" || made.Version < 1 || answer.Data.Secret == "" || answer.Status == wire.StatusError {
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

// FuzzSecret feeds arbitrary bytes to the decoder of a secret's description:
// what passes can be told from other versions, and names no time that is not
// one.
func FuzzSecret(f *testing.F) {
	for _, seed := range []string{secretJSON, resetJSON, `{"data":{"app_id":"a","version":0}}`, `{"data":{"app_id":"a","version":9223372036854775807,"created_at":"9999-12-31T23:59:59.999999999Z"}}`, `{"data":{"app_id":"a","version":1,"last_used_at":"never"}}`, `[`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var answer wire.Envelope[secretWire]
		if json.Unmarshal(data, &answer) != nil || answer.Validate() != nil {
			return
		}
		found := answer.Data.domain(platform.AsOf{})
		if found.AppID == "" || found.Version < 1 || found.Secret != "" {
			t.Errorf("accepted %+v", found)
		}
		if (answer.Data.CreatedAt == "") != found.CreatedAt.IsZero() && found.CreatedAt.Year() != 1 {
			t.Errorf("read the instant %q as %s", answer.Data.CreatedAt, found.CreatedAt)
		}
	})
}

// FuzzApps feeds arbitrary bytes to the decoder of the list of apps: what passes
// is a list, and each app in it can be asked for.
func FuzzApps(f *testing.F) {
	for _, seed := range []string{appsJSON, `{"data":{"apps":[]}}`, `{"data":{"apps":null}}`, `{"data":{"apps":[null]}}`, `{"data":{"apps":[{"app_id":""}]}}`, `{"data":{"apps":{}}}`, `{"data":[]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var answer wire.Envelope[appsWire]
		if json.Unmarshal(data, &answer) != nil || answer.Validate() != nil {
			return
		}
		if answer.Data.Apps == nil {
			t.Errorf("accepted %s", data)
		}
		for _, app := range answer.Data.Apps {
			if app.AppID == "" {
				t.Errorf("accepted an app without an id in %s", data)
			}
			if path, err := secretPath(app.AppID); err == nil && strings.Count(path, "/") != strings.Count(appsPath, "/")+2 {
				t.Errorf("the id %q reaches %s", app.AppID, path)
			}
		}
	})
}
