// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sequences

import (
	"flag"
	"fmt"
	"os"
	"testing"

	_ "github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/seeded"
)

// usualChecks is how many sequences a test tries in everyday runs; a sequence of
// thirty steps takes about a second. `make sequences` tries more.
const usualChecks = "20"

func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", usualChecks); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	os.Exit(m.Run())
}
