// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// A run that is killed cannot revoke its key, whose ttl ends it then.
func TestAccAPIKeyEphemeral_killed(t *testing.T) {
	t.Parallel()
	setsid, err := exec.LookPath("setsid")
	if err != nil {
		t.Skip("there is no setsid, which keeps the kill from this test itself")
	}
	e := acctest.New(t)
	w := e.NewWorkspace(e.HCL(`
ephemeral "openbanking_api_key" "run" {
  name = "run"
  ttl  = "10m"
}

resource "terraform_data" "use" {
  provisioner "local-exec" {
    # 0 is the process group: the CLI, its provider and this shell.
    command     = "printf %s \"$API_KEY\" >used; kill -KILL 0"
    environment = { API_KEY = ephemeral.openbanking_api_key.run.key }
  }
}`))
	if r := w.RunProgram(setsid, w.CLI(), "apply", "-auto-approve", "-no-color"); r.Code != -1 {
		t.Fatalf("the run ended with %d, expected it to be killed:\n%s", r.Code, r.Output)
	}
	key := w.File("used")
	if !strings.HasPrefix(key, "tok_sandbox_") {
		t.Fatal("the run got no key")
	}
	e.API.As(key).Must(http.StatusOK, http.MethodGet, "/organisation", nil)
	if err := e.Sandbox().Advance(10*time.Minute + time.Second); err != nil {
		t.Fatal(err)
	}
	e.API.As(key).Must(http.StatusUnauthorized, http.MethodGet, "/organisation", nil)
}
