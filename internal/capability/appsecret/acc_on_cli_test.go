// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret_test

import "testing"

// These scenarios run on the CLI too, since it has a part in them.

func TestAccAppSecret_lifecycle(t *testing.T) { TestAppSecret_lifecycle(t) }

func TestAccAppSecretRotation_taint(t *testing.T) { TestAppSecretRotation_taint(t) }
