// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
)

// shortRSA is a key that is too short for anything.
func shortRSA(t *testing.T) string {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // What has to be refused.
	if err != nil {
		t.Fatal(err)
	}
	return agetest.Authorized(t, &private.PublicKey)
}

func sshECDSA(t *testing.T) string {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return agetest.Authorized(t, &private.PublicKey)
}

// set is an encrypt_to; nil is an element that is null, and unknown one that is
// not known.
func set(elements ...any) types.Set {
	values := make([]attr.Value, 0, len(elements))
	for _, element := range elements {
		switch element := element.(type) {
		case string:
			values = append(values, types.StringValue(element))
		case types.String:
			values = append(values, element)
		default:
			values = append(values, types.StringNull())
		}
	}
	return types.SetValueMust(types.StringType, values)
}

var (
	none    = types.SetNull(types.StringType)
	unknown = types.SetUnknown(types.StringType)
)

// texts are summary and detail of diagnostics.
func texts(diags diag.Diagnostics) string {
	var all []string
	for _, d := range diags {
		all = append(all, d.Summary()+": "+d.Detail())
	}
	return strings.Join(all, "\n")
}
