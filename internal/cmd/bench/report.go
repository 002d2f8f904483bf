// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// results is all that was measured.
type results struct {
	clis   []string
	starts []start
	rows   []row
	reads  []read
	harms  []harm
}

// report writes the results as Markdown.
func (f results) report(o options) string {
	var t strings.Builder
	write := func(format string, args ...any) { _, _ = fmt.Fprintf(&t, format, args...) }
	write("Measured on %s, with %s; the sandbox takes %s for an answer, besides its work.\n", machine(), strings.Join(f.clis, " and "), o.latency)
	write("The floor of a run is a provider with the same schemas that makes no call, or the limiter's own time where that is longer.\n")
	if len(f.rows) > 0 {
		write("\n| work | CLI | limit | requests | refused | wall | floor | × floor | provider's CPU per object | no call | × | peak memory | no call |\n|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	}
	for _, r := range f.rows {
		floor := max(r.floor.wall, r.least)
		write("| %s %s %s | %s | %s | %s | %d | %s | %s | %.2f | %s | %s | %.2f | %s | %s |\n", r.work, thousands(r.count), r.kind.plural, r.cli, r.limit.title(), thousands(r.traffic.Total), r.traffic.refused(),
			seconds(r.own.wall), seconds(floor), r.own.wall.Seconds()/floor.Seconds(), perObject(r.own.cpu, r.count), perObject(r.floor.cpu, r.count), r.own.cpu.Seconds()/r.floor.cpu.Seconds(), megabytes(r.own.peak), megabytes(r.floor.peak))
	}
	if len(f.reads) > 0 {
		write("\n| totals of | CLI | pages | other requests | wall | pages × latency | × floor | provider's CPU | peak memory |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n")
	}
	for _, r := range f.reads {
		floor := time.Duration(r.pages) * o.latency
		write("| %s transactions | %s | %s | %d | %s | %s | %.2f | %s | %s |\n", thousands(r.count), r.cli, thousands(r.pages), r.traffic.Total-r.pages,
			seconds(r.own.wall), seconds(floor), r.own.wall.Seconds()/floor.Seconds(), seconds(r.own.cpu), megabytes(r.own.peak))
	}
	if len(f.harms) > 0 {
		write("\n| hostile answer | wall | peak memory | webhooks after the next apply |\n|---|---:|---:|---:|\n")
	}
	for _, h := range f.harms {
		write("| %s | %s | %s | %s |\n", h.name, seconds(h.own.wall), megabytes(h.own.peak), h.then)
	}
	write("\n| start | schema answered after | memory then |\n|---|---:|---:|\n")
	for _, s := range f.starts {
		write("| `%s` | %d ms | %s |\n", s.program, s.took.Milliseconds(), megabytes(s.memory))
	}
	return strings.TrimSpace(t.String())
}

// title says what a tier allows.
func (t tier) title() string {
	if t.minute == 0 {
		return "none"
	}
	return fmt.Sprintf("%d a minute, burst %d", t.minute, t.burst)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

func perObject(d time.Duration, count int) string {
	return fmt.Sprintf("%.2f ms", d.Seconds()*1000/float64(count))
}

// thousands writes 5000 as 5,000.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

var model = regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`)

// machine describes the one that this runs on.
func machine() string {
	processor := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if found := model.FindSubmatch(info); found != nil {
			processor = strings.TrimSpace(string(found[1])) + " (" + runtime.GOARCH + ")"
		}
	}
	return fmt.Sprintf("%s with %d processors, %s, %s", processor, runtime.NumCPU(), runtime.GOOS, runtime.Version())
}

// The markers between which a file has the report.
const (
	beginning = "<!-- what make bench has written begins here -->\n"
	end       = "\n<!-- and ends here -->"
)

// insert puts the report between the markers of a file.
func insert(file, report string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, began := strings.Cut(string(content), beginning)
	_, after, ended := strings.Cut(rest, end)
	if !began || !ended {
		return errors.New(file + " lacks the markers of the report")
	}
	return os.WriteFile(file, []byte(before+beginning+"\n"+report+"\n"+end+after), 0o600)
}
