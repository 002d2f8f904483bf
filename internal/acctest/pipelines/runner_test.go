// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pipelines_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// outcome is what a run of a pipeline left.
type outcome struct {
	ok     bool
	plan   string // exit code of the plan
	output string
}

// runner runs a pipeline as its product would.
type runner struct {
	t       *testing.T
	w       *acctest.Workspace
	store   string            // folder of the secret manager
	secrets map[string]string // what the product keeps for the pipeline
	run     func() outcome

	// What the pipeline's secret manager calls the two secrets.
	key, signingSecret string
}

// newRunner makes a workspace with the example's configuration, in which both
// names of the CLI mean the one under test, and the secret managers' commands
// are stand-ins.
func newRunner(t *testing.T, e *acctest.Env) *runner {
	t.Helper()
	w := e.NewWorkspace(string(text(t, filepath.Join(examples, "main.tf"))))
	write(t, filepath.Join(w.Dir, "override.tf"), `
provider "openbanking" {
  environment = "sandbox"
  endpoint    = "`+e.Endpoint+`"
}`)
	bin, store := t.TempDir(), t.TempDir()
	cli, err := filepath.Abs(os.Getenv("TF_ACC_TERRAFORM_PATH"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"terraform", "tofu"} {
		if err := os.Symlink(cli, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(bin, "gh"), gh)
	write(t, filepath.Join(bin, "vault"), vault)
	w.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	w.Setenv("STORE", store)
	w.Setenv("TOK_API_KEY", "") // The pipeline has to bring it.
	return &runner{t: t, w: w, store: store, secrets: map[string]string{"TOK_API_KEY": e.Credential()}}
}

// gh stands in for GitHub's command: it keeps what comes through the pipe.
const gh = `#!/usr/bin/env bash
set -eu
echo "gh $*" >> "$STORE/calls"
[ "$GH_TOKEN" = consumer-token ]
[ "$1 $2 $4 $5" = "secret set --repo example-org/reporting" ]
[ ! -e "$STORE/down" ] || { echo "gh: the server does not answer" >&2; exit 1; }
cat > "$STORE/$3"
`

// vault stands in for Vault's command: a login by the job's token, and a store
// that keeps what comes through the pipe.
const vault = `#!/usr/bin/env bash
set -eu
echo "vault $*" >> "$STORE/calls"
case "$*" in
"write -field=token auth/jwt/login role=openbanking-rotation jwt=-")
	[ "$(cat)" = id-token ]
	printf vault-token
	exit ;;
esac
[ "$VAULT_TOKEN" = vault-token ]
[ ! -e "$STORE/down" ] || { echo "vault: the server does not answer" >&2; exit 2; }
case "$1 $2 $3" in
"kv get -mount=secret")
	[ "$4" = -field=fingerprint ]
	name=${5//\//_}
	[ -e "$STORE/$name.fingerprint" ] || { echo "No value found" >&2; exit 2; }
	cat "$STORE/$name.fingerprint" ;;
"kv put -mount=secret")
	[ "$5 ${6%%=*}" = "value=- fingerprint" ]
	name=${4//\//_}
	cat > "$STORE/$name"
	printf %s "${6#fingerprint=}" > "$STORE/$name.fingerprint" ;;
*) exit 64 ;;
esac
`

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o700); err != nil {
		t.Fatal(err)
	}
}

// stored is what the secret manager keeps under a name.
func (r *runner) stored(name string) string {
	r.t.Helper()
	return string(text(r.t, filepath.Join(r.store, name)))
}

// down makes the secret manager refuse to answer, or answer again.
func (r *runner) down(down bool) {
	r.t.Helper()
	path := filepath.Join(r.store, "down")
	if down {
		write(r.t, path, "")
	} else if err := os.Remove(path); err != nil {
		r.t.Fatal(err)
	}
}

// secretReference is the only expression that the workflow's variables hold.
var secretReference = regexp.MustCompile(`^\$\{\{ secrets\.(\w+) \}\}$`)

// onGitHub runs the steps of the workflow: those that use an action are the
// machine's set-up, which the workspace has.
func onGitHub(t *testing.T, e *acctest.Env) *runner {
	t.Helper()
	var w workflow
	read(t, "github-actions.yml", &w)
	job := w.Jobs["rotate"]
	r := newRunner(t, e)
	r.key, r.signingSecret = "OPENBANKING_API_KEY", "OPENBANKING_SIGNING_SECRET"
	r.secrets["CONSUMER_TOKEN"] = "consumer-token"
	for name, value := range job.Env {
		r.w.Setenv(name, value)
	}
	outputs := filepath.Join(t.TempDir(), "outputs")
	r.w.Setenv("GITHUB_OUTPUT", outputs)

	r.run = func() outcome {
		write(t, outputs, "")
		result := outcome{ok: true}
		initialised := false
		for _, s := range job.Steps {
			if s.Uses != "" || !r.runs(s, result, initialised) {
				continue
			}
			ran := r.step(s)
			result.output += ran.Output
			result.ok = result.ok && ran.Code == 0
			initialised = initialised || s.ID == "init" && ran.Code == 0
			result.plan = strings.TrimSpace(strings.TrimPrefix(string(text(t, outputs)), "exitcode="))
		}
		return result
	}
	return r
}

// runs decides whether a step runs. An expression that it does not know is a
// failure, so that a changed workflow is a changed test.
func (r *runner) runs(s step, so outcome, initialised bool) bool {
	r.t.Helper()
	switch s.If {
	case "":
		return so.ok
	case "steps.plan.outputs.exitcode == '2'":
		return so.ok && so.plan == "2"
	case "always() && steps.init.outcome == 'success'":
		return initialised
	}
	r.t.Fatalf("step %q: this test does not know the condition %q", s.Name, s.If)
	return false
}

// step runs one step with its own variables, as the shell "bash" of the product.
func (r *runner) step(s step) acctest.Result {
	r.t.Helper()
	for name, value := range s.Env {
		reference := secretReference.FindStringSubmatch(value)
		if reference == nil || r.secrets[reference[1]] == "" {
			r.t.Fatalf("step %q: this test does not know the value %q of %s", s.Name, value, name)
		}
		r.w.Setenv(name, r.secrets[reference[1]])
		defer r.w.Setenv(name, "")
	}
	return r.w.RunProgram("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
}

var planEnded = regexp.MustCompile(`The plan ended with (\d+)\.`)

// onGitLab runs the script of the job, which is one shell.
func onGitLab(t *testing.T, e *acctest.Env) *runner {
	t.Helper()
	var p gitlab
	read(t, "gitlab-ci.yml", &p)
	r := newRunner(t, e)
	r.key, r.signingSecret = "openbanking_reporting", "openbanking_ledger"
	r.secrets["VAULT_ID_TOKEN"] = "id-token"
	for name, value := range p.Rotate.Variables {
		r.w.Setenv(name, value)
	}
	r.run = func() outcome {
		for name, value := range r.secrets {
			r.w.Setenv(name, value)
		}
		ran := r.w.RunProgram("bash", "--noprofile", "--norc", "-c", strings.Join(p.Rotate.Script, "\n"))
		result := outcome{ok: ran.Code == 0, output: ran.Output}
		if found := planEnded.FindStringSubmatch(ran.Output); found != nil {
			result.plan = found[1]
		}
		return result
	}
	return r
}
