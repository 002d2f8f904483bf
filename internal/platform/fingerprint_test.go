// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform_test

import (
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// The expected value comes from FIPS 180-2, appendix B.1.
func TestFingerprint(t *testing.T) {
	t.Parallel()

	want := "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := platform.Fingerprint("abc"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
