// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// options are the arguments of the command.
type options struct {
	platform, provider, sandbox, cli string
	verbose                          bool
}

// story is a life cycle on one platform. Its configuration is in the folder under
// config/ that is named like the platform; the part in base is there from the start.
type story interface {
	// prepare makes the credentials and the variables known to the CLI.
	prepare(ctx context.Context) error
	// steps are what happens after the CLI is initialised, in this order.
	steps() []func(ctx context.Context) error
}

// platform is one that a story can be told about.
type platform struct {
	name  string // as in PLATFORM=tok
	title string
	story func(*stage) story
}

// platforms are all of them. The first is told about unless another is asked for.
func platforms() []platform {
	return []platform{
		{"tok", "Tok", func(s *stage) story { return &tokStory{stage: s} }},
		{"okra", "Okra", func(s *stage) story { return &okraStory{stage: s} }},
		{"okto", "Okto", func(s *stage) story { return &oktoStory{stage: s} }},
	}
}

// findPlatform returns the platform of that name, or an error that lists those
// that there are.
func findPlatform(name string) (platform, error) {
	var names []string
	for _, p := range platforms() {
		if p.name == name {
			return p, nil
		}
		names = append(names, p.name)
	}
	return platform{}, fmt.Errorf("unknown platform: got %q, expected one of %s", name, strings.Join(names, ", "))
}

// run tells the whole story of a platform, and cleans up behind it whatever
// happens.
func run(ctx context.Context, o options, p platform, n *narrator) (err error) {
	dir, err := os.MkdirTemp("", "openbanking-demo-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	c, err := newCLI(ctx, o, dir, n)
	if err != nil {
		return err
	}
	n.title("A life cycle on the sandbox of %s, with %s.\nNothing leaves this machine, and no data in it is real.", p.title, c.version)

	n.step("Start the sandbox")
	s, err := startSandbox(ctx, o.sandbox, filepath.Join(dir, "sandbox.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	n.say("It serves the platform's API on %s, from a new database.", s.base)

	r, err := startReceiver(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.stop()) }()

	st := &stage{narrator: n, cli: c, sandbox: s, receiver: r, platform: p.name}
	told := p.story(st)
	if err := told.prepare(ctx); err != nil {
		return err
	}
	for _, step := range append([]func(context.Context) error{st.initialise}, told.steps()...) {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}
