// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok"
)

// PlatformOptions are the options that only one platform has.
type PlatformOptions struct {
	// OktoRateLimit turns Okto's limit of 1,500 POST requests in five minutes on.
	// The tier "unlimited" lifts it again.
	OktoRateLimit bool
}

// platforms is the one list of what the sandbox emulates. Nothing else outside a
// platform's own folder knows its name.
func platforms(o PlatformOptions) []emulated.Platform {
	return []emulated.Platform{
		tok.Platform(),
		okra.Platform(),
		okto.Platform(okto.Options{RateLimit: o.OktoRateLimit}),
	}
}
