// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"os"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/scenario"
)

// onCLI reports whether a test runs on the real CLI. Tests named TestAcc… do, since
// the CLI has a part in what they are about. Any other one is a scenario, which runs in
// process, and on the CLI with OPENBANKING_ACC_CLI=all, as in `make acceptance-all`.
func onCLI(t *testing.T) bool {
	t.Helper()
	return AllOnCLI() || acceptance.MatchString(t.Name())
}

// acceptance is how the names of acceptance tests begin, and TestAccount does not.
var acceptance = regexp.MustCompile(`^TestAcc[A-Z]`)

// AllOnCLI reports whether the CLI runs everything, also what is tested in process.
func AllOnCLI() bool {
	return os.Getenv(resource.EnvTfAcc) != "" && os.Getenv("OPENBANKING_ACC_CLI") == "all"
}

// Run runs the test case: in process or, in a test named TestAcc…, on the CLI that
// TF_ACC_TERRAFORM_PATH names.
func (e *Env) Run(c resource.TestCase) {
	e.t.Helper()
	for _, step := range c.Steps {
		e.needs(step.Config)
	}
	if c.ProtoV6ProviderFactories == nil {
		c.ProtoV6ProviderFactories = Providers()
	}
	if onCLI(e.t) {
		resource.Test(e.t, c)
		return
	}
	scenario.Run(e.t, c)
}
