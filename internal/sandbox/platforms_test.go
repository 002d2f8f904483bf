// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPlatformsDoNotKnowEachOther reads what the platforms' folders import.
func TestPlatformsDoNotKnowEachOther(t *testing.T) {
	t.Parallel()
	const sandbox = `"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox`
	platforms := start(t).box.Platforms()
	for _, p := range platforms {
		var code strings.Builder
		files := os.DirFS(p.Tables.Name)
		err := fs.WalkDir(files, ".", func(path string, _ fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") {
				var text []byte
				text, err = fs.ReadFile(files, path)
				code.Write(text)
			}
			return err
		})
		if err != nil || !strings.Contains(code.String(), sandbox+"/emulated") {
			t.Errorf("%s: got %v and no import of emulated", p.Tables.Name, err)
		}
		if strings.Contains(code.String(), sandbox+`"`) {
			t.Errorf("%s imports the sandbox", p.Tables.Name)
		}
		for _, other := range platforms {
			if other.Tables.Name != p.Tables.Name && strings.Contains(code.String(), sandbox+"/"+other.Tables.Name) {
				t.Errorf("%s imports %s", p.Tables.Name, other.Tables.Name)
			}
		}
	}
}

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
	files := os.DirFS(".")
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if slices.Contains(folders, path) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(files, path)
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
