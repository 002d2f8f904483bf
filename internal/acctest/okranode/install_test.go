// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okranode_test

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

var (
	//go:embed package.json
	manifest []byte
	//go:embed package-lock.json
	lock []byte
	//go:embed bridge.mjs
	bridge []byte
)

// installed returns the directory that holds node_modules, installed at the first
// call.
var installed = sync.OnceValues(install)

// requireNode returns the path of node and the directory that holds okra-node.
// Without Node.js the test is skipped; a pipeline (CI=true) has to have it.
func requireNode(t *testing.T) (node, dir string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = exec.LookPath("npm")
	}
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("Okra's own client needs Node.js and npm: %v", err)
		}
		t.Skipf("Okra's own client needs Node.js and npm: %v", err)
	}
	dir, err = installed()
	if err != nil {
		t.Fatal(err)
	}
	return node, dir
}

// install installs what package-lock.json lists, and nothing else. What was
// installed once is used again, so that only the first time needs the registry.
func install() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	sum := sha256.Sum256(append(manifest, lock...))
	cache = filepath.Join(cache, "terraform-provider-openbanking", "okra-node")
	dir := filepath.Join(cache, hex.EncodeToString(sum[:8]))
	if isInstalled(dir) {
		return dir, nil
	}
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(cache, 0o700)); err != nil {
		return "", fmt.Errorf("make a cache: %w", err)
	}
	// It is installed beside its place and then moved there as a whole, so that
	// another process never sees a half of it.
	fresh, err := os.MkdirTemp(cache, "new-")
	if err != nil {
		return "", fmt.Errorf("make a cache: %w", err)
	}
	if err := ci(fresh); err != nil {
		return "", errors.Join(err, os.RemoveAll(fresh))
	}
	if err := os.Rename(fresh, dir); err != nil {
		if !isInstalled(dir) { // Nor was another process first.
			return "", errors.Join(err, os.RemoveAll(fresh))
		}
		return dir, os.RemoveAll(fresh)
	}
	return dir, nil
}

// isInstalled tells whether the directory holds what install makes.
func isInstalled(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "node_modules", "okra-node", "package.json"))
	return err == nil
}

// ci runs npm in the directory. No script of a package runs.
func ci(dir string) error {
	for name, content := range map[string][]byte{"package.json": manifest, "package-lock.json": lock} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return fmt.Errorf("prepare the installation: %w", err)
		}
	}
	// A test's context would end the installation for all of them.
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline") //nolint:noctx // See above.
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w: %s", err, out)
	}
	return nil
}
