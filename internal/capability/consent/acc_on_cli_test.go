// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent_test

import "testing"

// This scenario runs on the CLI too, since it has a part in it.

func TestAccConsent_lifecycle(t *testing.T) { TestConsent_lifecycle(t) }
