// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak_test

import (
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// pasted is a credential that ends up where none belongs.
const pasted = "tok_sandbox_Zq7Rk2Vx9Lm4Tn8Wp3Yb6Cd1Hf5Js0Gu"

// A provider block that is wrong has a credential in the wrong place, or a wrong
// one in the right place: what is said names the place and not the credential.
func TestAccLeak_providerBlock(t *testing.T) {
	t.Parallel()
	w := begin(t, acctest.AnyRequest())
	w.secrets.Plant("the pasted key", pasted)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // Its certificate is not trusted.
	secure.StartTLS()
	t.Cleanup(secure.Close)
	var config strings.Builder
	config.WriteString(acctest.Required + variables("pasted", "stray"))
	number := 0
	provider := func(lines string) {
		number++
		fmt.Fprintf(&config, "provider \"openbanking\" {\n  alias = \"p%[1]d\"\n  max_retries = 0\n  %[2]s\n}\ndata \"openbanking_banks\" \"p%[1]d\" { provider = openbanking.p%[1]d }\n", number, lines)
	}
	endpoint := fmt.Sprintf("endpoint = %q\n", w.Endpoint)
	for _, at := range []string{
		"http://${var.pasted}/v1", "https://user:${var.pasted}@127.0.0.1/v1", "https://127.0.0.1/v1?key=${var.pasted}", "https://127.0.0.1/v1#${var.pasted}",
		"${var.pasted}", "${var.pasted}://127.0.0.1", "http://127.0.0.1:${var.pasted}/", "https://[::1%zz/${var.pasted}", "https://127.0.0.1:1/${var.pasted}",
		plain.URL + "/${var.pasted}", strings.Replace(plain.URL, "http:", "https:", 1) + "/${var.pasted}", secure.URL + "/${var.pasted}",
		w.Endpoint + "/${var.pasted}",
	} {
		provider("endpoint = \"" + at + "\"\ntok = {}")
	}
	for _, lines := range []string{
		"tok = { api_key = var.pasted }", "tok = { api_key = \"sk-${var.pasted}\" }", "tok = { api_key = var.stray }",
		"environment = \"sandbox\"\nokra = { secret_key = var.pasted }", "environment = \"sandbox\"\nokra = { secret_key = \"eyJ.${var.pasted}\" }",
		"environment = \"sandbox\"\nokto = { management_token = var.pasted }", "environment = \"sandbox\"\nokto = { app_id = \"a b ${var.pasted}\", management_token = \"okto_mgmt_${var.pasted}\" }",
		"environment = var.pasted\ntok = {}", "request_timeout = var.pasted\ntok = {}", "environment = var.pasted\nokto = { management_token = \"okto_mgmt_0123456789012345678901234567890\" }",
		"environment = \"production\"\ntok = { api_key = var.pasted }",
	} {
		provider(endpoint + lines)
	}
	s := w.space("provider blocks", "", map[string]string{"main.tf": config.String()})
	s.Setenv("TF_VAR_pasted", pasted)
	s.Setenv("TF_VAR_stray", pasted[:20]+"\n"+pasted[20:])
	s.run(-1, "validate", "-json")
	s.run(1, "plan", "-no-color", "-input=false")
	refused := s.run(1, "plan", "-json", "-input=false")
	if got := strings.Count(refused, `"@level":"error"`); got < number {
		t.Errorf("%d of %d provider blocks are refused, so that what the others' refusals say is not known", got, number)
	}
	s.run(1, "apply", "-no-color", "-input=false", "-auto-approve")
	w.expectNone()
}

// A credential that is given to an attribute which takes none is not repeated by
// what refuses it.
func TestAccLeak_attributes(t *testing.T) {
	t.Parallel()
	w := begin(t, acctest.AnyRequest())
	w.secrets.Plant("the pasted key", pasted)
	config := w.root(`
variable "pasted" {
  type      = string
  sensitive = true
}
`)
	number := 0
	cases := map[string][]string{
		`resource "openbanking_api_key"`: {
			"name = \"x${var.pasted}${var.pasted}${var.pasted}\"", "name = \"x\"\n rotate_after = var.pasted", "name = \"x\"\n overlap = var.pasted", "name = \"x\"\n expires_after = var.pasted",
			"name = \"x\"\n encrypt_to = [var.pasted]", "name = \"x\"\n encrypt_to = [\"age1${var.pasted}\"]", "name = \"x\"\n encrypt_to = [\"ssh-ed25519 ${var.pasted}\"]", "provider = openbanking.okra\n name = \"x\"\n type = var.pasted",
		},
		`resource "openbanking_app_secret"`: {"provider = openbanking.okto\n app_id = var.pasted", "provider = openbanking.okto\n app_id = \"a ${var.pasted}\"", "provider = openbanking.okto\n rotate_after = var.pasted"},
		`resource "openbanking_consent"`: {
			"bank_id = var.pasted\n callback_url = \"https://a.example.com/\"", "bank_id = \"erste-hr\"\n callback_url = var.pasted", "bank_id = \"erste-hr\"\n callback_url = \"http://${var.pasted}.example.com/\"",
			"bank_id = \"erste-hr\"\n callback_url = \"https://a.example.com/#${var.pasted}\"", "bank_id = \"erste-hr\"\n callback_url = \"https://u:${var.pasted}@a.example.com/\"",
			"bank_id = \"erste-hr\"\n callback_url = \"https://a.example.com/\"\n renew_before_expiry = var.pasted", "bank_id = \"erste-hr\"\n callback_url = \"https://a.example.com/\"\n wait_for_authorization = true\n timeouts = { create = var.pasted }",
		},
		`resource "openbanking_webhook"`: {
			"url = \"ftp://${var.pasted}\"\n events = [\"consent.expired\"]", "url = \"https://a.example.com/\"\n events = [var.pasted]", "url = \"https://a.example.com/\"\n events = [\"consent.expired\"]\n description = \"${join(\"\", [for i in range(20) : var.pasted])}\"",
			"url = \"https://a.example.com/\"\n events = [\"consent.expired\"]\n signing_secret_wo = var.token\n signing_secret_wo_version = \"1\"", "url = \"https://a.example.com/\"\n events = [\"consent.expired\"]\n signing_secret_wo = \"whsec_${var.token}\"\n signing_secret_wo_version = \"1\"",
			"url = \"https://a.example.com/\"\n events = [\"consent.expired\"]\n okra = { bearer_token_wo = \"b c ${var.token}\", bearer_token_wo_version = \"1\" }",
		},
		`data "openbanking_account"`:           {"id = var.pasted", "iban = var.pasted", "provider = openbanking.okra\n id = var.pasted"},
		`data "openbanking_accounts"`:          {"bank_id = var.pasted", "provider = openbanking.okra\n customer_id = var.pasted", "provider = openbanking.okra\n date_from = var.pasted"},
		`data "openbanking_transactions"`:      {"account_id = var.pasted", "account_id = \"acc_1\"\n date_from = var.pasted", "account_id = \"acc_1\"\n direction = var.pasted", "account_id = \"acc_1\"\n max_results = var.pasted"},
		`data "openbanking_banks"`:             {"country = var.pasted"},
		`data "openbanking_api_keys"`:          {"status = var.pasted"},
		`data "openbanking_consents"`:          {"status = var.pasted"},
		`ephemeral "openbanking_api_key"`:      {"name = \"x\"\n ttl = var.pasted", "name = \"x${var.pasted}${var.pasted}${var.pasted}\""},
		`ephemeral "openbanking_accounts"`:     {"bank_id = var.pasted"},
		`ephemeral "openbanking_transactions"`: {"account_id = var.pasted"},
	}
	for _, typeName := range slices.Sorted(maps.Keys(cases)) {
		for _, lines := range cases[typeName] {
			number++
			config += fmt.Sprintf("%s \"p%d\" {\n  %s\n}\n", typeName, number, lines)
		}
	}
	s := w.space("attributes", "", map[string]string{"main.tf": config})
	s.Setenv("TF_VAR_pasted", pasted)
	s.run(-1, "validate", "-json")
	s.run(1, "plan", "-no-color", "-input=false")
	refused := s.run(1, "plan", "-json", "-input=false")
	const accepted = 2 // The bank of a list of accounts: one that nobody knows has none.
	if got := strings.Count(refused, `"@level":"error"`); got < number-accepted {
		t.Errorf("%d of %d attributes are refused, so that what the others' refusals say is not known", got, number)
	}
	w.expectNone()
}

// The ways in which a run ends before its work is done.
func TestAccLeak_endings(t *testing.T) {
	t.Parallel()
	const blocks = `
resource "openbanking_api_key" "tok" { name = "ci" }
resource "openbanking_webhook" "tok" {
  url    = "https://hooks.example.com/bank"
  events = ["consent.expired"]
}
resource "openbanking_api_key" "okra" {
  provider = openbanking.okra
  name     = "ci"
  type     = "secret"
}
resource "openbanking_app_secret" "okto" { provider = openbanking.okto }
ephemeral "openbanking_api_key" "run" { name = "for the run" }
`
	made := func(r *http.Request) bool {
		return r.Method == http.MethodPost && (strings.HasSuffix(r.URL.Path, "/api-keys") || strings.HasSuffix(r.URL.Path, "/create") || strings.HasSuffix(r.URL.Path, "/reset"))
	}

	t.Run("answers are lost", func(t *testing.T) {
		t.Parallel()
		w := begin(t)
		for _, path := range []string{"/tok/v1/api-keys", "/tok/v1/webhooks", "/okra/v2/sandbox/keys/create", "/okto/management/v1/apps/*/secret/reset"} {
			for _, kind := range []string{"reset_after", "truncate", "non_json", "reset_before"} {
				if err := w.Sandbox().AddFault(sandbox.Fault{Kind: kind, Method: http.MethodPost, Path: path}); err != nil {
					t.Fatal(err)
				}
			}
		}
		s := w.space("lost answers", "", map[string]string{"main.tf": strings.ReplaceAll(w.root(blocks), "endpoint ", "max_retries = 0\n  endpoint ")})
		for range 3 { // What is unknown is found again, or made again.
			s.run(-1, "apply", "-no-color", "-auto-approve", "-input=false")
			s.run(-1, "plan", "-no-color", "-input=false", "-out=next.tfplan")
			s.run(0, "show", "-json")
		}
		s.run(-1, "show", "-json", "next.tfplan")
		w.expectNone()
	})

	for name, signal := range map[string]os.Signal{"interrupted": os.Interrupt, "killed": os.Kill} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS == "windows" {
				t.Skip("no signal reaches another process on Windows")
			}
			arrived, proceed := make(chan struct{}, 100), make(chan struct{})
			release := sync.OnceFunc(func() { close(proceed) })
			w := begin(t, acctest.Observed(func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if made(r) {
						arrived <- struct{}{}
						<-proceed
					}
					next.ServeHTTP(rw, r)
				})
			}))
			s := w.space(name, "", map[string]string{"main.tf": w.root(strings.Split(blocks, "ephemeral")[0])})
			t.Cleanup(release)
			run := s.Start("apply", "-no-color", "-auto-approve", "-input=false")
			run.Until(arrived)
			run.Signal(signal)
			if signal == os.Interrupt {
				run.Until(run.Said("Interrupt received"))
			}
			release()
			s.keep(run.Wait(), "apply", name)
			_ = os.Remove(filepath.Join(s.Dir, ".terraform.tfstate.lock.info"))
			s.run(-1, "plan", "-no-color", "-input=false", "-lock=false", "-out=next.tfplan")
			s.run(-1, "apply", "-no-color", "-auto-approve", "-input=false", "-lock=false")
			w.expectNone()
		})
	}

	// Where a backend takes the state no more, the CLI leaves it in a file.
	t.Run("state is not stored", func(t *testing.T) {
		t.Parallel()
		w := begin(t)
		backend := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			if r.Method == http.MethodGet {
				rw.WriteHeader(http.StatusNotFound)
				return
			}
			http.Error(rw, "the disk is full", http.StatusInsufficientStorage)
		}))
		t.Cleanup(backend.Close)
		config := fmt.Sprintf("terraform {\n  backend \"http\" {\n    address = %q\n    retry_max = 0\n  }\n}\n", backend.URL+"/state") + w.root(blocks)
		s := w.space("a failing backend", "", map[string]string{"main.tf": config})
		s.run(1, "apply", "-no-color", "-auto-approve", "-input=false")
		w.expectFound(s, "errored.tfstate")
		w.expectNone()
	})

	t.Run("credentials are refused", func(t *testing.T) {
		t.Parallel()
		w := begin(t)
		s := w.space("refused credentials", "", map[string]string{"main.tf": w.root(blocks)})
		s.run(0, "apply", "-no-color", "-auto-approve", "-input=false")
		_, revoked := w.posted("/api-keys", map[string]any{"name": "revoked"})
		id, _ := w.posted("/api-keys", map[string]any{"name": "another"})
		w.Must(http.StatusNoContent, http.MethodDelete, "/api-keys/"+id, nil)
		s.Setenv("TOK_API_KEY", revoked+"x")
		s.Setenv("TF_VAR_okra_secret_key", w.On(acctest.Okra).Credential()[:len(w.On(acctest.Okra).Credential())-1])
		s.Setenv("TF_VAR_okto_management_token", w.On(acctest.Okto).Credential()+"x")
		s.run(1, "plan", "-no-color", "-input=false")
		s.run(1, "apply", "-no-color", "-auto-approve", "-input=false", "-refresh=false", "-replace=openbanking_api_key.tok", "-replace=openbanking_app_secret.okto")
		s.run(1, "destroy", "-no-color", "-auto-approve", "-input=false")
		s.run(1, "import", "-no-color", "openbanking_api_key.other", id)
		w.expectNone()
	})
}
