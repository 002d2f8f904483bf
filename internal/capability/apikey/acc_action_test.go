// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// revoking is an action on a key; the id is an expression.
func revoking(id string) string {
	return `
action "openbanking_api_key_revoke" "leaked" {
  config {
    api_key_id = ` + id + `
  }
}
`
}

const invoke = "-invoke=action.openbanking_api_key_revoke.leaked"

// ends fails the test unless the run ended so and the output holds every text.
func ends(t *testing.T, r acctest.Result, code int, texts ...string) {
	t.Helper()
	output := strings.Join(strings.Fields(strings.ReplaceAll(r.Output, "│", " ")), " ") // Without the CLI's wrapping.
	for _, text := range texts {
		if !strings.Contains(output, text) {
			t.Errorf("the output lacks %q", text)
		}
	}
	if r.Code != code || t.Failed() {
		t.Fatalf("ended with %d, want %d:\n%s", r.Code, code, r.Output)
	}
}

// A leaked key is dead at once, whatever its overlap; nothing else is, and the next
// plan replaces it.
func TestAccAPIKeyRevokeAction_ignoresTheOverlap(t *testing.T) {
	t.Parallel()
	acctest.NeedsTerraform(t, "1.14.0", "an action")
	acctest.OnKeys(t, func(t *testing.T, k *acctest.Keys) {
		t.Helper()
		k.NeedsOwnAccount()
		w := k.NewWorkspace(k.HCL(`
resource "openbanking_api_key" "test" {
  name    = "ci"
  overlap = "24h"
  `+k.Lines+`
}
`, revoking("openbanking_api_key.test.id")))
		ends(t, w.Run("apply", "-auto-approve", "-no-color"), 0)
		before := map[string]string{}
		for _, key := range k.All() {
			before[key.ID] = key.Status
		}
		ends(t, w.Run("apply", invoke, "-auto-approve", "-no-color"), 0, `Revoked the API key "ci" (`)
		for _, key := range k.All() {
			if want := map[bool]string{true: "revoked", false: before[key.ID]}[key.Name == "ci"]; key.Status != want {
				t.Errorf("the key %s is %s, want %s", key.Name, key.Status, want)
			}
		}
		ends(t, w.Run("apply", invoke, "-auto-approve", "-no-color"), 0, "is revoked already.")
		ends(t, w.Run("plan", "-detailed-exitcode", "-no-color"), 2, "must be replaced")
		ends(t, w.Run("apply", "-auto-approve", "-no-color"), 0)
		ends(t, w.Run("plan", "-detailed-exitcode", "-no-color"), 0)
		ends(t, w.Run("destroy", "-auto-approve", "-no-color"), 0)
	})
}

// A key that no configuration manages is revoked by what records the incident.
func TestAccAPIKeyRevokeAction_trigger(t *testing.T) {
	t.Parallel()
	acctest.NeedsTerraform(t, "1.14.0", "an action")
	acctest.OnKeys(t, func(t *testing.T, k *acctest.Keys) {
		t.Helper()
		leaked, other := k.Create("by hand"), k.Create("by hand")
		w := k.NewWorkspace(k.HCL(`
resource "terraform_data" "incident" {
  input = "`+leaked.ID+`"

  lifecycle {
    action_trigger {
      events  = [before_create]
      actions = [action.openbanking_api_key_revoke.leaked]
    }
  }
}
`, revoking(`"`+leaked.ID+`"`)))
		ends(t, w.Run("apply", "-auto-approve", "-no-color"), 0, "Revoked the API key")
		if got := k.Read(leaked.ID).Status; got != "revoked" {
			t.Errorf("the leaked key is %s", got)
		}
		if got := k.Read(other.ID).Status; got != "active" {
			t.Errorf("the other key of the same name is %s", got)
		}
	})
}

// The plan refuses the provider's own key, one that nobody knows, and a key in the
// place of its id, which it does not repeat.
func TestAccAPIKeyRevokeAction_refuses(t *testing.T) {
	t.Parallel()
	acctest.NeedsTerraform(t, "1.14.0", "an action")
	acctest.OnKeys(t, func(t *testing.T, k *acctest.Keys) {
		t.Helper()
		own := k.Create("own")
		sum := sha256.Sum256([]byte(own.Secret))
		if got := "sha256:" + hex.EncodeToString(sum[:]); got != own.Fingerprint {
			t.Fatalf("the fingerprint is %s, want %s", own.Fingerprint, got)
		}
		w := k.NewWorkspace(k.HCLAs(own.Secret, revoking(`"`+own.ID+`"`)))
		ends(t, w.Run("plan", invoke, "-no-color"), 1, "the provider's own key", "lock itself out")
		ends(t, w.Run("apply", invoke, "-auto-approve", "-no-color"), 1, "the provider's own key")
		if got := k.Read(own.ID).Status; got != "active" {
			t.Errorf("the provider's own key is %s", got)
		}
		w.Configure(k.HCL(revoking(`"` + k.Unknown + `"`)))
		ends(t, w.Run("plan", invoke, "-no-color"), 1, "Could not read the API key", "Check the id")
		w.Configure(k.HCL(revoking(`"` + own.Secret + `"`)))
		r := w.Run("plan", invoke, "-no-color")
		ends(t, r, 1, "Not an id", "Take the credential out of the configuration")
		if strings.Contains(r.Output, own.Secret) {
			t.Error("the output repeats the key")
		}
	})
}
