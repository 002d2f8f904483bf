// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Command demo runs a whole life cycle against the sandbox with a real
// Terraform or OpenTofu, and says in plain words what happens. Each platform has a
// story of its own, made of what the platform has: secrets are created and used,
// accounts are read, something is changed, secrets rotate by a trigger and by age,
// something is imported, and all of it destroyed. What a story claims is what the
// server answered.
//
// Everything happens on this machine, in a temporary folder, without a network.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// command is the program without the process around it. It returns the exit
// code: 1 for an expectation that failed, 2 for wrong arguments, 130 when it
// was interrupted.
func command(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var o options
	fs := flag.NewFlagSet("demo", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.platform, "platform", platforms()[0].name, "`name` of the platform that the story is about")
	fs.StringVar(&o.provider, "provider", "bin/terraform-provider-openbanking", "`path` of the provider")
	fs.StringVar(&o.sandbox, "sandbox", "bin/openbanking-sandbox", "`path` of the sandbox")
	fs.StringVar(&o.cli, "cli", "tofu", "`path` or name of terraform or tofu")
	fs.BoolVar(&o.verbose, "verbose", false, "show the whole output of the CLI")
	if err := fs.Parse(args); err != nil {
		return 2
	}
	p, err := findPlatform(o.platform)
	if err == nil && fs.NArg() > 0 {
		err = fmt.Errorf("unknown argument %q: there are flags only", fs.Arg(0))
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return 2
	}

	n := &narrator{out: stdout}
	err = run(ctx, o, p, n)
	switch {
	case ctx.Err() != nil:
		_, _ = fmt.Fprintln(stderr, "\nInterrupted. Everything that the demo had started is stopped, and its files are removed.")
		return 130
	case err != nil:
		if failure, ok := errors.AsType[*cliError](err); ok {
			_, _ = fmt.Fprintf(stderr, "\n%s\n", masked(failure.output))
		}
		_, _ = fmt.Fprintf(stderr, "\nThe demo failed: %s\n", masked(err.Error()))
		return 1
	default:
		n.line("\nDone. Nothing is left running, and nothing is left on the disk.")
		return 0
	}
}
