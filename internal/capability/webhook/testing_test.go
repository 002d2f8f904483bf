// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// sent is a platform.Deliveries whose n-th look gets the n-th answer, and all
// later ones the last.
type sent struct {
	tested error
	looks  []platform.Delivery
	err    error // of the look after the last one; nil repeats that
	count  int
}

func (s *sent) Test(_ context.Context, webhookID string) (string, error) {
	if webhookID != "whk_1" {
		return "", errors.New("tested " + webhookID)
	}
	return "dlv_1", s.tested
}

func (s *sent) Get(ctx context.Context, webhookID, deliveryID string) (platform.Delivery, error) {
	if webhookID != "whk_1" || deliveryID != "dlv_1" {
		return platform.Delivery{}, errors.New("looked for " + webhookID + " " + deliveryID)
	}
	s.count++
	if s.count > len(s.looks) && s.err != nil {
		return platform.Delivery{}, s.err
	}
	return s.looks[min(s.count, len(s.looks))-1], ctx.Err()
}

// delivery is a delivery with some attempts: the receiver's answers.
func delivery(status platform.DeliveryStatus, answers ...int) platform.Delivery {
	d := platform.Delivery{ID: "dlv_1", Status: status}
	for _, code := range answers {
		attempt := platform.DeliveryAttempt{StatusCode: code, Took: 12 * time.Millisecond}
		switch {
		case code == 0:
			attempt.Error = "connection refused"
		case code >= 300:
			attempt.Error = "not a 2xx"
		}
		d.Attempts = append(d.Attempts, attempt)
	}
	return d
}

// testWebhook invokes the action, and moves its clock on whenever it waits.
func testWebhook(t *testing.T, s *sent, config inprocess.Values) (progress []string, diags inprocess.Diagnostics) {
	t.Helper()
	clock := clockwork.NewFakeClock()
	connection := inprocess.Offering(&platform.Platform{Name: "tok", Title: "Tok", Environment: platform.Sandbox, Webhooks: &hooks{}, Deliveries: s},
		platform.Offer{Capability: platform.CapabilityWebhookTest})
	p := inprocess.Actions(t, connection, func() action.Action { return &testAction{clock: clock} })
	ended, end := context.WithCancel(t.Context())
	go func() {
		for clock.BlockUntilContext(ended, 2) == nil { // The deadline and the next look.
			clock.Advance(time.Second)
		}
	}()
	defer end()
	if diags := p.PlanAction("openbanking_webhook_test", config); diags.HasError() {
		return nil, diags
	}
	return p.Invoke("openbanking_webhook_test", config)
}

// TestWebhookTest proves what a person gets to see of a test event, and how it
// ends.
func TestWebhookTest(t *testing.T) {
	t.Parallel()
	const sentLine = "Sent a test event to the webhook whk_1 (delivery dlv_1)."
	pending, failed, succeeded := platform.DeliveryPending, platform.DeliveryFailed, platform.DeliverySucceeded
	for name, test := range map[string]struct {
		sent     sent
		config   inprocess.Values
		progress []string
		error    []string // in the one error
		warning  []string // in the one warning
	}{
		"taken at once": {
			sent:     sent{looks: []platform.Delivery{delivery(succeeded, 204)}},
			progress: []string{sentLine, "Attempt 1: the receiver answered 204 after 12ms.", "The receiver has taken the test event."},
		},
		"taken in the second attempt": {
			sent: sent{looks: []platform.Delivery{delivery(pending), delivery(pending, 503), delivery(pending, 503), delivery(succeeded, 503, 200)}},
			progress: []string{
				sentLine, "Attempt 1: the receiver answered 503 after 12ms.", "Attempt 2: the receiver answered 200 after 12ms.",
				"The receiver has taken the test event.",
			},
		},
		"given up": {
			sent:     sent{looks: []platform.Delivery{delivery(failed, 410)}},
			progress: []string{sentLine, "Attempt 1: the receiver answered 410 after 12ms."},
			error:    []string{"was not delivered", "whk_1", "answered 410 after 12ms", "given up", "Check the webhook's url"},
		},
		"out of time": {
			sent:     sent{looks: []platform.Delivery{delivery(pending, 0)}},
			progress: []string{sentLine, "Attempt 1: no answer after 12ms (connection refused)."},
			error:    []string{"within 45s", "connection refused", "goes on trying", "set timeout"},
		},
		"out of time, without an attempt": {
			sent: sent{looks: []platform.Delivery{delivery(pending)}}, config: inprocess.Values{"timeout": "3s"},
			progress: []string{sentLine},
			error:    []string{"within 3s", "No attempt has ended yet"},
		},
		"may fail": {
			sent: sent{looks: []platform.Delivery{delivery(failed, 500)}}, config: inprocess.Values{"must_succeed": false},
			progress: []string{sentLine, "Attempt 1: the receiver answered 500 after 12ms."},
			warning:  []string{"was not delivered", "answered 500"},
		},
		"must not fail": {
			sent: sent{looks: []platform.Delivery{delivery(failed, 500)}}, config: inprocess.Values{"must_succeed": true},
			progress: []string{sentLine, "Attempt 1: the receiver answered 500 after 12ms."},
			error:    []string{"was not delivered"},
		},
		"no such webhook": {
			sent:  sent{tested: &platform.Error{Kind: platform.KindNotFound, Err: errors.New("not found")}},
			error: []string{"Could not send a test event to the webhook whk_1", "not found", "Check the id"},
		},
		"not known whether sent, although it may fail": {
			sent:   sent{tested: &platform.Error{OutcomeUnknown: true, Err: errors.New("the connection broke")}},
			config: inprocess.Values{"must_succeed": false},
			error:  []string{"not known whether", "the connection broke", "a second test event does no harm"},
		},
		"cannot be followed": {
			sent:     sent{looks: []platform.Delivery{delivery(pending)}, err: &platform.Error{Kind: platform.KindUnreachable, Err: errors.New("no route")}},
			progress: []string{sentLine},
			error:    []string{"Could not read what became of the test event", "no route"},
		},
		"empty id":     {config: inprocess.Values{"webhook_id": ""}, error: []string{"webhook_id"}},
		"bad duration": {config: inprocess.Values{"timeout": "soon"}, error: []string{"timeout", "Not a usable duration", "above zero"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := inprocess.Values{"webhook_id": "whk_1"}
			maps.Copy(config, test.config)
			progress, diags := testWebhook(t, &test.sent, config)
			if !slices.Equal(progress, test.progress) {
				t.Errorf("reported\n%s\nwant\n%s", strings.Join(progress, "\n"), strings.Join(test.progress, "\n"))
			}
			switch {
			case test.error != nil:
				diags.OneError(t, test.error...)
			case test.warning != nil:
				diags.OneWarning(t, test.warning...)
			default:
				diags.None(t)
			}
		})
	}
}

// TestWebhookTest_takenAtTheEnd proves that the outcome which was seen is told, even
// where the run is interrupted right after.
func TestWebhookTest_takenAtTheEnd(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	clock := clockwork.NewFakeClock()
	go func() {
		if clock.BlockUntilContext(t.Context(), 2) == nil {
			clock.Advance(firstLook)
		}
	}()
	diags := test{
		deliveries: &sent{looks: []platform.Delivery{delivery(platform.DeliverySucceeded, 204)}}, clock: clock, webhookID: "whk_1", timeout: time.Minute,
		progress: func(format string, _ ...any) {
			if strings.HasPrefix(format, "Attempt") {
				interrupt()
			}
		},
	}.run(ctx)
	if len(diags) != 0 {
		t.Errorf("got %v, want nothing: the receiver has taken the event", diags)
	}
}

// TestWebhookTest_interrupted proves that an interrupt ends the wait, and says that
// the event is on its way.
func TestWebhookTest_interrupted(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	s := &sent{looks: []platform.Delivery{delivery(platform.DeliveryPending, 503)}}
	diags := test{
		deliveries: s, clock: clockwork.NewFakeClock(), webhookID: "whk_1", timeout: time.Minute,
		progress: func(string, ...any) { interrupt() }, mayFail: true,
	}.run(ctx)
	if len(diags) != 1 || !diags.HasError() || !strings.Contains(diags[0].Summary(), "interrupted") || !strings.Contains(diags[0].Detail(), "dlv_1") {
		t.Errorf("got %v", diags)
	}
}
