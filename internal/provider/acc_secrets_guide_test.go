// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// secretsGuide returns what the guide to secrets shows.
func secretsGuide(t *testing.T, file string) string {
	t.Helper()
	return read(t, filepath.Join(examples, "guides", "secrets", file))
}

// The key of a run reaches the script that it is for, is in no state, and is dead
// afterwards.
func TestAccGuides_ephemeralKey(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	w := e.NewWorkspace(e.HCL(secretsGuide(t, "ephemeral.tf")))
	w.Program("smoke-test.sh", "#!/bin/sh\nprintf %s \"$API_KEY\" >used\n")
	if runtime.GOOS == "windows" {
		t.Skip("the guide's script is for a POSIX shell")
	}
	must(t, w, "plan")
	if n := len(e.All("/api-keys")); n != 1 {
		t.Errorf("a plan that deploys minted %d keys, want none", n-1)
	}
	must(t, w, "apply", "-auto-approve")
	used := w.File("used")
	if !strings.HasPrefix(used, "tok_sandbox_") {
		t.Fatal("the script got no key")
	}
	e.API.As(used).Must(http.StatusUnauthorized, http.MethodGet, "/organisation", nil)
	if strings.Contains(w.File("terraform.tfstate"), used) {
		t.Error("the state holds the key of the run")
	}
	must(t, w, "plan")

	// A test that fails leaves no key behind either.
	w.Program("smoke-test.sh", "#!/bin/sh\nexit 1\n")
	if r := w.Run("apply", "-auto-approve", "-no-color", "-var", "release=1.0.1"); r.Code != 1 {
		t.Errorf("the failed test ends with %d:\n%s", r.Code, r.Output)
	}
	for _, key := range e.All("/api-keys") {
		if name, _ := key["name"].(string); strings.HasPrefix(name, "smoke test") && key["status"] != "revoked" {
			t.Errorf("the key %v of a run is %v", key["keyHint"], key["status"])
		}
	}
}

// A check reads personal data, and the state has none of it.
func TestAccGuides_personalData(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize())
	e.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/"})
	w := e.NewWorkspace(e.HCL(secretsGuide(t, "personal-data.tf")))
	output := must(t, w, "apply", "-auto-approve")
	if strings.Contains(output, "Check block assertion failed") {
		t.Errorf("the check failed:\n%s", output)
	}
	for _, account := range e.All("/accounts") {
		if iban, _ := account["iban"].(string); strings.Contains(w.File("terraform.tfstate"), iban) || strings.Contains(output, iban) {
			t.Error("the state or the output holds an IBAN")
		}
	}
}

// The deploy job decrypts the key with the age program, checks it, and it works. The
// state never has it.
func TestAccGuides_encryptedKey(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the guide's script is for a POSIX shell")
	}
	e := acctest.New(t)
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	w := e.NewWorkspace(e.HCL(secretsGuide(t, "encrypted.tf")))
	w.Setenv("TF_VAR_deploy_recipient", identity.Recipient().String())
	must(t, w, "apply", "-auto-approve")

	programs := t.TempDir()
	if err := os.Symlink(w.CLI(), filepath.Join(programs, "terraform")); err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(programs, "age"), "filippo.io/age/cmd/age")
	build.Dir = "../../tools/test"
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building age: %v\n%s", err, output)
	}
	w.Path(programs)
	w.Program("key.txt", identity.String()+"\n")
	w.Program("deploy.sh", secretsGuide(t, "deploy.sh"))
	if r := w.RunProgram("sh", "deploy.sh"); r.Code != 0 {
		t.Fatalf("the deploy job ended with %d:\n%s", r.Code, r.Output)
	}
	key := w.File("settlement.key")
	e.API.As(key).Must(http.StatusOK, http.MethodGet, "/organisation", nil)
	if strings.Contains(w.File("terraform.tfstate"), key) {
		t.Error("the state holds the key")
	}
}

// Vault gets the key, and the new one after a rotation, through a write-only
// argument, of which its resource keeps nothing.
func TestAccGuides_vaultWrite(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	vault := newVault()
	text := inVault(e.HCL(secretsGuide(t, "vault-write.tf")))
	stored := func() string {
		var data struct {
			APIKey string `json:"api_key"`
		}
		if err := json.Unmarshal([]byte(vault.read("secret/openbanking/ledger")), &data); err != nil {
			t.Errorf("Vault holds no JSON: %v", err)
		}
		return data.APIKey
	}
	var key string
	e.Run(resource.TestCase{
		ProtoV6ProviderFactories: vault.providers(),
		Steps: []resource.TestStep{
			{
				Config: text,
				Check: resource.ComposeTestCheckFunc(
					acctest.Remember("openbanking_api_key.ledger", "key", &key),
					resource.TestCheckNoResourceAttr("vault_kv_secret_v2.ledger", "data_json_wo"),
					resource.TestCheckResourceAttrWith("openbanking_api_key.ledger", "key", func(key string) error { return differs(stored(), key) }),
				),
			},
			{Config: text, ConfigPlanChecks: emptyPlan()},
			{
				PreConfig: later(t, e, 61*day),
				Config:    text,
				Check:     resource.TestCheckResourceAttrWith("openbanking_api_key.ledger", "key", func(key string) error { return differs(stored(), key) }),
			},
			{Config: text, ConfigPlanChecks: emptyPlan()},
		},
	})
	if stored() == key {
		t.Error("Vault still holds the first key")
	}
}

// A secret that was made in Vault signs the webhook's deliveries, and another one
// when its version says so.
func TestAccGuides_vaultRead(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	vault := newVault()
	vault.write("secret/openbanking/webhook", `{"signing_secret":"whsec_bWFkZS1pbi12YXVsdC0wMTIzNDU2Nzg5"}`)
	text := inVault(e.HCL(secretsGuide(t, "vault-read.tf")))
	version := func(v string) config.Variables {
		return config.Variables{"webhook_secret_version": config.StringVariable(v)}
	}
	const address = "openbanking_webhook.ledger"
	e.Run(resource.TestCase{
		ProtoV6ProviderFactories: vault.providers(),
		Steps: []resource.TestStep{
			{Config: text, Check: resource.ComposeTestCheckFunc(
				resource.TestCheckNoResourceAttr(address, "signing_secret"), resource.TestCheckNoResourceAttr(address, "signing_secret_wo"))},
			{Config: text, ConfigPlanChecks: emptyPlan()},
			{Config: text, ConfigVariables: version("2"), Check: resource.TestCheckResourceAttr(address, "secret_version", "2")},
			{Config: text, ConfigVariables: version("2"), ConfigPlanChecks: emptyPlan()},
		},
	})
}

// OpenTofu's state encryption leaves nothing readable of a key in the state file.
func TestAccGuides_stateEncryption(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	w := e.NewWorkspace(e.HCL(oneKey))
	if version := must(t, w, "version"); !strings.HasPrefix(version, "OpenTofu") {
		t.Skip("state encryption is OpenTofu's")
	}
	w.Program("encryption.tofu", secretsGuide(t, "state-encryption.tofu"))
	w.Setenv("TF_VAR_state_passphrase", "a passphrase of a test, which protects nothing")
	must(t, w, "init")
	must(t, w, "apply", "-auto-approve")
	if state := w.File("terraform.tfstate"); regexp.MustCompile(`tok_sandbox_|fingerprint|openbanking_api_key`).MatchString(state) {
		t.Error("the state file is readable")
	}
	must(t, w, "plan", "-detailed-exitcode")
}
