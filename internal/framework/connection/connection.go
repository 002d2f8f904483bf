// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package connection gives a resource or data source the platform that the provider
// block configured, or says plainly that the platform lacks what is asked for.
package connection

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// From returns the configured connection. It returns nil while the provider is
// not configured, as during validation, and nil with an error where the
// platform does not have the capability.
func From(providerData any, capability platform.Capability, diags *diag.Diagnostics) *platform.Connection {
	if providerData == nil {
		return nil
	}
	connection, ok := providerData.(*platform.Connection)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Got %T, expected *platform.Connection. This is a bug in the provider; please report it to its developers.", providerData))
		return nil
	}
	if _, ok := connection.Offer(capability); !ok {
		titles := connection.TitlesWith(capability)
		diags.AddError(
			fmt.Sprintf("%s has no %s", connection.Title, capability),
			fmt.Sprintf("The provider is configured for %s, which does not offer %s. Platforms that do: %s. "+
				"Use a provider alias that is configured for one of them.",
				connection.Title, capability, platform.Enumerate(titles)))
		return nil
	}
	return connection
}
