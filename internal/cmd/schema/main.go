// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Command schema writes the provider's schema to standard output, in the format
// of "terraform providers schema -json", with what each type is on the platforms. It
// asks the provider in process, so the version of a CLI never decides what the
// documentation contains.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/cmd/schema/schemajson"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/cmd/support"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schema:", err)
		os.Exit(1)
	}
}

// run writes the schema under the provider's short name, which is where the
// documentation generator looks for a provider outside HashiCorp's namespace.
func run(ctx context.Context, out io.Writer) error {
	schema, err := schemajson.Read(ctx, providerserver.NewProtocol6(provider.New("dev")())())
	if err != nil {
		return err
	}
	support.AddTo(ctx, schema)
	return schemajson.Write(out, path.Base(provider.Address), schema)
}
