// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/undo"
)

// NeedsTerraform skips the test unless the CLI under test is Terraform of at
// least the given version, such as "1.14.0", and not an alpha or a beta of it.
// The product decides before the number does: OpenTofu counts its versions by
// itself, so its 1.14 says nothing about what came with Terraform's. The feature
// is named in the reason.
func NeedsTerraform(t *testing.T, least, feature string) {
	t.Helper()
	if reason := lacks(underTest(t), least, feature); reason != "" {
		t.Skip(reason)
	}
}

// NeedsEither skips the test unless the CLI under test is Terraform or OpenTofu of
// at least the given versions, of which each counts its own.
func NeedsEither(t *testing.T, terraform, tofu, feature string) {
	t.Helper()
	if reason := lacksEither(underTest(t), terraform, tofu, feature); reason != "" {
		t.Skip(reason)
	}
}

// lacksEither is lacks for what both CLIs have.
func lacksEither(said, terraform, tofu, feature string) string {
	needs := fmt.Sprintf("%s needs Terraform %s or OpenTofu %s, or later", feature, terraform, tofu)
	for product, least := range map[string]string{"Terraform v": terraform, "OpenTofu v": tofu} {
		if number, ok := strings.CutPrefix(said, product); ok && lacks("Terraform v"+number, least, feature) == "" {
			return ""
		}
	}
	return needs + "; this is " + said
}

// UndoesFailedCreates reports whether the CLI under test is one on which the provider
// undoes failed creates, so that no state notes them.
func UndoesFailedCreates(t *testing.T) bool {
	t.Helper()
	if !onCLI(t) {
		return false
	}
	number, isTerraform := strings.CutPrefix(underTest(t), "Terraform v")
	return isTerraform && undo.Needed(number)
}

// HasTerraform reports whether NeedsTerraform would let a test run.
func HasTerraform(t *testing.T, least string) bool {
	t.Helper()
	return lacks(underTest(t), least, "") == ""
}

// underTest returns what the CLI under test calls itself.
func underTest(t *testing.T) string {
	t.Helper()
	said, err := cliVersion()
	if err != nil {
		t.Fatalf("which CLI runs the tests: %v", err)
	}
	return said
}

// cliVersion asks the CLI under test once for its first line of "version".
var cliVersion = sync.OnceValues(func() (string, error) {
	cli := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if cli == "" {
		cli = "terraform" // where plugin-testing looks as well
	}
	out, err := exec.CommandContext(context.Background(), cli, "version").Output() //nolint:gosec // The CLI under test.
	line, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(line), err
})

// lacks says why a CLI that calls itself "Terraform v1.15.9" cannot run a test of
// the feature; nothing where it can.
func lacks(said, least, feature string) string {
	needs := fmt.Sprintf("%s needs Terraform %s or later", feature, least)
	number, isTerraform := strings.CutPrefix(said, "Terraform v")
	if !isTerraform {
		return fmt.Sprintf("%s; this is %s", needs, said)
	}
	got, err := version.NewVersion(number)
	if err != nil {
		return fmt.Sprintf("%s; this is %s, which is no version", needs, said)
	}
	if got.LessThan(version.Must(version.NewVersion(least))) {
		return fmt.Sprintf("%s; this is %s", needs, said)
	}
	return ""
}
