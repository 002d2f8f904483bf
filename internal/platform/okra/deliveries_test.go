// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

const deliveryJSON = `{"_id":"dlv1","webhook":"whk1","event":"TEST","status":"failed","created_at":"2026-03-01T12:00:00Z","attempts":[
	{"attempted_at":"2026-03-01T12:00:00.250Z","status_code":410,"duration_ms":12,"error":"the receiver wants no more attempts (410)"},
	{"attempted_at":"2026-03-01T12:00:05Z","status_code":null,"duration_ms":15000,"error":null}]}`

// TestDeliveries proves that a test message goes to the webhook that is meant, and
// that its delivery is found on whichever page it is.
func TestDeliveries(t *testing.T) {
	t.Parallel()
	server := serve(t, answer(webhookJSON), answer(`{"delivery_id":"dlv1"}`),
		answer(pageOf("deliveries", 1, 2, `{"_id":"dlv2","status":"succeeded"}`)), answer(pageOf("deliveries", 2, 0, deliveryJSON)))
	p := server.open()
	id, err := p.Deliveries.Test(t.Context(), "whk1")
	if err != nil || id != "dlv1" {
		t.Fatalf("got the delivery %q and %v", id, err)
	}
	got, err := p.Deliveries.Get(t.Context(), "whk1", "dlv1")
	if err != nil {
		t.Fatal(err)
	}
	noon := dialecttest.Noon()
	want := platform.Delivery{ID: "dlv1", Status: platform.DeliveryFailed, Attempts: []platform.DeliveryAttempt{
		{At: noon.Add(250 * time.Millisecond), StatusCode: 410, Took: 12 * time.Millisecond, Error: "the receiver wants no more attempts (410)"},
		{At: noon.Add(5 * time.Second), Took: 15 * time.Second},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the delivery differs (-want +got):\n%s", diff)
	}
	for i, want := range []string{"webhooks/get", "webhooks/test", "webhooks/deliveries", "webhooks/deliveries"} {
		if sent := server.Seen()[i]; sent.URI != "/v2/sandbox/"+want {
			t.Errorf("called %s, want %s", sent.URI, want)
		}
	}
}

// TestDeliveryTestOfAnother proves that a webhook that somebody else has put in
// the place of the one that is meant is not tested instead.
func TestDeliveryTestOfAnother(t *testing.T) {
	t.Parallel()
	_, err := serve(t, answer(`{"_id":"whk2","url":"https://example.com/other"}`)).open().Deliveries.Test(t.Context(), "whk1")
	mentions(t, err, "whk1", "whk2")
	if !platform.IsNotFound(err) || platform.IsOutcomeUnknown(err) {
		t.Errorf("got %v", err)
	}
	if _, err := serve(t, refusal(404, "NO_RECORD_ID")).open().Deliveries.Test(t.Context(), "whk1"); !platform.IsNotFound(err) {
		t.Errorf("without a webhook: %v", err)
	}
}

// TestMalformedDeliveries proves that what the document does not allow is an error
// that names the field, and that a test whose answer was lost is not made again.
func TestMalformedDeliveries(t *testing.T) {
	t.Parallel()
	for item, names := range map[string]string{
		`{"status":"failed"}`: `deliveries[0]._id`,
		`{"_id":"dlv1"}`:      `deliveries[0].status`,
		`{"_id":"dlv1","status":"failed","attempts":[{"attempted_at":"now"}]}`: `attempts[0].attempted_at`,
	} {
		_, err := serve(t, answer(pageOf("deliveries", 1, 0, item))).open().Deliveries.Get(t.Context(), "whk1", "dlv1")
		mentions(t, err, "POST webhooks/deliveries", names)
	}
	for name, step := range map[string]string{"no id": `{}`, "a null id": `{"delivery_id":null}`} {
		_, err := serve(t, answer(webhookJSON), answer(step)).open().Deliveries.Test(t.Context(), "whk1")
		mentions(t, err, "POST webhooks/test", "delivery_id")
		if !platform.IsOutcomeUnknown(err) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err := serve(t, answer(webhookJSON), dialecttest.HangUp).open().Deliveries.Test(t.Context(), "whk1")
	mentions(t, err, "POST webhooks/test")
	if !platform.IsOutcomeUnknown(err) {
		t.Errorf("a lost answer: %v", err)
	}
}
