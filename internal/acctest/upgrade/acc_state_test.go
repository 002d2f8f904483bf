// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package upgrade_test

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

var write = flag.Bool("write-state", false, "run the configurations in testdata and keep the states that they leave")

// host is where the CLI under test looks for a provider of which the address names
// no host. It is part of a state.
func host() string {
	if host := os.Getenv("TF_ACC_PROVIDER_HOST"); host != "" {
		return host
	}
	return "registry.terraform.io"
}

const writtenWith = "registry.terraform.io"

// workspace is a folder with one of the configurations, and a sandbox for it.
func workspace(t *testing.T, e *acctest.Env, config, appID, otherAppID string, more map[string]string) *acctest.Workspace {
	t.Helper()
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"main.tf": acctest.Required + string(text)}
	maps.Copy(files, more)
	w := e.NewWorkspaceOn("", files)
	root, _ := strings.CutSuffix(e.Endpoint, "/tok/v1")
	for name, value := range map[string]string{
		"root": root, "tok_key": e.Credential(), "okra_key": e.On(acctest.Okra).Credential(), "okto_token": e.On(acctest.Okto).Credential(),
		"app_id": appID, "other_app_id": otherAppID,
		"signing_secret": "whsec_YW4tZXhhbXBsZS1vZi1hLXNlY3JldC0wMTIz", "webhook_token": "a-token-of-the-user",
	} {
		w.Setenv("TF_VAR_"+name, value)
	}
	w.Init()
	return w
}

// A real CLI loads every state that a release wrote: what its configuration
// declares is there, so nothing is to do, and nobody is asked.
func TestAccState_load(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(states)
	if err != nil || len(paths) == 0 {
		t.Fatalf("there is no state: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			state := strings.ReplaceAll(string(text), `provider[\"`+writtenWith, `provider[\"`+host())
			apps := regexp.MustCompile(`"app_id": "([^"]+)"`).FindAllStringSubmatch(state, -1)
			if len(apps) != 2 {
				t.Fatalf("the state has %d apps", len(apps))
			}
			e := acctest.New(t)
			// The state lists resources by name: encrypted, most.
			w := workspace(t, e, strings.TrimSuffix(path, suffix)+".tf", apps[1][1], apps[0][1], map[string]string{"terraform.tfstate": state})
			e.Sandbox().ClearRequests()
			planned := w.Run("plan", "-no-color", "-refresh=false", "-detailed-exitcode")
			if planned.Code != 0 {
				t.Errorf("the plan is not empty (%d):\n%s", planned.Code, planned.Output)
			}
			if asked := e.Sandbox().Requests().ByRoute; len(asked) != 0 {
				t.Errorf("the plan asked for %v", asked)
			}
			// What the state has comes out of it, by the provider's schema.
			if shown := w.Run("show", "-json"); shown.Code != 0 || !strings.Contains(shown.Output, apps[0][1]) {
				t.Errorf("the state cannot be shown (%d)", shown.Code)
			}
		})
	}
}

// TestAccState_write is no test: with -write-state it runs each configuration of
// testdata and keeps the state, which has to be written by a release's provider.
// All secrets in it are those of a sandbox that ends with the test.
func TestAccState_write(t *testing.T) {
	t.Parallel()
	if os.Getenv(resource.EnvTfAcc) == "" || !*write {
		t.Skip("it writes the states that the other tests read, and does so with -write-state only")
	}
	paths, err := filepath.Glob("testdata/*.tf")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		state := strings.TrimSuffix(path, ".tf") + suffix
		if _, err := os.Stat(state); err == nil {
			continue // Written by the release that it is named after.
		}
		e := acctest.New(t, acctest.AutoAuthorize())
		w := workspace(t, e, path, e.On(acctest.Okto).App(), e.On(acctest.Okto).OtherApp(), nil)
		if applied := w.Run("apply", "-no-color", "-auto-approve"); applied.Code != 0 {
			t.Fatalf("%s: %s", path, applied.Output)
		}
		if planned := w.Run("plan", "-no-color", "-detailed-exitcode"); planned.Code != 0 {
			t.Fatalf("%s is not done: %s", path, planned.Output)
		}
		written, err := os.ReadFile(filepath.Join(w.Dir, "terraform.tfstate"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(state, written, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
