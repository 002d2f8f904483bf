// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestRevokeAfterAWhile proves that a key's end is only ever brought forward:
// one that ends earlier by itself, and a dead one, are left alone.
func TestRevokeAfterAWhile(t *testing.T) {
	t.Parallel()
	const head = `{"id":"key_1","name":"ci","keyHint":"h","fingerprint":"sha256:00","createdAt":"2026-03-01T00:00:00Z",`
	tests := map[string]struct {
		key   string // as the platform has it, at 2026-03-01T12:00:00Z
		sends bool
	}{
		"never expires":              {head + `"status":"active","expiresAt":null}`, true},
		"expires later":              {head + `"status":"active","expiresAt":"2026-03-01T13:00:01Z"}`, true},
		"expires just then":          {head + `"status":"active","expiresAt":"2026-03-01T13:00:00Z"}`, false},
		"expires earlier":            {head + `"status":"active","expiresAt":"2026-03-01T12:30:00Z"}`, false},
		"revoked":                    {head + `"status":"revoked","expiresAt":null}`, false},
		"expired":                    {head + `"status":"expired","expiresAt":"2026-03-01T11:00:00Z"}`, false},
		"expired and without a time": {head + `"status":"expired","expiresAt":null}`, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			atNoon := dialecttest.Answer(200, test.key) // As of the server's clock.
			steps := []http.HandlerFunc{atNoon}
			if test.sends {
				steps = append(steps, atNoon)
			}
			server := serve(t, steps...)
			if err := server.open().APIKeys.Revoke(t.Context(), "key_1", time.Hour); err != nil {
				t.Fatal(err)
			}
			sent := server.Seen()
			if !test.sends {
				if len(sent) != 1 || sent[0].Method != http.MethodGet {
					t.Errorf("sent %v, want one GET", sent)
				}
				return
			}
			if len(sent) != 2 || sent[1].Method != http.MethodPatch || sent[1].Body != `{"expiresInSeconds":3600}` {
				t.Errorf("sent %v, want a GET and a PATCH to an hour", sent)
			}
		})
	}
}

// TestRevokeNeedsTheTime proves that the end of a key is not put off by an overlap where
// nobody can tell which of the two comes first.
func TestRevokeNeedsTheTime(t *testing.T) {
	t.Parallel()
	const head = `{"id":"key_1","name":"ci","keyHint":"h","fingerprint":"sha256:00","createdAt":"2026-03-01T00:00:00Z","status":"active",`
	undated := func(body string) http.HandlerFunc {
		answer := dialecttest.Answer(200, body)
		return func(w http.ResponseWriter, r *http.Request) { answer(undate{w}, r) }
	}
	for name, test := range map[string]struct {
		key   string
		sends bool
	}{
		"never expires": {head + `"expiresAt":null}`, true},
		"expires":       {head + `"expiresAt":"2026-03-01T13:00:01Z"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps := []http.HandlerFunc{undated(test.key)}
			if test.sends {
				steps = append(steps, undated(test.key))
			}
			server := serve(t, steps...)
			err := server.open().APIKeys.Revoke(t.Context(), "key_1", time.Hour)
			if test.sends {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if sent := server.Seen(); platform.KindOf(err) != platform.KindNotCalled || !strings.Contains(err.Error(), "no Date header") || len(sent) != 1 {
				t.Errorf("sent %v and ended with %v", sent, err)
			}
		})
	}
}

// undate leaves the Date out of an answer.
type undate struct{ http.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (u undate) WriteHeader(status int) {
	u.Header()["Date"] = nil
	u.ResponseWriter.WriteHeader(status)
}
