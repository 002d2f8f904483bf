// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// A person needs the URL while the apply waits. The log of the providers has it as
// soon as the wait begins, and another shell can read it.
func TestAccConsentURL_whileItWaits(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsPerson()
	w := e.NewWorkspace(e.HCL(erste("wait_for_authorization = true")))
	w.Setenv("TF_LOG_PROVIDER", "WARN")
	run := w.Start("apply", "-auto-approve", "-no-color")
	run.Until(run.Said("redirect_url=http"))
	url := openURL(t, e)
	other := e.NewWorkspace(e.HCL(`
data "openbanking_consents" "waiting" { status = "pending" }
output "approve_here" { value = one(data.openbanking_consents.waiting.consents).redirect_url }`))
	if r := other.Run("apply", "-auto-approve", "-no-color"); !strings.Contains(r.Output, url) {
		t.Errorf("the other shell does not show %s:\n%s", url, r.Output)
	}
	e.Decide(url, "approve")
	r := run.Wait()
	if r.Code != 0 || !strings.Contains(r.Output, "redirect_url="+url) {
		t.Errorf("the apply ends with %d:\n%s", r.Code, r.Output)
	}
}

// The example starts without waiting, and then waits.
func TestAccConsentURL_beforeItWaits(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsPerson()
	example, err := os.ReadFile("../../../examples/resources/openbanking_consent/resource-waiting.tf")
	if err != nil {
		t.Fatal(err)
	}
	w := e.NewWorkspace(e.HCL(string(example)))
	begun := w.Run("apply", "-auto-approve", "-no-color", "-var", "wait=false")
	url := openURL(t, e)
	if begun.Code != 0 || !strings.Contains(begun.Output, `approve_nlb_here = "`+url+`"`) {
		t.Fatalf("the first apply does not show %s:\n%s", url, begun.Output)
	}
	e.DecideAfterPoll(url, "approve")
	ended := w.Run("apply", "-auto-approve", "-no-color")
	if ended.Code != 0 || !slices.Equal(live(e), []string{"nlb-rs"}) || strings.Contains(ended.Output, "still pending") {
		t.Errorf("the second apply did not wait for the person:\n%s", ended.Output)
	}
	if r := w.Run("plan", "-detailed-exitcode", "-no-color"); r.Code != 0 {
		t.Errorf("the plan after it is not empty:\n%s", r.Output)
	}
}
