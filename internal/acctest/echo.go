// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
)

// EchoProviders adds to Providers the echo provider, which puts what it is
// configured with into the state: the only way to look at what is in none.
func EchoProviders() map[string]func() (tfprotov6.ProviderServer, error) {
	providers := Providers()
	providers["echo"] = echoprovider.NewProviderServer()
	return providers
}

// Echoing declares the echo provider in a configuration that begins with Required.
func Echoing(config string) string { return Requiring(config, "echo") }

// Requiring declares a further provider of the test's in a configuration that
// begins with Required.
func Requiring(config, name string) string {
	const ours = `openbanking = { source = "openbanking-iac/openbanking" }`
	return strings.Replace(config, ours, ours+"\n    "+name+" = { source = \"openbanking-iac/"+name+"\" }", 1)
}
