// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// madeUnder is the digest of the idempotency key of a create.
const madeUnder = platform.KeyDigest("5f1c3a52a6c1")

// TestFindKey proves that the key that a create has made is looked up by the digest
// of its idempotency key alone, and that the answer counts only where another key finds
// nothing.
func TestFindKey(t *testing.T) {
	t.Parallel()
	server := serve(t, dialecttest.HangUp, answer(pageOf("keys", 1, 0, keyJSON)), answer(pageOf("keys", 1, 0)))
	found, err := server.open().APIKeys.Find(t.Context(), madeUnder)
	if err != nil || found.ID != "key1" || found.Key != "" {
		t.Fatalf("found %+v and %v", found, err)
	}
	for i, sent := range server.Seen() {
		wanted := dialecttest.SameJSON(t, sent.Body, `{"idempotency_key_sha256":"`+string(madeUnder)+`","page":1,"limit":100}`)
		if sent.URI != "/v2/sandbox/keys/list" || wanted != (i < 2) {
			t.Errorf("request %d is %s with %s", i+1, sent.URI, sent.Body)
		}
	}
}

// TestFindNoKey proves that only an empty list of the platform's own says that
// nothing was made.
func TestFindNoKey(t *testing.T) {
	t.Parallel()
	everything := answer(pageOf("keys", 1, 0, keyJSON))
	for name, test := range map[string]struct {
		steps []http.HandlerFunc
		kind  platform.Kind
		text  string
	}{
		"none":      {[]http.HandlerFunc{answer(pageOf("keys", 1, 0))}, platform.KindNotFound, "made nothing"},
		"no filter": {[]http.HandlerFunc{everything, everything}, platform.KindUnexpected, "does not look them up"},
		"refused": {
			[]http.HandlerFunc{dialecttest.Answer(400, `{"status":"error","message":"Unknown: `+string(madeUnder)+`.","type":"CUSTOM","data":{"field":"idempotency_key_sha256"}}`)},
			platform.KindInvalid, "idempotency_key_sha256",
		},
		"wrong route": {[]http.HandlerFunc{refusal(404, "")}, platform.KindUnexpected, "404"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := serve(t, test.steps...).open().APIKeys.Find(t.Context(), madeUnder)
			dialecttest.CheckKind(t, err, test.kind)
			dialecttest.Mentions(t, err, []string{testKey}, test.text)
			if found.ID != "" || platform.IsOutcomeUnknown(err) {
				t.Errorf("found %+v, %v", found, err)
			}
		})
	}
}

// TestFindWebhook proves that the webhook that is there is never taken for the
// one that a call has set, whatever its address.
func TestFindWebhook(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		step http.HandlerFunc
		kind platform.Kind
		text string
	}{
		"there is one":  {answer(webhookJSON), platform.KindExists, "whk1"},
		"there is none": {refusal(404, "NO_RECORD_ID"), platform.KindNotFound, "webhooks/get"},
		"wrong route":   {refusal(404, ""), platform.KindUnexpected, "webhooks/get"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := serve(t, test.step).open().Webhooks.Find(t.Context(), madeUnder)
			dialecttest.CheckKind(t, err, test.kind)
			mentions(t, err, test.text)
			if found.ID != "" || platform.IsOutcomeUnknown(err) {
				t.Errorf("found %+v, %v", found, err)
			}
		})
	}
}
