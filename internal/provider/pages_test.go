// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// named is a file or folder of the repository in a page for contributors.
var named = regexp.MustCompile("(?:internal|tools|docs-dev)/[a-z0-9_/.-]*[a-z0-9]")

// TestContributorsFindWhatPagesName proves that each file and folder that a page for
// contributors names is there: pages go stale when something moves.
func TestContributorsFindWhatPagesName(t *testing.T) {
	t.Parallel()
	elsewhere := map[string]bool{
		"internal/proto6server/serve.go": true, // of the plugin framework
	}
	for _, page := range []string{"ARCHITECTURE.md", "CONTRIBUTING.md", "docs-dev/adding-a-platform.md", "docs-dev/benchmarks.md"} {
		text, err := os.ReadFile(filepath.Join("../..", page))
		if err != nil {
			t.Fatal(err)
		}
		paths := named.FindAllString(string(text), -1)
		if len(paths) == 0 {
			t.Errorf("%s names no file", page)
		}
		for _, path := range paths {
			if elsewhere[path] {
				continue
			}
			if _, err := os.Stat(filepath.Join("../..", path)); err != nil {
				t.Errorf("%s names %s, which is not there", page, path)
			}
		}
	}
}
