// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
)

// Leak is a secret in a place where it may not be.
type Leak struct {
	// Where is the name of the file, or of what was said.
	Where string
	Find  Find
}

// String describes the leak without the secret.
func (l Leak) String() string { return l.Where + ": " + l.Find.String() }

// Check searches something that was said or written. What it is decides the name:
// an archive is unpacked, and in a state (terraform.tfstate, errored.tfstate, a
// backup) or the output of `show -json` (anything that ends in .json) a secret may
// be where it belongs.
func (s *Searcher) Check(name string, data []byte) ([]Leak, error) {
	switch base := filepath.Base(name); {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return s.checkArchive(name, data)
	case strings.Contains(base, ".tfstate"), strings.HasSuffix(base, ".json"):
		return s.leaks(name, s.strip(data).text), nil
	}
	return s.leaks(name, data), nil
}

// CheckFolder searches every file below a folder but the installed providers.
func (s *Searcher) CheckFolder(root string) ([]Leak, error) {
	var leaks []Leak
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == "providers" && filepath.Base(filepath.Dir(path)) == ".terraform":
			return fs.SkipDir
		case !entry.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path) //nolint:gosec // A file that a test has made.
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		found, err := s.Check(relative, data)
		leaks = append(leaks, found...)
		return err
	})
	return leaks, err
}

func (s *Searcher) leaks(name string, data []byte) []Leak {
	var leaks []Leak
	for _, find := range s.Search(data) {
		leaks = append(leaks, Leak{name, find})
	}
	return leaks
}

// planFile is the part of a saved plan that is not JSON.
const planFile = "tfplan"

// checkArchive searches a saved plan: the states in it as such, and what it is
// going to change against them.
func (s *Searcher) checkArchive(name string, data []byte) ([]Leak, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var leaks []Leak
	var plan []byte
	allowed := map[string]bool{}
	for _, file := range archive.File {
		content, err := unpack(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", name, file.Name, err)
		}
		switch file.Name {
		case planFile:
			plan = content
		case "tfstate", "tfstate-prev":
			state := s.strip(content)
			maps.Copy(allowed, state.allowed)
			leaks = append(leaks, s.leaks(name+"/"+file.Name, state.text)...)
		default:
			leaks = append(leaks, s.leaks(name+"/"+file.Name, content)...)
		}
	}
	return append(leaks, s.leaks(name+"/"+planFile, stripMessages(plan, allowed))...), nil
}

func unpack(file *zip.File) ([]byte, error) {
	reader, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = reader.Close() }()
	return io.ReadAll(reader)
}
