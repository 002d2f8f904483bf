// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// bench is one run of the command.
type bench struct {
	options

	dir string    // of everything that is written
	log io.Writer // what a person sees meanwhile
	seq int       // numbers the folders
}

// row is one piece of work, as it was measured.
type row struct {
	work  string // plan, create or destroy
	kind  kind
	count int
	cli   string
	limit tier

	own, floor cost // of the provider, and of the one that makes no call
	// least is how long the limiter needs at the least, 0 without one.
	least   time.Duration
	traffic traffic
}

// measure does all that is asked for.
func measure(ctx context.Context, o options, log io.Writer) (found results, err error) {
	dir, err := os.MkdirTemp("", "openbanking-bench-")
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := &bench{options: o, dir: dir, log: log}
	for i, chosen := range o.clis {
		c, err := newCLI(ctx, chosen.path, b.program("launcher"), b.folder("cli"))
		if err != nil {
			return found, err
		}
		found.clis = append(found.clis, c.title)
		if i == 0 {
			if found.starts, err = b.starts(ctx); err != nil {
				return found, err
			}
		}
		last := i == len(o.clis)-1
		for _, n := range o.counts {
			if chosen.most > 0 && n > chosen.most {
				continue
			}
			rows, err := b.lifeCycle(ctx, c, kinds[0], n, true)
			found.rows = append(found.rows, rows...)
			if err != nil {
				return found, err
			}
		}
		if !last {
			continue
		}
		for _, k := range kinds[1:] {
			if o.others == 0 {
				break
			}
			rows, err := b.lifeCycle(ctx, c, k, o.others, false)
			found.rows = append(found.rows, rows...)
			if err != nil {
				return found, err
			}
		}
		for _, n := range o.transactions {
			r, err := b.reads(ctx, c, n)
			if err != nil {
				return found, err
			}
			found.reads = append(found.reads, r)
		}
		if found.harms, err = b.hostility(ctx, c); err != nil {
			return found, err
		}
	}
	return found, nil
}

// program is the path of one of the programs that make bench builds.
func (b *bench) program(name string) string {
	path := filepath.Join(b.bin, name)
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	return path
}

// folder is a new one.
func (b *bench) folder(name string) string {
	b.seq++
	return filepath.Join(b.dir, fmt.Sprintf("%03d-%s", b.seq, name))
}

func (b *bench) tell(format string, args ...any) {
	_, _ = fmt.Fprintf(b.log, "%s  %s\n", time.Now().Format(time.TimeOnly), fmt.Sprintf(format, args...))
}

// site is the provider's workspace with the database behind it, beside one of the
// provider that makes no call.
type site struct {
	*bench

	kind       kind
	count      int
	db         string
	own, floor *workspace
	floors     map[string]cost // of the work, by its name
}

// commands is each work's command and its exit code: a plan without changes
// returns 0.
var commands = map[string][]string{
	"create":  {"apply", "-auto-approve"},
	"plan":    {"plan", "-detailed-exitcode"},
	"destroy": {"destroy", "-auto-approve"},
}

// lifeCycle creates, plans and destroys n resources without a limit, and, where
// asked, as much of it under each limit as there is patience for.
func (b *bench) lifeCycle(ctx context.Context, c *cli, k kind, n int, underLimits bool) ([]row, error) {
	b.tell("%s: %d %s", c.title, n, k.plural)
	s := &site{bench: b, kind: k, count: n, db: b.folder("db") + ".db", floors: map[string]cost{}}
	var err error
	if s.own, err = c.open(ctx, b.folder("own"), b.program("terraform-provider-openbanking"), k.many(n)); err != nil {
		return nil, err
	}
	if s.floor, err = c.open(ctx, b.folder("floor"), b.program("nocall"), k.many(n)); err != nil {
		return nil, err
	}
	var rows []row
	do := func(work string, under tier, times int) error {
		r, err := s.do(ctx, work, under, times)
		if err == nil {
			rows = append(rows, r)
			b.tell("  %-7s %-9s %5d requests, %d refused, %6.1f s (%.1f s without calls), %s of CPU (%s), %s", work, under.name, r.traffic.Total,
				r.traffic.refused(), r.own.wall.Seconds(), r.floor.wall.Seconds(), r.own.cpu.Round(time.Millisecond), r.floor.cpu.Round(time.Millisecond), megabytes(r.own.peak))
		}
		return err
	}
	steps := []func() error{
		func() error { return do("create", unlimited, 1) },
		func() error { return do("plan", unlimited, b.plans) },
		func() error { return s.limited(underLimits, "plan", (n+99)/100, do) },
		func() error { return do("destroy", unlimited, 1) },
		func() error { return s.limited(underLimits, "create", n, do) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// limited does a piece of work under each limit for which there is patience. What
// was created under it is destroyed under it.
func (s *site) limited(asked bool, work string, requests int, do func(string, tier, int) error) error {
	for _, under := range limited {
		if !asked || under.floor(requests) > s.patience {
			continue
		}
		if err := do(work, under, 1); err != nil {
			return err
		}
		if work == "create" {
			if err := do("destroy", under, 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// do measures one piece of work under a limit, on a sandbox that has just been
// started: its whole burst is there.
func (s *site) do(ctx context.Context, work string, under tier, times int) (r row, err error) {
	r = row{work: work, kind: s.kind, count: s.count, cli: s.own.title, limit: under}
	requests := s.count
	if work == "plan" {
		requests = (s.count + 99) / 100
	}
	r.least = under.floor(requests)
	if _, known := s.floors[work]; !known {
		if s.floors[work], err = s.floor.fastest(ctx, times, commands[work]); err != nil {
			return r, err
		}
	}
	r.floor = s.floors[work]

	sandbox, err := startSandbox(ctx, s.program("openbanking-sandbox"), s.db, under, s.latency, 1)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, sandbox.stop()) }()
	s.own.at(sandbox)
	for i := range times {
		if err := sandbox.forget(ctx); err != nil {
			return r, err
		}
		once, err := s.own.run(ctx, commands[work]...)
		if err != nil {
			return r, err
		}
		if i == 0 || once.wall < r.own.wall {
			r.own = once
		}
		if r.traffic, err = sandbox.traffic(ctx); err != nil {
			return r, err
		}
	}
	return r, nil
}

// fastest repeats a run and returns the cost of the fastest.
func (w *workspace) fastest(ctx context.Context, times int, args []string) (cost, error) {
	var best cost
	for i := range times {
		once, err := w.run(ctx, args...)
		if err != nil {
			return best, err
		}
		if i == 0 || once.wall < best.wall {
			best = once
		}
	}
	return best, nil
}

// read is an account that was read to its end.
type read struct {
	count   int
	cli     string
	own     cost
	pages   int
	traffic traffic
}

// reads measures the totals of an account.
func (b *bench) reads(ctx context.Context, c *cli, n int) (r read, err error) {
	r = read{count: n, cli: c.title}
	sandbox, err := startSandbox(ctx, b.program("openbanking-sandbox"), b.folder("db")+".db", unlimited, b.latency, n)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, sandbox.stop()) }()
	account, err := sandbox.account(ctx)
	if err != nil {
		return r, err
	}
	w, err := c.open(ctx, b.folder("reads"), b.program("terraform-provider-openbanking"), totals(account))
	if err != nil {
		return r, err
	}
	w.at(sandbox)
	if err := sandbox.forget(ctx); err != nil {
		return r, err
	}
	if r.own, err = w.run(ctx, "plan"); err != nil {
		return r, err
	}
	if r.traffic, err = sandbox.traffic(ctx); err != nil {
		return r, err
	}
	r.pages = r.traffic.ByRoute["GET /tok/v1/accounts/{id}/transactions"]
	b.tell("%s: %d transactions: %d pages, %.1f s (%.1f s of latency), %s of CPU, %s", c.title, n, r.pages, r.own.wall.Seconds(),
		(time.Duration(r.pages) * b.latency).Seconds(), r.own.cpu.Round(time.Millisecond), megabytes(r.own.peak))
	return r, nil
}

// megabytes writes an amount of memory, "–" for what is not told.
func megabytes(bytes int64) string {
	if bytes == 0 {
		return "–"
	}
	return fmt.Sprintf("%d MB", (bytes+1<<20-1)>>20)
}
