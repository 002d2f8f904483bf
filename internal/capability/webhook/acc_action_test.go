// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// answering is a receiver whose answer a test decides.
func answering(t *testing.T, code *atomic.Int32) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(int(code.Load())) }))
	t.Cleanup(server.Close)
	return server.URL
}

// says fails the test unless the run ended so and the output holds every text.
func says(t *testing.T, r acctest.Result, code int, texts ...string) {
	t.Helper()
	if r.Code != code {
		t.Errorf("ended with %d, want %d", r.Code, code)
	}
	output := strings.Join(strings.Fields(strings.ReplaceAll(r.Output, "│", " ")), " ") // Without the CLI's wrapping.
	for _, text := range texts {
		if !strings.Contains(output, text) {
			t.Errorf("the output lacks %q", text)
		}
	}
	if t.Failed() {
		t.Fatalf("the output was:\n%s", r.Output)
	}
}

const ping = `
action "openbanking_webhook_test" "ping" {
  config {
    webhook_id = openbanking_webhook.test.id
    timeout    = "3s"
  }
}
`

// A webhook that tests itself whenever it is made or changed: what the receiver
// answers is shown, and one that does not take the event fails the apply, without
// harm to the webhook. On demand it takes another action, which the example of the
// action shows: from 1.16 on, Terraform invokes none that refers to its trigger.
func TestAccWebhookTestAction_triggers(t *testing.T) {
	t.Parallel()
	acctest.NeedsTerraform(t, "1.14.0", "an action")
	e := acctest.New(t)
	e.NeedsOwnAccount()
	e.NeedsDeliveries()
	var code atomic.Int32
	code.Store(http.StatusNoContent)
	url := answering(t, &code)
	config := func(description string) string {
		return e.HCL(`
resource "openbanking_webhook" "test" {
  url         = "`+url+`"
  events      = ["consent.expired"]
  description = "`+description+`"

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.openbanking_webhook_test.ping]
    }
  }
}
`, ping)
	}
	w := e.NewWorkspace(config("first"))
	says(t, w.Run("apply", "-auto-approve", "-no-color"), 0,
		"Sent a test event to the webhook whk_", "Attempt 1: the receiver answered 204", "The receiver has taken the test event.")
	says(t, w.Run("plan", "-detailed-exitcode", "-no-color"), 0, "No changes")

	code.Store(http.StatusGone)
	w.Configure(config("second"))
	says(t, w.Run("apply", "-auto-approve", "-no-color"), 1,
		"Attempt 1: the receiver answered 410", "was not delivered", "The platform has given up.", "Check the webhook's url")
	says(t, w.Run("plan", "-detailed-exitcode", "-no-color"), 0, "No changes")

	says(t, w.Run("destroy", "-auto-approve", "-no-color"), 0)
	if n := e.Count("/webhooks"); n != 0 {
		t.Errorf("%d webhooks are left", n)
	}
}

// An event that may fail is a warning, and a receiver that never answers well is
// waited for no longer than the time that was set.
func TestAccWebhookTestAction_mayFail(t *testing.T) {
	t.Parallel()
	acctest.NeedsTerraform(t, "1.14.0", "an action")
	e := acctest.New(t)
	e.NeedsDeliveries()
	var code atomic.Int32
	code.Store(http.StatusServiceUnavailable)
	w := e.NewWorkspace(e.HCL(`
resource "openbanking_webhook" "test" {
  url    = "`+answering(t, &code)+`"
  events = ["consent.expired"]
}
`, strings.Replace(ping, `"3s"`, "\"1s\"\n    must_succeed = false", 1)))
	says(t, w.Run("apply", "-auto-approve", "-no-color"), 0)
	says(t, w.Run("apply", "-invoke=action.openbanking_webhook_test.ping", "-auto-approve", "-no-color"), 0,
		"Attempt 1: the receiver answered 503", "did not take the test event within 1s", "To wait longer set timeout.")
	says(t, w.Run("destroy", "-auto-approve", "-no-color"), 0)
}

// Okra's one webhook is tested in the same way.
func TestAccWebhookTestAction_okra(t *testing.T) {
	t.Parallel()
	acctest.NeedsTerraform(t, "1.14.0", "an action")
	o := acctest.On(t, acctest.Okra)
	o.NeedsDeliveries()
	var code atomic.Int32
	code.Store(http.StatusOK)
	w := o.NewWorkspace(o.HCL(`
resource "openbanking_webhook" "test" {
  url = "`+answering(t, &code)+`"
}
`, ping))
	says(t, w.Run("apply", "-auto-approve", "-no-color"), 0)
	says(t, w.Run("apply", "-invoke=action.openbanking_webhook_test.ping", "-auto-approve", "-no-color"), 0, "Attempt 1: the receiver answered 200")
	says(t, w.Run("destroy", "-auto-approve", "-no-color"), 0)
}
