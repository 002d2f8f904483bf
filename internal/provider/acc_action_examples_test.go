// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// Every example of an action is applied, and what it describes is invoked.
func TestAccExamples_actions(t *testing.T) {
	t.Parallel()
	acctest.NeedsTerraform(t, "1.14.0", "an action")
	runs := map[string]struct {
		prepare func(*acctest.Env) (variables []string)
		says    []string // of the invocation
	}{
		"openbanking_webhook_test": {
			says: []string{"Sent a test event to the webhook whk_"},
		},
		"openbanking_api_key_revoke": {
			prepare: func(e *acctest.Env) []string {
				id, _ := e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": "leaked"})["id"].(string)
				return []string{"-var", "leaked_key_id=" + id}
			},
			says: []string{`Revoked the API key "leaked" (key_`},
		},
	}
	for _, path := range files(t, "actions/*/action*.tf") {
		t.Run(name(path), func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t)
			run, ok := runs[typeOf(path)]
			if !ok {
				t.Fatalf("nothing is known about the action %s", typeOf(path))
			}
			var variables []string
			if run.prepare != nil {
				variables = run.prepare(e)
			}
			text := read(t, path)
			w := e.NewWorkspace(e.HCL(text))
			must(t, w, append([]string{"apply", "-auto-approve"}, variables...)...)
			address := invoked(t, text)
			output := must(t, w, append([]string{"apply", "-auto-approve", "-invoke=" + address}, variables...)...)
			for _, want := range run.says {
				if !strings.Contains(output, want) {
					t.Errorf("invoking %s says nothing of %q:\n%s", address, want, output)
				}
			}
			must(t, w, append([]string{"destroy", "-auto-approve"}, variables...)...)
		})
	}
}

// invoked returns the address of the action that an example says to invoke.
func invoked(t *testing.T, text string) string {
	t.Helper()
	_, after, ok := strings.Cut(text, "terraform apply -invoke=")
	if !ok {
		t.Fatal("the example does not say how to invoke the action")
	}
	return strings.Fields(after)[0]
}
