// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// options are the arguments of the command.
type options struct {
	provider, sandbox, cli string
	verbose                bool
}

// story is what the steps share.
type story struct {
	*narrator

	cli      *cli
	sandbox  *sandbox
	receiver *receiver
	admin    *api // with the seeded key that the provider uses
	vars     map[string]any
	key      string // the newest API key that the CLI made
	oldKey   string // the one before it
}

// run tells the whole story, and cleans up behind it whatever happens.
func run(ctx context.Context, o options, n *narrator) (err error) {
	dir, err := os.MkdirTemp("", "openbanking-demo-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	c, err := newCLI(ctx, o, dir, n)
	if err != nil {
		return err
	}
	n.title("A life cycle on the sandbox, with %s.\nNothing leaves this machine, and no data in it is real.", c.version)

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

	st := &story{narrator: n, cli: c, sandbox: s, receiver: r}
	if err := st.prepare(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{
		st.initialise, st.plan, st.create, st.approve, st.read,
		st.nothingToDo, st.change, st.rotate, st.endOverlap, st.rotateDue,
		st.importFound, st.destroy,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}
