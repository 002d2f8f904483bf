// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package openapi holds the OpenAPI documents of the platforms: what the provider calls and the sandbox serves. They
// are all that the two have in common.
package openapi

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// Document returns the document of a platform, such as "tok", in YAML. An unknown name is an error that lists the
// known ones. The caller owns the result.
func Document(name string) ([]byte, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("no OpenAPI document %q, expected one of: %s", name, strings.Join(Names(), ", "))
	}
	return files.ReadFile(name + ".yaml")
}

// Names returns the names of all documents, in alphabetical order.
func Names() []string {
	// The directory is part of the program: reading it cannot fail.
	entries, _ := files.ReadDir(".")
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), ".yaml"))
	}
	return names
}
