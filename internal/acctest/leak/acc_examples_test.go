// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/leak"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
)

const examples = "../../../examples"

// module is an example as a module of a configuration that has all of them.
type module struct {
	name, text string
	platform   string   // whose provider it gets; "" if it configures its own
	variables  []string // that it needs
}

var (
	declared      = regexp.MustCompile(`(?ms)^variable "(\w+)" \{\n(.*?)^\}`)
	providerBlock = regexp.MustCompile(`(?ms)^provider "openbanking" \{.*?^\}\n`)
	providerBegin = regexp.MustCompile(`(?m)^provider "openbanking" \{.*$`)
	imported      = regexp.MustCompile(`(?ms)^import \{(?: #[^\n]*)?\n  to = (\w+)\.(\w+)\n  id = "[^"]+".*?^\}\n`)
	noWord        = regexp.MustCompile(`\W+`)
)

// modules reads every example that needs no other provider.
func (w *world) modules() []module {
	w.t.Helper()
	var all []module
	for _, pattern := range []string{"*/*/*.tf", "provider/*.tf", "pipelines/*.tf"} {
		paths, err := filepath.Glob(filepath.Join(examples, pattern))
		if err != nil || len(paths) == 0 {
			w.t.Fatalf("no example matches %s: %v", pattern, err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				w.t.Fatal(err)
			}
			text := string(data)
			switch {
			case strings.Contains(text, "vault_"):
				continue // Needs a provider that is not here.
			case strings.Contains(path, "/actions/") && !acctest.HasTerraform(w.t, "1.14.0"):
				continue // Has a block that only Terraform knows, from 1.14 on.
			case strings.Contains(text, "after_destroy") && !acctest.HasTerraform(w.t, "1.16.0-rc2"):
				continue // Has an event that only Terraform knows, from 1.16 on.
			case strings.HasSuffix(path, "/minted-key.tf"):
				continue // Cannot be planned as a whole at first, which is what it shows.
			case strings.Contains(text, "\n  for_each = local.webhooks\n  to "):
				continue // Imports whatever the platform has, also what the others make.
			case strings.HasPrefix(filepath.Base(path), "import-"):
				continue // Has no resource to import into; see imports.
			case strings.Contains(path, "/functions/"):
				continue // Takes a secret as a sensitive variable, which is in every plan file; see internal/function.
			}
			relative, _ := filepath.Rel(examples, path)
			m := module{name: strings.Trim(noWord.ReplaceAllString(strings.TrimSuffix(relative, ".tf"), "_"), "_"), text: text, platform: "tok"}
			switch {
			case strings.HasSuffix(path, "-okra.tf"):
				m.platform = "okra"
			case strings.Contains(text, "openbanking_app_secret"):
				m.platform = "okto"
			}
			all = append(all, w.completed(m))
		}
	}
	return all
}

// completed makes a module of an example: with the sandbox as the endpoint of its
// own providers, and what its text leaves to the reader.
func (w *world) completed(m module) module {
	if strings.Contains(m.text, `environment = "production"`) {
		m.text = providerBlock.ReplaceAllString(m.text, "") // The test's own is for the sandbox environment.
	}
	if providerBlock.MatchString(m.text) {
		m.platform = ""
		m.text = providerBegin.ReplaceAllString(m.text, fmt.Sprintf("$0\n  endpoint = %q", w.Endpoint))
	}
	if !strings.Contains(m.text, "required_providers") {
		m.text = acctest.Required + m.text
	}
	for _, found := range declared.FindAllStringSubmatch(m.text, -1) {
		if !strings.Contains(found[2], "default") {
			m.variables = append(m.variables, found[1])
		}
	}
	return m
}

// givenTo are the values that the examples' variables get. What is secret is
// declared as ephemeral: in any other variable it would be in every plan file.
func givenTo(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"signing_secret":   "var.signing_secret",
		"webhook_token":    "var.token",
		"key_a":            "var.key_a",
		"key_b":            "var.key_b",
		"leaked_key_id":    `"key_01ARZ3NDEKTSV4RRFFQ69G5FAV"`, // The action is not invoked.
		"deploy_recipient": `"` + agetest.X25519(t).Recipient + `"`,
	}
}

// posted makes an object by hand.
func (w *world) posted(path string, body map[string]any) (id, key string) {
	w.t.Helper()
	answer := w.Must(http.StatusCreated, http.MethodPost, path, body)
	id, _ = answer["id"].(string)
	key, _ = answer["key"].(string)
	return id, key
}

// importID makes an object that can be imported as a type.
func (w *world) importID(typeName string) string {
	w.t.Helper()
	var id string
	switch typeName {
	case "openbanking_api_key":
		id, _ = w.posted("/api-keys", map[string]any{"name": "by hand"})
	case "openbanking_consent":
		id, _ = w.posted("/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/banking/callback"})
	case "openbanking_webhook":
		id, _ = w.posted("/webhooks", map[string]any{"url": "https://ledger.example.com/", "events": []string{"consent.expired"}})
	case "openbanking_app_secret":
		made := w.On(acctest.Okto).ResetByHand(w.On(acctest.Okto).App())
		w.secrets.Plant("App Secret that was reset by hand", made.Secret)
		id = fmt.Sprintf("%s/%s", made.Text("app_id"), made.Text("version"))
	}
	return id
}

// files is a configuration that has every example as a module, and imports what
// the import examples do.
func (w *world) files() map[string]string {
	w.t.Helper()
	var root strings.Builder
	root.WriteString(w.root(variables("key_a", "key_b")))
	files := map[string]string{"smoke-test.sh": "#!/bin/sh\ntest -n \"$API_KEY\"\n"}
	values := givenTo(w.t)
	call := func(m module) {
		fmt.Fprintf(&root, "module %q {\n  source = \"./%s\"\n", m.name, m.name)
		switch m.platform {
		case "":
		case "tok":
			root.WriteString("  providers = { openbanking = openbanking }\n")
		default:
			fmt.Fprintf(&root, "  providers = { openbanking = openbanking.%s }\n", m.platform)
		}
		for _, v := range m.variables {
			if values[v] == "" {
				w.t.Errorf("the example %s needs the variable %s, for which this test has no value", m.name, v)
			}
			fmt.Fprintf(&root, "  %s = %s\n", v, values[v])
		}
		root.WriteString("}\n")
		files[m.name+"/main.tf"] = m.text
	}
	for _, m := range w.modules() {
		if found := imported.FindStringSubmatch(m.text); found != nil {
			m.text = imported.ReplaceAllString(m.text, "")
			w.writeImport(&root, m.name, found[1], found[2])
		}
		call(m)
	}
	paths, err := filepath.Glob(filepath.Join(examples, "resources/*/import-by-string-id.tf"))
	if err != nil || len(paths) == 0 {
		w.t.Fatalf("no examples of imports: %v", err)
	}
	for _, path := range paths {
		resource, err := os.ReadFile(filepath.Join(filepath.Dir(path), "resource.tf"))
		if err != nil {
			w.t.Fatal(err)
		}
		example, err := os.ReadFile(path)
		if err != nil {
			w.t.Fatal(err)
		}
		found := imported.FindStringSubmatch(string(example))
		if found == nil {
			w.t.Fatalf("%s does not import by an id", path)
		}
		m := module{name: "import_" + found[1], text: string(resource), platform: "tok"}
		if found[1] == "openbanking_app_secret" {
			m.platform = "okto"
		}
		call(w.completed(m))
		w.writeImport(&root, m.name, found[1], found[2])
	}
	files["main.tf"] = root.String()
	return files
}

func (w *world) writeImport(root *strings.Builder, module, typeName, name string) {
	fmt.Fprintf(root, "import {\n  to = module.%s.%s.%s\n  id = %q\n}\n", module, typeName, name, w.importID(typeName))
}

// Every example lives a whole life, with everything on that a CLI can log, write
// and print: it is planned to a file, applied from it, rotated two months later,
// and destroyed.
func TestAccLeak_examples(t *testing.T) {
	t.Parallel()
	w := begin(t, acctest.AutoAuthorize(), acctest.Bank(2, 20))
	w.posted("/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/"})
	files := w.files()
	_, keyA := w.posted("/api-keys", map[string]any{"name": "pipeline, a"})
	_, keyB := w.posted("/api-keys", map[string]any{"name": "pipeline, b"})
	s := w.space("examples", "", files)
	s.Setenv("TF_VAR_key_a", keyA)
	s.Setenv("TF_VAR_key_b", keyB)
	if err := os.Chmod(filepath.Join(s.Dir, "smoke-test.sh"), 0o700); err != nil {
		t.Fatal(err)
	}

	s.run(0, "validate", "-json")
	s.run(0, "plan", "-json", "-input=false", "-out=first.tfplan")
	s.run(0, "show", "-json", "first.tfplan")
	s.run(0, "apply", "-json", "first.tfplan")
	s.run(0, "show", "-json")
	if err := w.Sandbox().Advance(61 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	s.run(2, "plan", "-no-color", "-input=false", "-detailed-exitcode", "-out=second.tfplan")
	s.run(0, "show", "-json", "second.tfplan")
	s.run(0, "apply", "-no-color", "second.tfplan")
	w.expectFound(s, "terraform.tfstate")
	s.run(0, "show", "-json")
	s.run(0, "destroy", "-no-color", "-auto-approve", "-input=false")

	w.expectLogged(s)
	w.expectKinds("key of the answer of POST /tok/v1/api-keys", "signingSecret of the answer of POST /tok/v1/webhooks",
		"signingSecret of the answer of POST /tok/v1/webhooks/", "key of the answer of POST /okra/v2/sandbox/keys/create",
		"app_secret of the answer of POST /okto/", "Idempotency-Key of the request of POST /okto/")
	w.expectNone()
}

// expectFound proves that the search finds what is there: a state without
// encryption holds secrets, of each type.
func (w *world) expectFound(s *space, file string) {
	w.t.Helper()
	searcher, err := leak.NewSearcher(w.secrets.Secrets())
	if err != nil {
		w.t.Fatal(err)
	}
	names := map[string]bool{}
	for _, find := range searcher.Search([]byte(s.File(file))) {
		names[strings.Fields(find.Secret.Name)[0]] = true
	}
	for _, name := range []string{"key", "app_secret", "signingSecret"} {
		if !names[name] {
			w.t.Errorf("%s of %s has no %s, though it is allowed there: what is not found proves nothing", file, s.name, name)
		}
	}
}

// expectLogged proves that the log that was searched has the provider's calls.
func (w *world) expectLogged(s *space) {
	w.t.Helper()
	log := s.File("trace.log")
	for _, text := range []string{"Platform request", "Platform answer", "Sending platform request", "request_id=", "duration_ms="} {
		if !strings.Contains(log, text) {
			w.t.Errorf("the log of %s has no %q: what is not found in it proves nothing", s.name, text)
		}
	}
}

// expectKinds proves that secrets of each kind were taken down.
func (w *world) expectKinds(kinds ...string) {
	w.t.Helper()
	secrets := w.secrets.Secrets()
	for _, kind := range kinds {
		if !slices.ContainsFunc(secrets, func(s leak.Secret) bool { return strings.HasPrefix(s.Name, kind) }) {
			w.t.Errorf("no %q was taken down", kind)
		}
	}
}
