// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package upgrade_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

var update = flag.Bool("update", false, "write down new versions of schemas and attributes that were added")

const (
	schemas = "testdata/schemas"
	suffix  = ".state.json" // Files named .tfstate are those of users, and not committed.
	states  = "testdata/*" + suffix
)

func serve() tfprotov6.ProviderServer {
	return providerserver.NewProtocol6(provider.New("test")())()
}

// What a version of a schema stores never changes: with another meaning of the same
// version, states that are out there lose what is in them.
func TestSchemas(t *testing.T) {
	t.Parallel()
	present, err := stores(t.Context(), serve())
	if err != nil {
		t.Fatal(err)
	}
	for typeName, now := range present {
		path := filepath.Join(schemas, file(typeName, now.version))
		described, err := os.ReadFile(path)
		isNew := errors.Is(err, fs.ErrNotExist)
		if err != nil && !isNew {
			t.Fatal(err)
		}
		c := compare(parse(string(described)), now.attributes)
		switch {
		case len(c.lost) > 0:
			t.Errorf("%s: version %d of the schema is another one: %s. States would lose it: raise the version and add an upgrader, as doc.go says",
				typeName, now.version, strings.Join(c.lost, ", "))
		case !*update && isNew:
			t.Errorf("%s: version %d of the schema is new. Write it down: go test ./internal/acctest/upgrade -update", typeName, now.version)
		case !*update && len(c.added) > 0:
			t.Errorf("%s: attributes were added: %s. Write them down: go test ./internal/acctest/upgrade -update", typeName, strings.Join(c.added, ", "))
		case *update:
			if err := os.WriteFile(path, []byte(text(now.attributes)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Every state that a release wrote is read: each object becomes one of the present
// schema, and one of the present version stays as it is.
func TestStates(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(states)
	if err != nil || len(paths) == 0 {
		t.Fatalf("there is no state: %v", err)
	}
	seen := map[string]int{}
	for _, path := range paths {
		state, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		problems, err := load(t.Context(), serve(), state, seen)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, problem := range problems {
			t.Errorf("%s: %s", path, problem)
		}
	}
	// Every version that was ever written down has a state.
	versions, err := os.ReadDir(schemas)
	if err != nil || len(versions) == 0 {
		t.Fatalf("no version of a schema is written down: %v", err)
	}
	for _, version := range versions {
		if seen[version.Name()] == 0 {
			t.Errorf("no state has an object of %s; see TestAccState_write", strings.TrimSuffix(version.Name(), ".txt"))
		}
	}
}
