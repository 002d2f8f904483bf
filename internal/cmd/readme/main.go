// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Command readme writes what the code knows into the README: the table of what
// works on which platform, between the marks that enclose it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// The marks around the table.
const (
	begin = "<!-- platforms -->\n"
	end   = "<!-- /platforms -->\n"
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
	written, err := fill(string(text), provider.SupportTable(ctx))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(written), 0o644) //nolint:gosec // A text for everyone.
}

// fill replaces what is between the marks.
func fill(text, table string) (string, error) {
	before, rest, found := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return "", errors.New("got no <!-- platforms --> and <!-- /platforms --> on lines of their own; expected the table to be between them")
	}
	return before + begin + "\n" + table + "\n" + end + after, nil
}
