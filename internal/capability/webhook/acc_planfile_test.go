// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// A rotation past the provider between plan and apply does not contradict the
// plan: the apply does what it said, and the next refresh notices.
func TestAccWebhookRotation_rotatedOutsideBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsOwnAccount()
	w := e.NewWorkspace(e.HCL(rotating(hook, "")))
	for _, args := range [][]string{{"apply", "-auto-approve", "-no-color"}, {"plan", "-no-color", "-out=later.plan"}} {
		if args[0] == "plan" {
			w.Configure(e.HCL(rotating(hook, `description = "moved"`)))
		}
		if r := w.Run(args...); r.Code != 0 {
			t.Fatal(r.Output)
		}
	}
	id, _ := e.All("/webhooks")[0]["id"].(string)
	e.Must(http.StatusOK, http.MethodPost, "/webhooks/"+id+"/rotate-secret", map[string]any{"overlapSeconds": 0})
	if r := w.Run("apply", "-no-color", "later.plan"); r.Code != 0 {
		t.Fatal(r.Output)
	}
	if r := w.Run("plan", "-detailed-exitcode", "-no-color"); r.Code != 2 || !regexp.MustCompile(`(?s)rotated\s+outside`).MatchString(r.Output) {
		t.Errorf("exit %d, expected 2 and a word on the rotation:\n%s", r.Code, r.Output)
	}
}
