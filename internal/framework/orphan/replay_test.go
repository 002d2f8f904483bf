// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestStateCannotRepeatTheCall proves that nobody who has the state of a create
// whose answer was lost, and a credential of the organisation, gets that answer and
// the secret in it: under no text of the state does the platform know the call.
func TestStateCannotRepeatTheCall(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, k)
			object := w.loseCreate("reset_after")
			made := slices.Collect(maps.Keys(w.live()))
			texts := []string{id(object)}
			var private map[string][]byte
			if err := json.Unmarshal(object.Private, &private); err != nil {
				t.Fatal(err)
			}
			for name, value := range private {
				var text string
				if err := json.Unmarshal(value, &text); err != nil {
					t.Fatalf("%s is %s", name, value)
				}
				texts = append(texts, text)
			}
			if len(texts) < 2 || len(made) != 1 {
				t.Fatalf("the state has %q, the platform %q", texts, made)
			}
			for _, text := range texts {
				status, answer := w.repeat(text)
				if status == http.StatusConflict || strings.Contains(answer, made[0]) {
					t.Errorf("%q is the key of the call: %d %s", text, status, answer)
				}
			}
		})
	}
}

// repeat makes a create past the provider, under an idempotency key. Under one that
// was used the platform repeats its first answer, or refuses another body.
func (w *world) repeat(idempotencyKey string) (status int, answer string) {
	w.t.Helper()
	fields := maps.Clone(w.attributes)
	delete(fields, "overlap") // It is the provider's.
	body, err := json.Marshal(fields)
	if err != nil {
		w.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.Endpoint+w.Make.Path, strings.NewReader(string(body)))
	if err != nil {
		w.t.Fatal(err)
	}
	name, credential := w.Platform.Header(w.Credential())
	for name, value := range map[string]string{name: credential, "Content-Type": "application/json", "Idempotency-Key": idempotencyKey} {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}
