// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// cli is the CLI itself, with what the tests below ask of it.
type cli struct {
	*acctest.Workspace

	t *testing.T
	o *acctest.Env
}

func onCLI(t *testing.T, o *acctest.Env, config string) cli {
	t.Helper()
	return cli{o.NewWorkspace(config), t, o}
}

// run runs the CLI, which has to end with the exit code, and returns its output
// in one line, without what is drawn around warnings.
func (c cli) run(code int, args ...string) string {
	c.t.Helper()
	r := c.Run(args...)
	if r.Code != code {
		c.t.Fatalf("%s: exit %d, expected %d:\n%s", strings.Join(args, " "), r.Code, code, r.Output)
	}
	return strings.Join(strings.Fields(strings.NewReplacer("│", "", "╷", "", "╵", "").Replace(r.Output)), " ")
}

// state returns the attributes of the secret in the state; nil where it is not
// there.
func (c cli) state() map[string]any {
	c.t.Helper()
	var state struct {
		Resources []struct {
			Instances []struct {
				Attributes map[string]any `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal([]byte(c.File("terraform.tfstate")), &state); err != nil {
		c.t.Fatal(err)
	}
	if len(state.Resources) == 0 {
		return nil
	}
	return state.Resources[0].Instances[0].Attributes
}

// works checks the status with which Okto's own API answers to a secret.
func (c cli) works(secret any, want int) {
	c.t.Helper()
	text, _ := secret.(string)
	if status := c.o.Of("app_secret").Works(text); status != want {
		c.t.Errorf("the secret is answered with %d, expected %d", status, want)
	}
}

func (c cli) says(output string, texts ...string) {
	c.t.Helper()
	for _, text := range texts {
		if !strings.Contains(output, text) {
			c.t.Errorf("the output does not mention %q: %s", text, output)
		}
	}
}

func (c cli) silent(output string, texts ...string) {
	c.t.Helper()
	for _, text := range texts {
		if strings.Contains(output, text) {
			c.t.Errorf("the output mentions %q: %s", text, output)
		}
	}
}

// Every reset is announced by the plan, once; a destroy says that the secret
// lives on, and the end of a replacement does not.
func TestAccAppSecret_warnings(t *testing.T) {
	t.Parallel()
	for name, c := range replacements {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := acctest.On(t, acctest.Okto)
			config := func(version string) string { return o.HCL(declared(trigger(version), c.lifecycle)) }
			w := onCLI(t, o, config("1"))
			w.says(w.run(2, "plan", "-detailed-exitcode", "-no-color"), "The secret of the app "+o.App()+" is reset", "stop at once", "imported by the app's id")
			w.run(0, "apply", "-auto-approve", "-no-color")
			first := w.state()["secret"]

			w.Configure(config("2"))
			output := w.run(2, "plan", "-detailed-exitcode", "-no-color", "-out=rotate.plan")
			w.says(output, " rotates", `the trigger "version" changed`, "stop at once")
			w.silent(output, "The secret of the app", "outlives")
			w.silent(w.run(0, "apply", "-no-color", "rotate.plan"), "outlives")
			second := w.state()["secret"]
			w.works(first, http.StatusUnauthorized)
			w.works(second, http.StatusOK)
			w.silent(w.run(0, "plan", "-detailed-exitcode", "-no-color"), "Warning")

			w.says(w.run(2, "plan", "-detailed-exitcode", "-no-color", "-destroy"), " outlives its resource", "until the next reset")
			w.run(0, "destroy", "-auto-approve", "-no-color")
			w.works(second, http.StatusOK)
			if left := w.state(); left != nil {
				t.Errorf("the destroy left %v", left["id"])
			}
		})
	}
}

// Both ways out of a reset on the dashboard, as the plan explains them: keep the
// dashboard's secret, or reset it again.
func TestAccAppSecret_waysOutOfDrift(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	w := onCLI(t, o, o.HCL(declared()))
	w.run(0, "apply", "-auto-approve", "-no-color")
	byHand := o.ResetByHand(o.App())

	output := w.run(2, "plan", "-detailed-exitcode", "-no-color")
	w.says(output, " was reset outside", "two ways out", "resets the secret again", "state rm", "import "+o.App())
	w.silent(w.run(2, "plan", "-detailed-exitcode", "-no-color", "-destroy"), "outlives")

	w.run(0, "state", "rm", address)
	w.run(0, "import", "-no-color", address, o.App())
	w.run(0, "plan", "-detailed-exitcode", "-no-color")
	w.works(byHand.Secret, http.StatusOK)
	if state := w.state(); state["secret"] != nil || state["fingerprint"] != byHand.Fingerprint {
		t.Errorf("the state has the fingerprint %v, the dashboard %s", state["fingerprint"], byHand.Fingerprint)
	}

	o.ResetByHand(o.App())
	w.run(0, "apply", "-auto-approve", "-no-color")
	w.works(w.state()["secret"], http.StatusOK)
	w.run(0, "plan", "-detailed-exitcode", "-no-color")
}

// Pins GitLab's trap of a plan file that fails when it is applied the next day:
// what was not due when the plan was made is not reset by its apply, and what
// was due is, however much later it comes.
func TestAccAppSecretRotation_planFileAppliedLater(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	config := func(triggers string) string {
		return o.HCL(declared(`rotate_after = "30d"`, "rotation_triggers = { "+triggers+" }"))
	}
	w := onCLI(t, o, config(`a = "1"`))
	w.run(0, "apply", "-auto-approve", "-no-color")
	first := w.state()["secret"]

	// An update, planned before the secret was due and applied after.
	w.Configure(config(`a = "1", b = "1"`))
	w.run(2, "plan", "-detailed-exitcode", "-no-color", "-out=update.plan")
	advance(t, o, 31*24*time.Hour)()
	w.run(0, "apply", "-no-color", "update.plan")
	if state := w.state(); state["secret"] != first || state["ready_for_rotation"] != true {
		t.Fatalf("an update reset the secret, or did not see that it is due: ready %v", state["ready_for_rotation"])
	}
	w.works(first, http.StatusOK)

	// Due now: the pipeline's signal, and a plan that is applied a day later.
	w.says(w.run(2, "plan", "-detailed-exitcode", "-no-color", "-out=rotate.plan"), "it is due since")
	advance(t, o, 24*time.Hour)()
	w.run(0, "apply", "-no-color", "rotate.plan")
	w.works(first, http.StatusUnauthorized)
	w.works(w.state()["secret"], http.StatusOK)
	w.run(0, "plan", "-detailed-exitcode", "-no-color")

	// A creation, planned a day before as well.
	w.run(0, "destroy", "-auto-approve", "-no-color")
	w.run(2, "plan", "-detailed-exitcode", "-no-color", "-out=create.plan")
	advance(t, o, 24*time.Hour)()
	w.run(0, "apply", "-no-color", "create.plan")
	w.works(w.state()["secret"], http.StatusOK)
	w.run(0, "plan", "-detailed-exitcode", "-no-color")
}

// The secret is in no log at any level, and in nothing else that a run prints.
func TestAccAppSecret_secretInNoLog(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	config := func(version string) string { return o.HCL(declared(trigger(version))) }
	w := onCLI(t, o, config("1"))
	w.Setenv("TF_LOG_PROVIDER", "TRACE")
	var printed strings.Builder
	var secrets []string
	for version := range 2 {
		w.Configure(config(fmt.Sprint(version + 1)))
		printed.WriteString(w.run(0, "apply", "-auto-approve", "-no-color"))
		secret, _ := w.state()["secret"].(string)
		secrets = append(secrets, secret)
	}
	printed.WriteString(w.run(0, "destroy", "-auto-approve", "-no-color"))
	if !strings.Contains(printed.String(), "/secret/reset") {
		t.Error("there is no trace of the calls, so nothing was checked")
	}
	for _, secret := range append(secrets, o.Credential()) {
		if secret == "" || strings.Contains(printed.String(), secret) {
			t.Error("a secret is in the log")
		}
	}
}
