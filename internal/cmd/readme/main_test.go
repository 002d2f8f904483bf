// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/cmd/support"
)

// marked is a README with both tables.
func marked(standing, support string) string {
	return "# Title\n\n<!-- platforms -->\n" + standing + "<!-- /platforms -->\n\nMore.\n\n<!-- types -->\n" + support + "<!-- /types -->\n"
}

// TestRun fills a README twice: the second time changes nothing.
func TestRun(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "README.md")
	if err := os.WriteFile(path, []byte(marked("old\n", "")), 0o600); err != nil {
		t.Fatal(err)
	}
	want := marked("\n"+support.PlatformsTable()+"\n", "\n"+support.TypesTable(t.Context())+"\n")
	for range 2 {
		if err := run(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("got %q and %v, want %q", got, err, want)
		}
	}
}

// TestRunWithoutMarks proves that a README without the marks is left alone.
func TestRunWithoutMarks(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "<!-- platforms -->\n", "<!-- /platforms -->\n", "<!-- /platforms -->\n<!-- platforms -->\n",
		"<!-- platforms -->\n<!-- /platforms -->\n",
	} {
		path := filepath.Join(t.TempDir(), "README.md")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := run(t.Context(), path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: got %v", text, err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
	if err := run(t.Context(), filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a missing file is no error")
	}
}
