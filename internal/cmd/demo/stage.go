// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"strings"
)

// stage is what the steps of every story share.
type stage struct {
	*narrator

	cli      *cli
	sandbox  *sandbox
	receiver *receiver
	platform string // whose folder under config/ is the configuration
	vars     map[string]any
}

// addConfig adds a part of the platform's configuration.
func (s *stage) addConfig(part string) error { return s.cli.addConfig(s.platform + "/" + part) }

// set changes variables.
func (s *stage) set(vars map[string]any) error {
	if s.vars == nil {
		s.vars = make(map[string]any, len(vars))
	}
	maps.Copy(s.vars, vars)
	return s.cli.setVariables(s.vars)
}

func (s *stage) initialise(ctx context.Context) error {
	s.step("Initialise: " + s.cli.name + " init")
	if err := s.cli.run(ctx, s.cli.product+" has been successfully initialized!", "init"); err != nil {
		return err
	}
	s.say("The provider came from a folder on this machine, not from a registry.")
	return nil
}

// apply applies the configuration as it is now. What it counts is such as
// "1 added, 0 changed, 0 destroyed".
func (s *stage) apply(ctx context.Context, counts string) error {
	return s.cli.run(ctx, "Apply complete! Resources: "+counts+".", "apply", "-auto-approve")
}

func (s *stage) nothingToDo(ctx context.Context) error {
	s.step("Plan again: nothing is left to do")
	return s.noChanges(ctx)
}

// noChanges makes sure that a plan finds nothing to do.
func (s *stage) noChanges(ctx context.Context) error {
	return s.cli.run(ctx, "No changes.", "plan", "-detailed-exitcode")
}

// due finds the reason in what a plan says.
var due = regexp.MustCompile(`it is due since [0-9T:.-]+Z`)

// replaceDue plans as a scheduled pipeline does, which learns by the exit code
// that a secret is due, and applies that very plan. It replaces one resource.
func (s *stage) replaceDue(ctx context.Context) error {
	plan, err := s.cli.runTo(ctx, 2, "Plan: 1 to add, 0 to change, 1 to destroy.", "plan", "-detailed-exitcode", "-out=rotate.plan")
	if err != nil {
		return err
	}
	reason := due.FindString(unwrapped(plan))
	if reason == "" {
		return errors.New("the plan does not say why it replaces anything")
	}
	s.say("Why: %s. With -detailed-exitcode it ends with 2: something is to do.", reason)
	return s.cli.run(ctx, "Apply complete! Resources: 1 added, 0 changed, 1 destroyed.", "apply", "rotate.plan")
}

// unwrapped returns what a CLI printed in one line, whose width then does not matter.
func unwrapped(output string) string { return strings.Join(strings.Fields(output), " ") }
