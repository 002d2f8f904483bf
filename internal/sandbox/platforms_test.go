// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestOnlyTheListNamesPlatforms reads the sandbox's code outside the platforms' own
// folders: a platform is its folder and its line in the list.
func TestOnlyTheListNamesPlatforms(t *testing.T) {
	t.Parallel()
	const list = "platforms.go"
	var folders, names []string
	for _, p := range start(t).box.Platforms() {
		name := p.Tables.Name
		folders = append(folders, name)
		// A word in any case, or a part of a name in Go: "tok", "TOK" and "newTokAPI", not "token".
		title := strings.ToUpper(name[:1]) + name[1:]
		names = append(names, `\b(?i:`+name+`)\b`, `(?i:`+name+`)_|_(?i:`+name+`)\b`, title+`[A-Z]`, `[a-z]`+title+`\b`, `\b`+name+`[A-Z]`)
	}
	named := regexp.MustCompile(strings.Join(names, "|"))
	read := map[string]bool{}
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		for _, folder := range folders {
			if path == folder {
				return filepath.SkipDir
			}
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		read[path] = true
		for number, line := range strings.Split(string(text), "\n") {
			if path != list && named.MatchString(line) {
				t.Errorf("%s:%d names a platform: %s", path, number+1, strings.TrimSpace(line))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !read[list] || !read["sandbox.go"] || !read["store/delivery.go"] {
		t.Errorf("got %v, which is not all of the code", read)
	}
}
