// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Command bench measures the provider under real CLIs against the sandbox, each
// piece of work beside its floor: a provider on the same framework with the same
// schemas that makes no call at all (nocall), the limiter's own time for what is
// limited, and pages times latency for what is read. What a provider uses is told
// by its launcher, how often it calls by the sandbox.
//
// It writes Markdown to stdout and, with -write, between two markers of a file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// options are the command's arguments.
type options struct {
	bin          string // where the programs are
	clis         []choice
	counts       []int
	others       int
	transactions []int
	latency      time.Duration
	plans        int
	hostile      int
	patience     time.Duration
	write        string
}

// choice is a CLI, and the most resources that it is given.
type choice struct {
	path string
	most int // 0 for all
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// command is the program without the process around it. It returns the exit code.
func command(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			_, _ = fmt.Fprintln(stderr, "bench:", err)
		}
		return 2
	}
	found, err := measure(ctx, o, stderr)
	if err == nil {
		report := found.report(o)
		_, _ = fmt.Fprintln(stdout, report)
		if o.write != "" {
			err = insert(o.write, report)
		}
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "bench:", err)
		return 1
	}
	return 0
}

// parse reads the arguments.
func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.bin, "bin", "bin", "`folder` of the programs: provider, sandbox, launcher and nocall")
	fs.Func("cli", "`path` of a terraform or tofu, once for each; \"path:1000\" gives it 1,000 resources at the most. The last one also measures what is measured on one only", func(text string) error {
		c, err := choose(text)
		o.clis = append(o.clis, c)
		return err
	})
	fs.Func("n", "`numbers` of webhooks, such as 10,100,1000,5000 (the default)", list(&o.counts))
	fs.IntVar(&o.others, "others", 1000, "`number` of API keys and of consents; 0 leaves them out")
	fs.Func("transactions", "`numbers` of transactions, such as 1000,20000,200000 (the default); 0 leaves them out", list(&o.transactions))
	fs.DurationVar(&o.latency, "latency", 20*time.Millisecond, "`time` that the sandbox takes for an answer, besides its work")
	fs.IntVar(&o.plans, "plans", 2, "`number` of times that a plan is repeated; the fastest counts")
	fs.IntVar(&o.hostile, "hostile", 100, "`number` of hostile answers, and of lists without an end; 0 leaves them out")
	fs.DurationVar(&o.patience, "patience", time.Minute, "`time` for which a run may have to wait for the limit; what would take longer is left out")
	fs.StringVar(&o.write, "write", "", "`file` in which the report replaces the one between the markers")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	if o.counts == nil {
		o.counts = []int{10, 100, 1000, 5000}
	}
	if o.transactions == nil {
		o.transactions = []int{1000, 20_000, 200_000}
	}
	switch {
	case fs.NArg() > 0:
		return o, fmt.Errorf("unknown argument %q: there are flags only", fs.Arg(0))
	case len(o.clis) == 0:
		return o, errors.New("no CLI: name one with -cli, such as -cli terraform")
	case o.plans < 1 || o.others < 0 || o.latency < 0 || o.hostile < 0:
		return o, errors.New("-plans has to be 1 or more, -others, -latency and -hostile not negative")
	}
	bin, err := filepath.Abs(o.bin) // The CLI runs elsewhere.
	o.bin = bin
	return o, err
}

// choose reads one -cli.
func choose(text string) (choice, error) {
	path, most, limited := strings.Cut(text, ":")
	if !limited {
		return choice{path: path}, nil
	}
	n, err := strconv.Atoi(most)
	if err != nil || n < 1 {
		return choice{}, fmt.Errorf("got %q, expected a path, or a path and a number such as terraform:1000", text)
	}
	return choice{path, n}, nil
}

// list reads numbers with commas between them. A single 0 is an empty list.
func list(into *[]int) func(string) error {
	return func(text string) error {
		*into = []int{}
		if text == "0" {
			return nil
		}
		for part := range strings.SplitSeq(text, ",") {
			n, err := strconv.Atoi(strings.TrimSpace(part))
			if err != nil || n < 1 {
				return fmt.Errorf("got %q, expected numbers such as 10,100", text)
			}
			*into = append(*into, n)
		}
		return nil
	}
}
