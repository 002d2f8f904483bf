// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

func TestDisplayName(t *testing.T) {
	t.Parallel()
	for want, one := range map[string]listed{
		"Wallet (8f0c), version 3": {platform.App{ID: "8f0c", Name: "Wallet"}, platform.AppSecret{AppID: "8f0c", Version: 3, Secret: "never this"}},
		"8f0c, version 1":          {platform.App{ID: "8f0c"}, platform.AppSecret{AppID: "8f0c", Version: 1}},
	} {
		if got := displayName(one); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
