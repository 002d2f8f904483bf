// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// Of warnings with one summary a CLI shows one and counts the rest. So each of four
// keys that are due is on the screen, the plan marks what makes it replace each, and
// the apply of a healthy rotation with an overlap warns of nothing.
func TestAccAPIKey_everyReasonIsOnTheScreen(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	config := func(version string) string {
		return e.HCL(fmt.Sprintf(`
resource "openbanking_api_key" "test" {
  count             = 4
  name              = "ci-${count.index}"
  rotate_after      = "30d"
  overlap           = "2h"
  rotation_triggers = { version = %q }
  lifecycle { create_before_destroy = true }
}
resource "openbanking_webhook" "test" {
  url    = "https://hooks.example.com/"
  events = ["consent.expired"]
}
`, version))
	}
	w := e.NewWorkspace(config("1"))
	run := func(want int, args ...string) string {
		t.Helper()
		r := w.Run(append(args, "-no-color")...)
		if r.Code != want {
			t.Fatalf("%s: exit %d, expected %d:\n%s", strings.Join(args, " "), r.Code, want, r.Output)
		}
		return r.Output
	}
	shows := func(output, forces, reason string) {
		t.Helper()
		for i := range 4 {
			if summary := fmt.Sprintf(`Warning: The API key "ci-%d" (key_`, i); strings.Count(output, summary) != 1 {
				t.Errorf("the plan does not say %q once:\n%s", summary, output)
			}
		}
		lines := func(pattern string) int {
			return len(regexp.MustCompile(pattern+".*# forces replacement").FindAllString(output, -1))
		}
		if lines(forces) != 4 || lines("") != 4 {
			t.Errorf("the plan does not mark %q, and that alone, four times:\n%s", forces, output)
		}
		if !strings.Contains(strings.Join(strings.Fields(output), " "), reason) || strings.Contains(output, "more similar") {
			t.Errorf("the plan does not say %q, or folds warnings:\n%s", reason, output)
		}
	}
	run(0, "apply", "-auto-approve")

	hook := regexp.MustCompile("whk_[0-9A-Z]+").FindString(w.File("terraform.tfstate"))
	e.Must(http.StatusNoContent, http.MethodDelete, "/webhooks/"+hook, nil)
	advance(t, e, 31*24*time.Hour)()
	output := run(2, "plan", "-detailed-exitcode", "-out=due.plan")
	shows(output, `ready_for_rotation`, "it is due since")
	if !strings.Contains(output, "Warning: The webhook "+hook+" for https://hooks.example.com/ no longer exists") {
		t.Errorf("the plan does not say which webhook was removed by hand:\n%s", output)
	}
	if output := run(0, "apply", "due.plan"); strings.Contains(output, "Warning") {
		t.Errorf("the apply of the rotation warns:\n%s", output)
	}

	w.Configure(config("2"))
	shows(run(2, "plan", "-detailed-exitcode"), `~ "version" `, `the trigger "version" changed`)
}
