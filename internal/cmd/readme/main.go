// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Command readme writes what the code knows into the README: which platforms there
// are, and what works on which, each between the marks that enclose it.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/cmd/support"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: readme README.md")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "readme:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	written := string(text)
	for _, table := range []struct{ mark, rows string }{
		{"platforms", support.PlatformsTable()},
		{"types", support.TypesTable(ctx)},
	} {
		if written, err = fill(written, table.mark, table.rows); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return os.WriteFile(path, []byte(written), 0o644) //nolint:gosec // A text for everyone.
}

// fill replaces what is between the marks of a name.
func fill(text, mark, table string) (string, error) {
	begin, end := "<!-- "+mark+" -->\n", "<!-- /"+mark+" -->\n"
	before, rest, found := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return "", fmt.Errorf("got no <!-- %[1]s --> and <!-- /%[1]s --> on lines of their own; expected a table to be between them", mark)
	}
	return before + begin + "\n" + table + "\n" + end + after, nil
}
