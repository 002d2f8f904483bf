// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package acctest is what tests share: the platforms' descriptors ([Platform]), the
// world that a test runs in ([World]), and for acceptance tests the real CLI with the
// provider in process ([Env]). The platform is a sandbox of the test's own, in
// memory, whose every request and answer is held against the OpenAPI document; or,
// where variables such as OPENBANKING_ACC_TOK_ENDPOINT name one, the platform's own.
package acctest

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
)

// Env is the world of an acceptance test.
type Env struct {
	*World

	t *testing.T
}

// New is [On] for Tok.
func New(t *testing.T, options ...Option) *Env {
	t.Helper()
	return On(t, Tok, options...)
}

// On starts a sandbox for the test, or finds the platform that the environment
// names.
func On(t *testing.T, on *Platform, options ...Option) *Env {
	t.Helper()
	if onCLI(t) && os.Getenv(resource.EnvTfAcc) == "" {
		t.Skipf("acceptance tests run with %s=1, as `make acceptance` does", resource.EnvTfAcc)
	}
	if isRemote() {
		return &Env{World: remote(t, on, options), t: t}
	}
	return &Env{World: start(t, on, options), t: t}
}

// On is the same sandbox's other platform.
func (e *Env) On(on *Platform) *Env {
	e.t.Helper()
	return &Env{World: e.World.On(on), t: e.t}
}

// In returns the environment for a subtest, which fails by itself.
func (e *Env) In(t *testing.T) *Env {
	t.Helper()
	world := *e.World
	world.API = e.API.In(t)
	return &Env{World: &world, t: t}
}

// Providers serves the provider to the CLI from within the test.
func Providers() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"openbanking": func() (tfprotov6.ProviderServer, error) {
			return protocol.Server("test"), nil
		},
	}
}

// HCL is a configuration of the provider for this platform, followed by the
// given blocks.
func (e *Env) HCL(blocks ...string) string { return e.HCLWith("", blocks...) }

// HCLWith is HCL with further lines in the provider block.
func (e *Env) HCLWith(settings string, blocks ...string) string {
	return hclOf(e.API, settings, blocks...)
}

func hclOf(a *API, settings string, blocks ...string) string {
	return Required + "\nprovider \"openbanking\" {\n" + hcl(a.Block(nil)) + settings + "\n}\n" + strings.Join(blocks, "\n")
}

// hcl writes attributes, which are texts or objects of texts.
func hcl(values engine.Values) string {
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch value := values[name].(type) {
		case map[string]any:
			fmt.Fprintf(&out, "  %s = {\n", name)
			for _, field := range slices.Sorted(maps.Keys(value)) {
				fmt.Fprintf(&out, "    %s = %q\n", field, value[field])
			}
			out.WriteString("  }\n")
		default:
			fmt.Fprintf(&out, "  %s = %q\n", name, value)
		}
	}
	return out.String()
}

// Required names the provider's source, without which an import looks for it
// elsewhere.
const Required = `
terraform {
  required_providers {
    openbanking = { source = "openbanking-iac/openbanking" }
  }
}
`
