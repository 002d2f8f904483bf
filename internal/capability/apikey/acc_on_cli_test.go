// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import "testing"

// These scenarios run on the CLI too, since it has a part in them: a life, and each
// way to import.

func TestAccAPIKey_lifecycle(t *testing.T) { TestAPIKey_lifecycle(t) }

func TestAccAPIKey_importLeavesAnEmptyPlan(t *testing.T) { TestAPIKey_importLeavesAnEmptyPlan(t) }

func TestAccAPIKey_importByIdentity(t *testing.T) { TestAPIKey_importByIdentity(t) }

func TestAccAPIKey_importOfAnotherEnvironmentIsRefused(t *testing.T) {
	TestAPIKey_importOfAnotherEnvironmentIsRefused(t)
}
