// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// TestAccAPIKey_destroyFalse pins what a rotation does under `destroy = false`, which
// no provider is told of. OpenTofu forgets the old key: its overlap does not count,
// and only an expiry that it was made with ends it. Terraform (1.16.0-rc2) forgets at
// a destroy, but not where one key takes the place of another.
func TestAccAPIKey_destroyFalse(t *testing.T) {
	t.Parallel()
	acctest.NeedsEither(t, "1.16.0-rc2", "1.12.0", "destroy = false")
	forgets := !acctest.HasTerraform(t, "1.16.0-rc2")
	for name, test := range map[string]struct {
		expires  string // expires_after
		survives bool
	}{
		"without an expiry": {survives: forgets},
		"with an expiry":    {expires: `expires_after = "7d"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t)
			e.NeedsOwnAccount()
			config := func(version string) string {
				return e.HCL(`
resource "openbanking_api_key" "test" {
  name              = "forgotten"
  overlap           = "1h"
  rotation_triggers = { version = "` + version + `" }
  ` + test.expires + `

  lifecycle {
    destroy = false
  }
}
`)
			}
			w := e.NewWorkspace(config("1"))
			ends(t, w.Run("apply", "-auto-approve", "-no-color"), 0)
			before := e.All("/api-keys")
			w.Configure(config("2"))
			ends(t, w.Run("apply", "-auto-approve", "-no-color"), 0)
			if err := e.Sandbox().Advance(8 * 24 * time.Hour); err != nil {
				t.Fatal(err)
			}
			for _, key := range before {
				id, _ := key["id"].(string)
				now := e.Must(http.StatusOK, http.MethodGet, "/api-keys/"+id, nil)
				if key["name"] == "forgotten" && (now["status"] == "active") != test.survives {
					t.Errorf("the old key is %v", now)
				}
			}
			if state := w.File("terraform.tfstate"); strings.Count(state, `"attributes"`) != 1 {
				t.Errorf("the state is %s", state)
			}
		})
	}
}
