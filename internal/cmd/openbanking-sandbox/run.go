// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/local"
)

// The exit codes of the command.
const (
	exitOK      = 0
	exitFailure = 1 // It could not start, or stopped by itself.
	exitUsage   = 2 // Its arguments make no sense.
)

// flags are the command's arguments.
type flags struct {
	listen           string
	logLevel         slog.Level
	printCredentials bool
	version          bool
	options          sandbox.Options
}

// parse reads the arguments. It writes what is wrong with them to stderr.
func parse(args []string, stderr io.Writer) (flags, error) {
	var f flags
	fs := flag.NewFlagSet("openbanking-sandbox", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.Usage = func() {
		_, _ = fmt.Fprint(stderr, "Usage: openbanking-sandbox [flags]\n\nServes an emulator of open-banking platforms on this machine. No data in it is real.\n\n")
		fs.PrintDefaults()
	}
	fs.StringVar(&f.listen, "listen", "127.0.0.1:8787", "loopback `address` and port to listen on; port 0 takes a free one")
	fs.StringVar(&f.options.DB, "db", "sandbox.db", "database `file`, made if there is none; \"\" keeps everything in memory")
	fs.StringVar(&f.options.Tier, "tier", sandbox.DefaultTier, "rate-limit `tier` of Tok: free, pro, enterprise or unlimited, which lifts the limits of all platforms")
	fs.Func("seed", "`number` that a new database's data and credentials derive from (default a random one)", f.seed)
	fs.IntVar(&f.options.Accounts, "accounts", sandbox.DefaultAccounts, "`number` of accounts that a consent opens on Tok, and a customer has at a bank on Okra")
	fs.IntVar(&f.options.Transactions, "transactions", sandbox.DefaultTransactions, "`number` of transactions of a new account")
	fs.DurationVar(&f.options.Latency, "latency", 0, "`time` by which every answer is delayed, such as 200ms")
	fs.BoolVar(&f.options.AutoAuthorize, "auto-authorize", false, "make consents active, and execute payments, at once, without a person")
	fs.BoolVar(&f.options.OktoRateLimit, "okto-rate-limit", false, "limit Okto's POST requests to 1,500 in five minutes, unless --tier is unlimited")
	fs.BoolVar(&f.options.AllowExternalWebhooks, "allow-external-webhooks", false, "deliver webhooks to other machines too")
	fs.BoolVar(&f.printCredentials, "print-credentials", false, "print the seeded credentials at start")
	fs.TextVar(&f.logLevel, "log-level", slog.LevelWarn, "least `level` to log to stderr: debug, info, warn or error")
	fs.BoolVar(&f.version, "version", false, "print the version and exit")
	if err := fs.Parse(args); err != nil {
		return f, err
	}
	if err := f.check(fs); err != nil {
		_, _ = fmt.Fprintf(stderr, "%v\nRun openbanking-sandbox --help for the flags.\n", err)
		return f, err
	}
	return f, nil
}

// seed reads --seed.
func (f *flags) seed(text string) (err error) {
	f.options.Seed, err = strconv.ParseInt(text, 10, 64)
	if err != nil || f.options.Seed == 0 {
		return errors.New("expected a whole number other than 0")
	}
	return nil
}

// check finds what the flag package cannot.
func (f *flags) check(fs *flag.FlagSet) error {
	if fs.NArg() > 0 {
		return fmt.Errorf("unexpected argument: got %q, expected flags only", fs.Arg(0))
	}
	if f.options.Accounts < 1 || f.options.Transactions < 1 || f.options.Latency < 0 {
		return errors.New("invalid flags: expected --accounts and --transactions to be 1 or more, and --latency not to be negative")
	}
	return checkLoopback(f.listen)
}

// checkLoopback refuses an address that other machines can reach: the API speaks
// plain HTTP, and the credentials can be read from it. It also refuses a loopback
// address under which the sandbox would not answer.
func checkLoopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return fmt.Errorf("invalid --listen: got %q, expected an address and port such as 127.0.0.1:8787", listen)
	}
	if slices.Contains(local.Hosts(), host) {
		return nil
	}
	if addr, err := netip.ParseAddr(host); err == nil && addr.IsLoopback() {
		return fmt.Errorf("refusing --listen %s: the sandbox answers to no other names than 127.0.0.1, [::1] and localhost; listen on one of them", listen)
	}
	return fmt.Errorf("refusing --listen %s: other machines could reach it, and the sandbox speaks plain HTTP and shows its credentials; listen on 127.0.0.1, [::1] or localhost", listen)
}

// run is the command: it serves until ctx ends, and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitUsage
	case f.version:
		_, _ = fmt.Fprintf(stdout, "openbanking-sandbox %s\n", version)
		return exitOK
	}
	if err := serve(ctx, f, stdout, stderr); err != nil {
		_, _ = fmt.Fprintf(stderr, "openbanking-sandbox: %v\n", err)
		return exitFailure
	}
	return exitOK
}

// serve starts the sandbox, says where it is, and serves it.
func serve(ctx context.Context, f flags, stdout, stderr io.Writer) (err error) {
	f.options.Version = version
	f.options.Logger = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: f.logLevel}))

	// The port comes first: a second start on the same port then fails before it
	// makes a database.
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", f.listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is taken by another program: stop it, or choose another port with --listen (port 0 takes a free one)", f.listen)
	}
	if err != nil {
		return fmt.Errorf("listening on %s: %w", f.listen, err)
	}
	f.options.Address = l.Addr()
	s, err := sandbox.New(ctx, f.options)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer func() { err = errors.Join(err, s.Close()) }() //nolint:contextcheck // It is closed after ctx has ended.

	base := "http://" + l.Addr().String()
	_, _ = fmt.Fprintf(stdout, "sandbox listening on %s\n", base)
	for _, p := range s.Platforms() {
		addresses := make([]string, len(p.Bases))
		for i, b := range p.Bases {
			addresses[i] = base + b.Path
		}
		_, _ = fmt.Fprintf(stdout, "%s API at %s, ", p.Title, strings.Join(addresses, " and "))
	}
	_, _ = fmt.Fprintf(stdout, "credentials at %s/_sandbox/credentials\n", base)
	if f.printCredentials {
		printCredentials(stdout, s.Credentials())
	}
	return s.Serve(ctx, l)
}

// printCredentials prints what --print-credentials asks for.
func printCredentials(w io.Writer, c sandbox.Credentials) {
	for _, o := range c.Organisations {
		_, _ = fmt.Fprintf(w, "%s (%s)\n", o.Name, o.ID)
		for _, p := range o.Platforms {
			for _, s := range p.Sections {
				fields := make([]string, len(s.Fields))
				for i, f := range s.Fields {
					fields[i] = strings.TrimSpace(f.Label + " " + cmp.Or(f.Value, "(was reset, and is not stored)"))
				}
				_, _ = fmt.Fprintf(w, "  %-15s %s\n", strings.TrimSpace(p.Platform+" "+s.Environment), strings.Join(fields, ", "))
			}
		}
	}
}
