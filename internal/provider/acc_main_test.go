// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }
