// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/scenario"
)

// recorder is a test that tells how it ended.
type recorder struct {
	testing.TB

	said string // the last word of a test that failed
}

func (r *recorder) Parallel() {}

func (r *recorder) Fatal(args ...any) {
	r.said = fmt.Sprint(args...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// outcome runs a test case, and returns with which words it failed; none where it
// passed.
func outcome(t *testing.T, run func(*recorder, resource.TestCase), c resource.TestCase) string {
	t.Helper()
	r := &recorder{TB: t}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		run(r, c)
	}()
	<-ended
	return r.said
}

// judge runs all cases, and holds each outcome against what is expected of every
// runner.
func judge(t *testing.T, run func(*recorder, resource.TestCase), all bool) {
	t.Helper()
	for name, of := range cases {
		if !all && of(newToy()).again {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platform := newToy()
			made := of(platform)
			made.test.ProtoV6ProviderFactories = map[string]func() (tfprotov6.ProviderServer, error){"toy": platform.factory}
			for i := range made.test.Steps {
				if step := &made.test.Steps[i]; step.Config != "" {
					step.Config = required + step.Config
				}
			}
			got := outcome(t, run, made.test)
			switch {
			case made.fails == "" && got != "":
				t.Errorf("it failed: %s", got)
			case made.fails != "" && !regexp.MustCompile("(?s)"+strings.ReplaceAll(made.fails, " ", `[\s│]+`)).MatchString(got):
				t.Errorf("it ended with %q, want a failure with %q", got, made.fails)
			}
			if left := platform.sorted(); len(left) > 0 && made.fails == "" {
				t.Errorf("the test left %v behind", left)
			}
		})
	}
}

// required names the toy's source, as CLIs want it.
const required = `
terraform {
  required_providers {
    toy = { source = "openbanking-iac/toy" }
  }
}
`

// TestRun proves that the runner passes what is right and fails what is not.
func TestRun(t *testing.T) {
	t.Parallel()
	judge(t, func(r *recorder, c resource.TestCase) { scenario.Run(r, c) }, true)
}

// TestAccRun_likeTheCLI proves that the CLI passes and fails the same, in the same
// words.
func TestAccRun_likeTheCLI(t *testing.T) {
	t.Parallel()
	if os.Getenv(resource.EnvTfAcc) == "" {
		t.Skipf("it runs with %s=1", resource.EnvTfAcc)
	}
	judge(t, func(r *recorder, c resource.TestCase) { resource.Test(r, c) }, false)
}

// TestRun_refusesWhatItDoesNotKnow proves that nothing is left out in silence, not
// even where a step expects an error.
func TestRun_refusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	anyError := regexp.MustCompile(`.`)
	for name, c := range map[string]struct {
		config string
		step   resource.TestStep
		want   string
	}{
		"a check":               {config: "check \"a\" {\n}", want: `a block "check a"`},
		"for_each":              {config: `resource "toy_thing" "a" { for_each = {} }`, want: `for_each`},
		"another function":      {config: `resource "toy_thing" "a" { name = upper("a") }`, want: `function upper`},
		"a second provider":     {config: "provider \"toy\" {}\nprovider \"toy\" { alias = \"b\" }", want: `second provider`},
		"another lifecycle":     {config: "resource \"toy_thing\" \"a\" {\n name = \"a\"\n lifecycle { prevent_destroy = true }\n}", want: `prevent_destroy`},
		"a provisioner":         {config: "resource \"toy_thing\" \"a\" {\n name = \"a\"\n provisioner \"x\" {}\n}", want: `provisioner`},
		"a local value":         {config: `resource "toy_thing" "a" { name = local.a }`, want: `local.a`},
		"a count of the future": {config: "resource \"toy_thing\" \"a\" {\n name = \"a\"\n}\nresource \"toy_thing\" \"b\" {\n count = toy_thing.a.size\n}", want: `constant number`},
		"a late provider":       {config: "provider \"toy\" {\n account = { name = toy_thing.a.id }\n}\nresource \"toy_thing\" \"a\" {\n name = \"a\"\n}", want: `references in a provider block`},
		"a reference to nothing": {
			config: `resource "toy_thing" "a" { name = toy_thing.b.id }`, want: `toy_thing.b, which is not in the configuration`,
		},
		"another step": {step: resource.TestStep{GenerateConfig: true}, want: `TestStep.GenerateConfig`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.step.Config, c.step.ExpectError = c.config, anyError
			got := outcome(t, func(r *recorder, c resource.TestCase) { scenario.Run(r, c) }, resource.TestCase{
				ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){"toy": newToy().factory},
				Steps:                    []resource.TestStep{c.step},
			})
			if !strings.Contains(got, "the runner does not") && !strings.Contains(got, "not in the configuration") || !strings.Contains(got, c.want) {
				t.Errorf("it ended with %q, want a word on %q", got, c.want)
			}
		})
	}
}

// TestRun_endsAfterAFailure proves that what a failed test has made is destroyed, with
// the state that it left.
func TestRun_endsAfterAFailure(t *testing.T) {
	t.Parallel()
	platform := newToy()
	got := outcome(t, func(r *recorder, c resource.TestCase) { scenario.Run(r, c) }, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){"toy": platform.factory},
		Steps: []resource.TestStep{{
			Config: thing("a", `name = "a"`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("toy_thing.a", at("name"), knownvalue.StringExact("b")),
			},
		}},
	})
	if !strings.Contains(got, "state check(s) failed") || len(platform.sorted()) > 0 {
		t.Errorf("it ended with %q, and left %v", got, platform.sorted())
	}
}

var errWrong = errors.New("it is wrong")
