// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package pipelines_test runs the pipelines of examples/pipelines, step by step
// as they are written there, with the real CLI against a sandbox.
package pipelines_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

const examples = "../../../examples/pipelines"

// workflow is what the example uses of GitHub's format, and nothing else: a
// misspelt key is an error.
type workflow struct {
	Name string `yaml:"name"`
	On   struct {
		Schedule []struct {
			Cron string `yaml:"cron"`
		} `yaml:"schedule"`
		Dispatch any `yaml:"workflow_dispatch"`
	} `yaml:"on"`
	Permissions map[string]string `yaml:"permissions"`
	Concurrency struct {
		Group            string `yaml:"group"`
		CancelInProgress *bool  `yaml:"cancel-in-progress"`
	} `yaml:"concurrency"`
	Defaults struct {
		Run struct {
			Shell string `yaml:"shell"`
		} `yaml:"run"`
	} `yaml:"defaults"`
	Jobs map[string]struct {
		RunsOn      string            `yaml:"runs-on"`
		Timeout     int               `yaml:"timeout-minutes"`
		Environment string            `yaml:"environment"`
		Permissions map[string]string `yaml:"permissions"`
		Env         map[string]string `yaml:"env"`
		Steps       []step            `yaml:"steps"`
	} `yaml:"jobs"`
}

type step struct {
	Name string            `yaml:"name"`
	ID   string            `yaml:"id"`
	If   string            `yaml:"if"`
	Uses string            `yaml:"uses"`
	With map[string]any    `yaml:"with"`
	Env  map[string]string `yaml:"env"`
	Run  string            `yaml:"run"`
}

// gitlab is what the example uses of GitLab's format.
type gitlab struct {
	Rotate struct {
		Image struct {
			Name       string   `yaml:"name"`
			Entrypoint []string `yaml:"entrypoint"`
		} `yaml:"image"`
		Rules []struct {
			If string `yaml:"if"`
		} `yaml:"rules"`
		Environment   string `yaml:"environment"`
		ResourceGroup string `yaml:"resource_group"`
		Interruptible *bool  `yaml:"interruptible"`
		Timeout       string `yaml:"timeout"`
		IDTokens      map[string]struct {
			Aud string `yaml:"aud"`
		} `yaml:"id_tokens"`
		Variables map[string]string `yaml:"variables"`
		Script    []string          `yaml:"script"`
	} `yaml:"rotate"`
}

// read decodes an example's YAML, and refuses keys that the type does not have.
func read(t *testing.T, name string, into any) {
	t.Helper()
	decoder := yaml.NewDecoder(bytes.NewReader(text(t, filepath.Join(examples, name))))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func text(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// parses asks bash whether a script is one.
func parses(t *testing.T, name, script string) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash on PATH, which the pipelines are written for")
	}
	cmd := exec.CommandContext(t.Context(), bash, "-n")
	cmd.Stdin = strings.NewReader(script)
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", name, err, output)
	}
}

var pinned = regexp.MustCompile(`([\w-]+/[\w-]+@[0-9a-f]{40} # v[0-9.]+)\n`)

// The workflow is one that GitHub reads, may do little, is never cut off, and
// uses actions by the commits that the project's own workflows use.
func TestGitHubWorkflow(t *testing.T) {
	t.Parallel()
	var w workflow
	read(t, "github-actions.yml", &w)
	if len(w.On.Schedule) != 1 || len(strings.Fields(w.On.Schedule[0].Cron)) != 5 {
		t.Errorf("the schedule is %v, expected one cron expression of five fields", w.On.Schedule)
	}
	if w.Concurrency.Group == "" || w.Concurrency.CancelInProgress == nil || *w.Concurrency.CancelInProgress {
		t.Error("runs may overlap, or cut each other off")
	}
	if len(w.Permissions) != 0 || w.Defaults.Run.Shell != "bash" || len(w.Jobs) != 1 {
		t.Errorf("got permissions %v, shell %q, %d jobs; expected none, bash, one", w.Permissions, w.Defaults.Run.Shell, len(w.Jobs))
	}
	for name, job := range w.Jobs {
		if len(job.Permissions) != 1 || job.Permissions["contents"] != "read" || job.Environment == "" || job.Timeout == 0 {
			t.Errorf("job %s: permissions %v, environment %q, timeout %d", name, job.Permissions, job.Environment, job.Timeout)
		}
		for _, s := range job.Steps {
			parses(t, s.Name, s.Run)
			if strings.Contains(s.Run, "${{") {
				t.Errorf("step %q has an expression in its script, which would be pasted into it", s.Name)
			}
		}
	}

	var known strings.Builder
	for _, name := range []string{"test.yml", "release.yml"} {
		known.Write(text(t, filepath.Join(examples, "../../.github/workflows", name)))
	}
	source := string(text(t, filepath.Join(examples, "github-actions.yml")))
	found := pinned.FindAllStringSubmatch(source, -1)
	if uses := strings.Count(source, "uses:"); len(found) != uses {
		t.Errorf("%d of %d actions are pinned by commit, with the version behind it", len(found), uses)
	}
	for _, action := range found {
		if !strings.Contains(known.String(), action[1]) {
			t.Errorf("%s is not what the project's own workflows use", action[1])
		}
	}
}

// The pipeline is one that GitLab reads, runs on a schedule of the default branch
// alone, is never cut off, and has no job besides.
func TestGitLabPipeline(t *testing.T) {
	t.Parallel()
	var p gitlab
	read(t, "gitlab-ci.yml", &p)
	job := p.Rotate
	if len(job.Rules) != 1 || !strings.Contains(job.Rules[0].If, `"schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH`) {
		t.Errorf("the rules are %v", job.Rules)
	}
	if job.ResourceGroup == "" || job.Interruptible == nil || *job.Interruptible {
		t.Error("runs may overlap, or cut each other off")
	}
	if job.Environment == "" || job.Timeout == "" || job.IDTokens["VAULT_ID_TOKEN"].Aud == "" || job.Image.Name == "" {
		t.Errorf("incomplete: %+v", job)
	}
	parses(t, "script", strings.Join(job.Script, "\n"))
}
