// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// TestAccGuides_endWithService proves that the guide's key ends at once, in spite of
// its overlap, when its consumer goes, and not before; and that a trigger on the key
// itself ends the old one at each rotation, which the guide warns of.
func TestAccGuides_endWithService(t *testing.T) {
	t.Parallel()
	acctest.NeedsTerraform(t, "1.16.0-rc2", "an action after a destroy")
	text := read(t, filepath.Join(examples, "guides", "terraform-1-16", "end-with-service.tf"))
	e := acctest.New(t)
	statuses := func() string {
		var all []string
		for _, key := range e.All("/api-keys") {
			if key["name"] == "reporting" {
				status, _ := key["status"].(string)
				all = append([]string{status}, all...) // The list begins with the newest.
			}
		}
		return strings.Join(all, ", ")
	}
	w := e.NewWorkspace(e.HCL(text))
	must(t, w, "apply", "-auto-approve")
	must(t, w, "apply", "-auto-approve", "-replace=openbanking_api_key.service")
	if got := statuses(); got != "active, active" {
		t.Fatalf("after a rotation the keys are %s, want the old one to have its overlap", got)
	}
	w.Configure(e.HCL(strings.Replace(text, "input = ", "count = 0\n  input = ", 1)))
	if output := must(t, w, "apply", "-auto-approve"); !strings.Contains(output, "Revoked the API key") || statuses() != "active, revoked" {
		t.Errorf("without its consumer the keys are %s:\n%s", statuses(), output)
	}
	must(t, w, "destroy", "-auto-approve")

	// On the key itself.
	trigger := text[strings.Index(text, "  lifecycle {"):strings.Index(text, "action \"")]
	w.Configure(e.HCL(strings.NewReplacer("# a rotation leaves the service a day\n", "\n"+strings.TrimSuffix(strings.TrimSpace(trigger), "}"), trigger, "}\n", "openbanking_api_key.service.id\n  }", "caller.id\n  }").Replace(text)))
	must(t, w, "apply", "-auto-approve")
	must(t, w, "apply", "-auto-approve", "-replace=openbanking_api_key.service")
	if got := statuses(); got != "active, revoked, revoked, active" { //nolint:dupword // They are that many.
		t.Errorf("after a rotation with a trigger of its own the keys are %s", got)
	}
}
