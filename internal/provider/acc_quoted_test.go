// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// A CLI shows the line of the configuration that an error is about. Where the line has
// a secret written in it, be it a wrong one, the error is about none.
func TestAccProvider_secretsAreNotQuoted(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AnyRequest())
	const secret = "hunter2-correct-horse"
	webhook := func(lines string) string {
		return e.HCL("resource \"openbanking_webhook\" \"test\" {\n  events = [\"consent.expired\"]\n  signing_secret_wo_version = \"1\"\n" + lines + "\n}\n")
	}
	for name, c := range map[string]struct{ config, want string }{
		"a password in the endpoint":       {block("endpoint = \"https://ana:" + secret + "@api.example.com/v1\""), "Endpoint cannot be used"},
		"one with a slash":                 {block("endpoint = \"https://ana:" + secret + "/@api.example.com/v1\""), "Endpoint cannot be used"},
		"a password in a webhook's URL":    {webhook("  signing_secret_wo = var.none\n  url = \"https://ana:" + secret + "@example.com/\""), "Not a usable URL"},
		"a signing secret of another form": {webhook("  url = \"https://example.com/\"\n  signing_secret_wo = \"" + secret + "\""), "Not a signing secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := e.NewWorkspace(c.config + readBanks + "\nvariable \"none\" {\n  default   = null\n  ephemeral = true\n}\n")
			r := w.Run("validate", "-no-color")
			if r.Code != 1 || !strings.Contains(r.Output, c.want) || strings.Contains(r.Output, secret) {
				t.Errorf("validate ends with %d:\n%s", r.Code, r.Output)
			}
		})
	}
}
