// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"golang.org/x/crypto/ssh"
)

// pair is a recipient, as a configuration names it, and what decrypts for it.
type pair struct {
	recipient string
	identity  age.Identity
	secret    string // the identity's text; "" where a test needs none
}

func native(t *testing.T) pair {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return pair{identity.Recipient().String(), identity, identity.String()}
}

func sshEd25519(t *testing.T) pair {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := agessh.NewEd25519Identity(private)
	if err != nil {
		t.Fatal(err)
	}
	return pair{recipient: authorized(t, private.Public()), identity: identity}
}

func sshRSA(t *testing.T) pair {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := agessh.NewRSAIdentity(private)
	if err != nil {
		t.Fatal(err)
	}
	return pair{recipient: authorized(t, &private.PublicKey), identity: identity}
}

// shortRSA is a key that is too short for anything.
func shortRSA(t *testing.T) string {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // What has to be refused.
	if err != nil {
		t.Fatal(err)
	}
	return authorized(t, &private.PublicKey)
}

func sshECDSA(t *testing.T) string {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return authorized(t, &private.PublicKey)
}

// authorized is a public key as a .pub file has it, with no line break.
func authorized(t *testing.T, public any) string {
	t.Helper()
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
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

// decrypt opens an armored text.
func decrypt(armored string, identities ...age.Identity) (string, error) {
	reader, err := age.Decrypt(armor.NewReader(strings.NewReader(armored)), identities...)
	if err != nil {
		return "", err
	}
	plain, err := io.ReadAll(reader)
	return string(plain), err
}

// texts are summary and detail of diagnostics.
func texts(diags diag.Diagnostics) string {
	var all []string
	for _, d := range diags {
		all = append(all, d.Summary()+": "+d.Detail())
	}
	return strings.Join(all, "\n")
}
