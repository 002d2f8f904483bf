// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Command nocall is the floor under the provider: on the same framework, with the
// same schemas, validators and plan modifiers of attributes, it makes no call and
// decides nothing. Creating copies the plan to the state, reading leaves the state
// as it is. What a run takes with it is the CLI's and the framework's own cost.
package main

import (
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

func main() {
	if err := tf6server.Serve(provider.Address, providerserver.NewProtocol6(quiet{provider.New("bench")()})); err != nil {
		log.Fatal(err)
	}
}
