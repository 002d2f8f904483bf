// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package connection

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Check compares a configuration with what the configured platform makes of its
// capability: an attribute that the platform lacks must not be set, and one that
// it requires must be. It is known no earlier than at plan which platform that
// is; before, connection is nil and nothing is checked.
func Check(connection *platform.Connection, capability platform.Capability, config tfsdk.Config) diag.Diagnostics {
	if connection == nil {
		return nil
	}
	offer, _ := connection.Offer(capability)
	var values map[string]tftypes.Value
	if err := config.Raw.As(&values); err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unexpected configuration",
			"The configuration is not an object. This is a bug in the provider; please report it to its developers.")}
	}
	var diags diag.Diagnostics
	for _, name := range connection.Lacks(capability) {
		if value, ok := values[name]; ok && !value.IsNull() {
			diags.AddAttributeError(path.Root(name), fmt.Sprintf("%s has no %s", connection.Title, name), lacks(connection, capability, name))
		}
	}
	for _, name := range offer.Requires {
		if value, ok := values[name]; ok && value.IsNull() {
			diags.AddAttributeError(path.Root(name), fmt.Sprintf("%s needs %s", connection.Title, name),
				fmt.Sprintf("Got nothing for %s, which %s cannot do without. Set it.", name, connection.Title))
		}
	}
	return diags
}

func lacks(connection *platform.Connection, capability platform.Capability, name string) string {
	detail := fmt.Sprintf("The provider is configured for %s, where %s means nothing for %s. Remove it", connection.Title, name, capability)
	if titles := connection.TitlesWithAttribute(capability, name); len(titles) > 0 {
		detail += ", or use a provider alias of a platform that has it: " + strings.Join(titles, ", ")
	}
	return detail + "."
}
