// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/poll"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// A receiver that works answers within a second; one that does not is tried again
// after five.
const (
	firstLook    = 250 * time.Millisecond
	slowestLooks = 4 * time.Second
)

// test is one test event and what becomes of it.
type test struct {
	deliveries platform.Deliveries
	clock      clockwork.Clock
	webhookID  string
	timeout    time.Duration
	mayFail    bool // that the event does not arrive is worth a warning only
	progress   func(format string, args ...any)
}

// run sends the event and follows it. That it could not be sent, or followed, is
// an error in any case: then nothing is known about the receiver.
func (t test) run(ctx context.Context) diag.Diagnostics {
	id, err := t.deliveries.Test(ctx, t.webhookID)
	switch {
	case platform.IsOutcomeUnknown(err):
		return diag.Diagnostics{diag.NewErrorDiagnostic(fmt.Sprintf("It is not known whether the test event of the webhook %s was sent", t.webhookID),
			fmt.Sprintf("The call for the webhook %s has had no answer: %v.\n\nInvoke the action again: a second test event does no harm.", t.webhookID, err))}
	case err != nil:
		return diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not send a test event to the webhook %s", t.webhookID), err)}
	}
	t.progress("Sent a test event to the webhook %s (delivery %s).", t.webhookID, id)

	last := platform.Delivery{ID: id, Status: platform.DeliveryPending}
	err = poll.Until(ctx, t.clock, poll.Pace{First: firstLook, Slowest: slowestLooks, Timeout: t.timeout}, func(ctx context.Context) (bool, error) {
		seen, err := t.deliveries.Get(ctx, t.webhookID, id)
		if err != nil {
			return false, err
		}
		for i := len(last.Attempts); i < len(seen.Attempts); i++ {
			t.progress("Attempt %d: %s.", i+1, answer(seen.Attempts[i]))
		}
		last = seen
		return last.Status == platform.DeliverySucceeded || last.Status == platform.DeliveryFailed, nil
	})
	late, isLate := errors.AsType[*poll.TimeoutError](err)
	switch {
	case errors.Is(err, context.Canceled) && !isLate:
		return diag.Diagnostics{diag.NewErrorDiagnostic(fmt.Sprintf("The run was interrupted while the test event of the webhook %s was on its way", t.webhookID),
			fmt.Sprintf("The event (delivery %s) was sent to the webhook %s; the platform goes on delivering it. %s", id, t.webhookID, soFar(last)))}
	case isLate:
		return t.verdict(fmt.Sprintf("The receiver of the webhook %s did not take the test event within %s", t.webhookID, rotation.FormatDuration(late.Timeout)),
			soFar(last)+unknownStatus(last)+" The platform goes on trying. To wait longer set timeout.")
	case err != nil:
		return diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not read what became of the test event of the webhook %s", t.webhookID), err)}
	case last.Status == platform.DeliveryFailed:
		return t.verdict(fmt.Sprintf("The test event of the webhook %s was not delivered", t.webhookID), soFar(last)+" The platform has given up.")
	}
	t.progress("The receiver has taken the test event.")
	return nil
}

// verdict says that the event did not arrive.
func (t test) verdict(summary, found string) diag.Diagnostics {
	detail := fmt.Sprintf("Webhook %s: %s\n\nExpected a 2xx within 15 seconds. Check the webhook's url and enabled, that the receiver is up and reachable from the platform, and that it accepts the event's signature or token.", t.webhookID, found)
	if t.mayFail {
		return diag.Diagnostics{diag.NewWarningDiagnostic(summary, detail)}
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic(summary, detail)}
}

// unknownStatus names a status that says neither that the event arrived nor that it
// will not.
func unknownStatus(d platform.Delivery) string {
	if d.Status == platform.DeliveryPending {
		return ""
	}
	return fmt.Sprintf(" The delivery %s has the status %q, which the provider does not know.", d.ID, d.Status)
}

// soFar says how the last attempt ended.
func soFar(d platform.Delivery) string {
	if len(d.Attempts) == 0 {
		return "No attempt has ended yet."
	}
	return fmt.Sprintf("Attempt %d, the last one: %s.", len(d.Attempts), answer(d.Attempts[len(d.Attempts)-1]))
}

// answer says what came of an attempt: "the receiver answered 503 after 12ms". The
// platform's words are added where the status does not say why it counts as failed.
func answer(a platform.DeliveryAttempt) string {
	text := "no answer"
	if a.StatusCode != 0 {
		text = fmt.Sprintf("the receiver answered %d", a.StatusCode)
	}
	if a.Took > 0 {
		text += " after " + a.Took.String()
	}
	if refused := a.StatusCode >= http.StatusMultipleChoices; a.Error != "" && !refused {
		text += " (" + a.Error + ")"
	}
	return text
}
