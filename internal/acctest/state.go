// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

// Remember keeps an attribute that the state has for the address, for the steps
// that follow.
func Remember(address, attribute string, value *string) resource.TestCheckFunc {
	return func(state *terraform.State) error {
		r, ok := state.RootModule().Resources[address]
		if !ok {
			return fmt.Errorf("%s is not in the state", address)
		}
		if *value, ok = r.Primary.Attributes[attribute]; !ok {
			return fmt.Errorf("%s has no %s", address, attribute)
		}
		return nil
	}
}

// NotInState checks that the state has nothing at the address.
func NotInState(address string) resource.TestCheckFunc {
	return func(state *terraform.State) error {
		if _, ok := state.RootModule().Resources[address]; ok {
			return fmt.Errorf("%s is still in the state", address)
		}
		return nil
	}
}
