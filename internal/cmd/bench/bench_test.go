// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestAccBench measures a little of everything, so that the command works when it
// is needed, and asserts on requests: times are nobody's promise.
func TestAccBench(t *testing.T) {
	t.Parallel()
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if os.Getenv("TF_ACC") == "" || path == "" {
		t.Skip("acceptance test: set TF_ACC=1 and TF_ACC_TERRAFORM_PATH to a terraform or tofu")
	}
	bin := t.TempDir()
	for name, pkg := range map[string]string{
		"terraform-provider-openbanking": "../../..", "openbanking-sandbox": "../openbanking-sandbox", "launcher": "./launcher", "nocall": "./nocall",
	} {
		if runtime.GOOS == "windows" {
			name += ".exe"
		}
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(bin, name), pkg).CombinedOutput(); err != nil {
			t.Fatalf("build %s: %v\n%s", pkg, err, out)
		}
	}
	o := options{bin: bin, clis: []choice{{path: path}}, counts: []int{3}, others: 2, transactions: []int{250}, plans: 2, patience: time.Second, latency: time.Millisecond, hostile: 1}
	var log bytes.Buffer
	found, err := measure(t.Context(), o, &log)
	if err != nil {
		t.Fatalf("%v\n%s", err, &log)
	}
	var got []string
	for _, r := range found.rows {
		got = append(got, fmt.Sprintf("%s %d %s, %s: %d, %d refused", r.work, r.count, r.kind.name, r.limit.name, r.traffic.Total, r.traffic.refused()))
		if r.own.cpu == 0 || r.floor.cpu == 0 || (runtime.GOOS == "linux" && (r.own.peak == 0 || r.floor.peak == 0)) {
			t.Errorf("%s: it is not known what the providers used: %+v and %+v", got[len(got)-1], r.own, r.floor)
		}
	}
	// A run asks once which environment the key belongs to, and for consents which
	// banks there are; a create is checked in a plan and again. A destroy is two runs,
	// of which the first reads as a plan does.
	want := []string{
		"create 3 webhook, unlimited: 4, 0 refused",
		"plan 3 webhook, unlimited: 3, 0 refused",
		"plan 3 webhook, free: 3, 0 refused",
		"plan 3 webhook, pro: 3, 0 refused",
		"destroy 3 webhook, unlimited: 7, 0 refused",
		"create 3 webhook, free: 4, 0 refused",
		"destroy 3 webhook, free: 7, 0 refused",
		"create 3 webhook, pro: 4, 0 refused",
		"destroy 3 webhook, pro: 7, 0 refused",
		"create 2 api_key, unlimited: 3, 0 refused",
		"plan 2 api_key, unlimited: 3, 0 refused",
		"destroy 2 api_key, unlimited: 6, 0 refused",
		"create 2 consent, unlimited: 6, 0 refused",
		"plan 2 consent, unlimited: 3, 0 refused",
		"destroy 2 consent, unlimited: 6, 0 refused",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if len(found.reads) != 1 || found.reads[0].pages != 3 || found.reads[0].traffic.Total != 4 {
		t.Errorf("250 transactions took %+v", found.reads)
	}
	if len(found.harms) != 4 || found.harms[0].then != "10 of 10" {
		t.Errorf("under hostile answers: %+v", found.harms)
	}
	for _, h := range found.harms {
		if h.own.peak > 150<<20 {
			t.Errorf("%s: took %s", h.name, megabytes(h.own.peak))
		}
	}
	if len(found.starts) != 2 || found.starts[0].took <= 0 {
		t.Errorf("the providers started as %+v", found.starts)
	}
	report := found.report(o)
	for _, line := range []string{"| create 3 webhooks | " + found.clis[0] + " | none | 4 | 0 | ", "| 250 transactions | " + found.clis[0] + " | 3 | 1 | "} {
		if !strings.Contains(report, line) {
			t.Errorf("the report lacks %q:\n%s", line, report)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	o, err := parse([]string{"-cli", "terraform:100", "-cli", "/opt/tofu", "-n", "1, 20", "-transactions", "0"}, io.Discard)
	if err != nil || fmt.Sprint(o.clis, o.counts, o.transactions, o.others) != "[{terraform 100} {/opt/tofu 0}] [1 20] [] 1000" {
		t.Errorf("got %+v and %v", o, err)
	}
	o, err = parse([]string{"-cli", "tofu"}, io.Discard)
	if err != nil || fmt.Sprint(o.counts, o.transactions) != "[10 100 1000 5000] [1000 20000 200000]" {
		t.Errorf("got %+v and %v", o, err)
	}
	for _, args := range []string{"", "-cli tofu more", "-cli tofu:x", "-cli tofu:0", "-cli tofu -n 1,,2", "-cli tofu -n -1", "-cli tofu -plans 0", "-cli tofu -others -1", "-no"} {
		if o, err := parse(strings.Fields(args), io.Discard); err == nil {
			t.Errorf("%q: got %+v", args, o)
		}
	}
}

// TestFloor compares with the contract: what the burst lets through costs nothing,
// and each request after it waits for its token.
func TestFloor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		tier     tier
		requests int
		want     time.Duration
	}{
		{unlimited, 5000, 0},
		{limited[0], 10, 0},
		{limited[0], 11, time.Second},
		{limited[1], 100, 10 * time.Second},
		{limited[1], 51, 200 * time.Millisecond},
	} {
		if got := test.tier.floor(test.requests); got != test.want {
			t.Errorf("%d requests on %s: got %s, want %s", test.requests, test.tier.name, got, test.want)
		}
	}
}

// TestReport proves how figures are written, and that a file takes the report
// between its markers and nowhere else.
func TestReport(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 200_000: "200,000", 1_002_003: "1,002,003"} {
		if got := thousands(n); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := megabytes(1); got != "1 MB" || megabytes(0) != "–" {
		t.Errorf("a byte is %s", got)
	}
	found := results{clis: []string{"A", "B"}, rows: []row{{
		work: "plan", kind: kinds[0], count: 1000, cli: "A", limit: limited[0], least: 10 * time.Second,
		own: cost{12 * time.Second, 2 * time.Second, 50 << 20}, floor: cost{4 * time.Second, 4 * time.Second, 60 << 20}, traffic: traffic{Total: 12},
	}}}
	report := found.report(options{latency: 20 * time.Millisecond})
	const line = "| plan 1,000 webhooks | A | 60 a minute, burst 10 | 12 | 0 | 12.0 s | 10.0 s | 1.20 | 2.00 ms | 4.00 ms | 0.50 | 50 MB | 60 MB |\n"
	if !strings.Contains(report, line) || !strings.Contains(report, "with A and B") {
		t.Errorf("the report lacks %q:\n%s", line, report)
	}

	file := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(file, []byte("before\n"+beginning+"old"+end+"\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"new", "newer"} {
		if err := insert(file, text); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(file)
		if want := "before\n" + beginning + "\n" + text + "\n" + end + "\nafter\n"; err != nil || string(content) != want {
			t.Errorf("got %q, want %q, %v", content, want, err)
		}
	}
	if err := os.WriteFile(file, []byte("no markers"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := insert(file, "new"); err == nil {
		t.Error("a file without markers is accepted")
	}
}
