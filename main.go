// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-openbanking serves the provider to Terraform and
// OpenTofu.
package main

import (
	"flag"
	"log"
	"os"
	"runtime"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/loglevel"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// headroom is how many bytes the heap may grow by, at the least, from one garbage
// collection to the next. A provider lives for seconds and holds a few megabytes,
// and by Go's own rule, which lets a heap double, collects eighty times a second.
const headroom = 16 << 20

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve for a debugger, and print how to attach the CLI")
	flag.Parse()
	// Untouched bytes count as heap and take no memory. Measured on plans of 200 keys,
	// debug.SetGCPercent(400) takes a tenth more processor time, and 800 takes 20 MB more.
	unused := make([]byte, headroom)
	err := serve(*debug)
	runtime.KeepAlive(unused)
	if err != nil {
		log.Fatal(err)
	}
}

func serve(debug bool) error {
	if debug {
		return tf6server.Serve(provider.Address, func() tfprotov6.ProviderServer { return protocol.Server(version) }, tf6server.WithManagedDebug())
	}
	if err := loglevel.Follow(os.Getenv, os.Setenv); err != nil {
		return err
	}
	protocol.Serve(version)
	return nil
}
