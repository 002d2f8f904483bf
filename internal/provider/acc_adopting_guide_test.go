// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// adoptingGuide returns what the guide to adopting shows.
func adoptingGuide(t *testing.T, file string) string {
	t.Helper()
	return read(t, filepath.Join(examples, "guides", "adopting", file))
}

// handMade is an account that people have worked in, without Terraform.
func handMade(t *testing.T) *acctest.Env {
	t.Helper()
	e := acctest.New(t, acctest.AutoAuthorize())
	for _, name := range []string{"ci-nightly", "reporting \"EU\""} {
		e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": name})
	}
	for n := range 3 {
		e.Must(http.StatusCreated, http.MethodPost, "/webhooks", map[string]any{
			"url": fmt.Sprintf("https://ledger.example.com/%d", n), "events": []string{"consent.expired"},
			"enabled": n > 0, "description": []any{nil, "the ledger's", "${other}"}[n],
		})
	}
	e.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/"})
	return e
}

// script runs the commands of the guide one by one, with the CLI under test, where
// the guide says so in another folder.
func script(t *testing.T, w *acctest.Workspace, text string, each func(command, output string)) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the guide's commands are for a POSIX shell")
	}
	w.Setenv("CLI", w.CLI())
	w.Setenv("TF_CLI_ARGS", "-no-color")
	where := "."
	for line := range strings.Lines(text) {
		command := strings.TrimSpace(line[:strings.IndexAny(line+"#", "#\n")])
		if to, ok := strings.CutPrefix(command, "cd "); ok {
			where = to
			continue
		}
		run := strings.Replace(command, "terraform ", `"$CLI" `, 1)
		run = strings.Replace(run, " apply", " apply -auto-approve", 1)
		r := w.RunProgram("sh", "-c", "cd "+where+" && "+run)
		if r.Code != 0 {
			t.Fatalf("%s: got exit code %d\n%s", command, r.Code, r.Output)
		}
		each(command, r.Output)
	}
}

var onlyImports = regexp.MustCompile(`Plan: (\d+) to import, 0 to add, 0 to change, 0 to destroy`)

// imported returns how many objects a plan imports, if that is all it does.
func imported(output string) string {
	if found := onlyImports.FindStringSubmatch(output); found != nil {
		return found[1]
	}
	return "something else"
}

// Everything but the provider's own key is under management after the guide's
// commands, and nothing was written to the platform.
func TestAccGuides_adopting(t *testing.T) {
	t.Parallel()
	e := handMade(t)
	acctest.NeedsTerraform(t, "1.14.0", "terraform query")
	w := e.NewWorkspaceOn("", map[string]string{"main.tf": e.HCL(), "find.tfquery.hcl": adoptingGuide(t, "find.tfquery.hcl")})
	w.Init()
	e.Sandbox().ClearRequests()
	script(t, w, adoptingGuide(t, "adopt.sh"), func(command, output string) {
		if plan := strings.Contains(command, "plan -out"); plan && imported(output) != "6" {
			t.Errorf("the plan imports %s, want 2 keys, 3 webhooks and a consent:\n%s", imported(output), output)
		}
	})
	if requests := e.Sandbox().Requests().ByRoute; len(requests) == 0 || strings.Contains(fmt.Sprint(requests), "POST") || strings.Contains(fmt.Sprint(requests), "PATCH") {
		t.Errorf("adopting takes %v", requests)
	}
}

// Without queries a data source names the ids, and the CLI writes the
// configuration for them.
func TestAccGuides_adoptingByImports(t *testing.T) {
	t.Parallel()
	e := handMade(t)
	w := e.NewWorkspaceOn("", map[string]string{"main.tf": e.HCL(), "imports.tf": adoptingGuide(t, "imports.tf"), "found/main.tf": e.HCL()})
	w.Init()
	script(t, w, adoptingGuide(t, "imports.sh"), func(command, output string) {
		if plan := strings.Contains(command, "generate-config-out"); plan && imported(output) != "3" {
			t.Errorf("the plan imports %s, want 2 keys and the provider's own:\n%s", imported(output), output)
		}
	})
}

// Many of a kind are imported by one block.
func TestAccGuides_adoptingById(t *testing.T) {
	t.Parallel()
	e := handMade(t)
	w := e.NewWorkspace(e.HCL(adoptingGuide(t, "by-id.tf")))
	if output := must(t, w, "plan", "-out=adopt.tfplan"); imported(output) != "3" {
		t.Errorf("the plan imports %s, want 3 webhooks:\n%s", imported(output), output)
	}
	must(t, w, "apply", "adopt.tfplan")
	must(t, w, "plan", "-detailed-exitcode")
}

// What was adopted gets a policy in two steps, and nothing but the policy changes.
func TestAccGuides_adopted(t *testing.T) {
	t.Parallel()
	e := handMade(t)
	id, _ := e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": "ci-nightly"})["id"].(string)
	text := exampleID.ReplaceAllString(adoptingGuide(t, "adopted.tf"), id)
	w := e.NewWorkspace(e.HCL(text))
	if output := must(t, w, "apply", "-auto-approve"); !strings.Contains(output, "Resources: 1 imported, 0 added, 1 changed, 0 destroyed") {
		t.Errorf("the apply says:\n%s", output)
	}
	must(t, w, "plan", "-detailed-exitcode")
	w.Configure(e.HCL(strings.Replace(text, "# rotate_after", "rotate_after", 1)))
	if output := must(t, w, "apply", "-auto-approve"); !strings.Contains(output, "0 added, 1 changed, 0 destroyed") {
		t.Errorf("the apply of the policy says:\n%s", output)
	}
	must(t, w, "plan", "-detailed-exitcode")
	if status := e.Must(http.StatusOK, http.MethodGet, "/api-keys/"+id, nil)["status"]; status != "active" {
		t.Errorf("the key is %v", status)
	}
}
