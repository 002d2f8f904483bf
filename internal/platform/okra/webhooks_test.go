// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"errors"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestWebhookExists proves that setting a webhook where there is one says so,
// while any other conflict stays one.
func TestWebhookExists(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]platform.Kind{
		`{"status":"error","message":"There is one.","type":"CUSTOM","data":{"field":"url"}}`:            platform.KindExists,
		`{"status":"error","message":"The Idempotency-Key was used.","type":"CUSTOM"}`:                   platform.KindConflict,
		`{"status":"error","message":"Not now.","type":"CUSTOM","data":{"field":"token"},"other":"url"}`: platform.KindConflict,
	} {
		_, err := serve(t, dialecttest.Answer(409, body)).open().Webhooks.Create(t.Context(), platform.WebhookSettings{URL: "https://example.com"}, testToken, "idem-1")
		mentions(t, err, "POST webhooks/set")
		if platform.KindOf(err) != want || platform.IsOutcomeUnknown(err) {
			t.Errorf("%s: got the kind %d of %v, want %d", body, platform.KindOf(err), err, want)
		}
	}
}

// TestAnotherWebhook proves that a webhook which somebody else has put in place
// of the one that is meant is never changed or removed: the one that is meant is
// gone.
func TestAnotherWebhook(t *testing.T) {
	t.Parallel()
	for _, op := range allOperations("get webhook|change webhook|rotate token|delete webhook") {
		server := serve(t, answer(`{"_id":"whk2","url":"https://example.com/other","has_token":false}`))
		err := op.call(t.Context(), server.open())
		mentions(t, err, "whk1", "whk2")
		if !platform.IsNotFound(err) || platform.IsOutcomeUnknown(err) {
			t.Errorf("%s: got %v", op.name, err)
		}
	}
}

// TestNoWebhook proves that without a webhook there is an empty list, and for
// everything else one that is missing.
func TestNoWebhook(t *testing.T) {
	t.Parallel()
	for _, op := range allOperations("get webhook|change webhook|rotate token|delete webhook") {
		if err := op.call(t.Context(), serve(t, refusal(404, "NO_RECORD_ID")).open()); !platform.IsNotFound(err) {
			t.Errorf("%s: got %v", op.name, err)
		}
	}
	all, err := dialecttest.Collect(serve(t, refusal(404, "NO_RECORD_ID")).open().Webhooks.List(t.Context()))
	if err != nil || len(all) != 0 {
		t.Errorf("listed %v and %v, want nothing", all, err)
	}
	all, err = dialecttest.Collect(serve(t, answer(webhookJSON)).open().Webhooks.List(t.Context()))
	if err != nil || len(all) != 1 || all[0].ID != "whk1" {
		t.Errorf("listed %v and %v, want one", all, err)
	}
}

// TestWebhookRemovedMeanwhile proves that a removal whose answer was lost, so
// that its repetition finds nothing, counts as gone.
func TestWebhookRemovedMeanwhile(t *testing.T) {
	t.Parallel()
	err := serve(t, answer(webhookJSON), dialecttest.HangUp, refusal(404, "NO_RECORD_ID")).open().Webhooks.Delete(t.Context(), "whk1")
	if !platform.IsNotFound(err) {
		t.Errorf("got %v", err)
	}
}

// TestWebhookWithoutID proves that an empty id is no missing object: whoever
// asks so has lost it.
func TestWebhookWithoutID(t *testing.T) {
	t.Parallel()
	p := serve(t).open()
	_, updateErr := p.Webhooks.Update(t.Context(), "", platform.WebhookSettings{})
	_, getErr := p.Webhooks.Get(t.Context(), "")
	for _, err := range []error{updateErr, getErr, p.Webhooks.Delete(t.Context(), "")} {
		failure, ok := errors.AsType[*platform.Error](err)
		if !ok || failure.Kind != platform.KindInvalid {
			t.Errorf("got %v", err)
		}
	}
}

// TestTokenIsKept proves that a bearer token, which has no form by which it could
// be told, is in no error, though the server repeats it.
func TestTokenIsKept(t *testing.T) {
	t.Parallel()
	step := dialecttest.Answer(400, `{"status":"error","message":"The token `+testToken+` is too weak.","type":"CUSTOM","data":{"field":"token"}}`)
	for _, op := range allOperations("create webhook|rotate token") {
		mentions(t, op.call(t.Context(), serve(t, op.steps(step)...).open()), "is too weak", "field token")
	}
}
