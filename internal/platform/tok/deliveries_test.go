// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

const (
	deliveriesJSON = `{"data":[
		{"id":"dlv_2","webhookId":"whk_1","event":"account.updated","status":"succeeded","createdAt":"2026-03-01T12:00:00Z","attempts":[]},
		{"id":"dlv_1","webhookId":"whk_1","event":"webhook.test","status":"pending","createdAt":"2026-03-01T12:00:00Z","attempts":[
			{"attemptedAt":"2026-03-01T12:00:00.250Z","statusCode":503,"durationMs":12,"error":"the receiver answered 503 instead of 2xx"},
			{"attemptedAt":"2026-03-01T12:00:05Z","statusCode":null,"durationMs":15000,"error":"no answer within 15s"}]}
	],"nextCursor":null}`
	otherDeliveriesJSON = `{"data":[{"id":"dlv_3","status":"failed","attempts":null}],"nextCursor":"c2"}`
)

// TestDeliveries proves that a test event is sent to the webhook that is meant,
// and that its delivery is found on whichever page it is.
func TestDeliveries(t *testing.T) {
	t.Parallel()
	server := serve(t, dialecttest.Answer(202, `{"deliveryId":"dlv_1"}`),
		dialecttest.Answer(200, otherDeliveriesJSON), dialecttest.Answer(200, deliveriesJSON))
	p := server.open()
	id, err := p.Deliveries.Test(t.Context(), "whk_1")
	if err != nil || id != "dlv_1" {
		t.Fatalf("got the delivery %q and %v", id, err)
	}
	got, err := p.Deliveries.Get(t.Context(), "whk_1", "dlv_1")
	if err != nil {
		t.Fatal(err)
	}
	want := platform.Delivery{ID: "dlv_1", Status: platform.DeliveryPending, Attempts: []platform.DeliveryAttempt{
		{At: instant(t, "2026-03-01T12:00:00.250Z"), StatusCode: 503, Took: 12 * time.Millisecond, Error: "the receiver answered 503 instead of 2xx"},
		{At: instant(t, "2026-03-01T12:00:05Z"), Took: 15 * time.Second, Error: "no answer within 15s"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the delivery differs (-want +got):\n%s", diff)
	}
	for i, want := range []string{
		"POST /v1/webhooks/whk_1/test",
		"GET /v1/webhooks/whk_1/deliveries?limit=100",
		"GET /v1/webhooks/whk_1/deliveries?cursor=c2&limit=100",
	} {
		if sent := server.Seen()[i]; sent.Method+" "+sent.URI != want {
			t.Errorf("called %s %s, want %s", sent.Method, sent.URI, want)
		}
	}
}

// TestDeliveries_firstPageIsEnough proves that a delivery that is found ends the
// reading, and one that is not is missing.
func TestDeliveries_firstPageIsEnough(t *testing.T) {
	t.Parallel()
	p := serve(t, dialecttest.Answer(200, otherDeliveriesJSON), dialecttest.Answer(200, deliveriesJSON)).open()
	if got, err := p.Deliveries.Get(t.Context(), "whk_1", "dlv_3"); err != nil || got.Status != platform.DeliveryFailed {
		t.Errorf("got %+v and %v", got, err)
	}
	if _, err := p.Deliveries.Get(t.Context(), "whk_1", "dlv_9"); !platform.IsNotFound(err) {
		t.Errorf("a delivery that is not listed: %v", err)
	}
}

// TestDeliveryTestIsNotRepeated proves that a test whose answer was lost is not
// made again, since the receiver might get two, and says so.
func TestDeliveryTestIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, step := range lost(http.StatusAccepted) {
		_, err := serve(t, step).open().Deliveries.Test(t.Context(), "whk_1")
		mentions(t, err, "POST /webhooks/whk_1/test", "whether it took effect on the server is unknown")
		if !platform.IsOutcomeUnknown(err) {
			t.Errorf("%s: the outcome counts as known: %v", name, err)
		}
	}
}

// TestMalformedDeliveries proves that what the document does not allow is an error
// that names the field.
func TestMalformedDeliveries(t *testing.T) {
	t.Parallel()
	for body, names := range map[string]string{
		`{}`: "data",
		`{"data":[{"status":"failed"}],"nextCursor":null}`:                                                          `data[0].id`,
		`{"data":[{"id":"dlv_1"}],"nextCursor":null}`:                                                               `data[0].status`,
		`{"data":[{"id":"dlv_1","status":"failed","attempts":{}}],"nextCursor":null}`:                               "attempts",
		`{"data":[{"id":"dlv_1","status":"failed","attempts":[{"statusCode":"ok"}]}],"nextCursor":null}`:            "statusCode",
		`{"data":[{"id":"dlv_1","status":"failed","attempts":[{},{"attemptedAt":"yesterday"}]}],"nextCursor":null}`: `data[0].attempts[1].attemptedAt`,
	} {
		_, err := serve(t, dialecttest.Answer(200, body)).open().Deliveries.Get(t.Context(), "whk_1", "dlv_1")
		mentions(t, err, "GET /webhooks/whk_1/deliveries", names)
		if platform.KindOf(err) != platform.KindUnexpected {
			t.Errorf("%s: got %v", body, err)
		}
	}
	for _, body := range []string{`{}`, `{"deliveryId":null}`, `{"deliveryId":7}`, `[]`} {
		_, err := serve(t, dialecttest.Answer(202, body)).open().Deliveries.Test(t.Context(), "whk_1")
		mentions(t, err, "POST /webhooks/whk_1/test")
		if !platform.IsOutcomeUnknown(err) {
			t.Errorf("%s: got %v", body, err)
		}
	}
}
