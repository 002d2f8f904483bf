// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-openbanking serves the provider to Terraform and
// OpenTofu.
package main

import (
	"flag"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/discreet"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/lend"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/loglevel"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/nulls"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve for a debugger, and print how to attach the CLI")
	flag.Parse()
	var options []tf6server.ServeOpt
	if *debug {
		options = append(options, tf6server.WithManagedDebug())
	} else if err := loglevel.Follow(os.Getenv, os.Setenv); err != nil {
		log.Fatal(err)
	}
	err := tf6server.Serve(provider.Address, func() tfprotov6.ProviderServer {
		return discreet.Server(nulls.Server(lend.Server(providerserver.NewProtocol6(provider.New(version)())())))
	}, options...)
	if err != nil {
		log.Fatal(err)
	}
}
