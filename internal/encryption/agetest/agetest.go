// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package agetest makes recipients for tests, and decrypts for them with age
// itself.
package agetest

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"
	"golang.org/x/crypto/ssh"
)

// TB is what the package needs of a test.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Pair is a recipient, as a configuration names it, and what decrypts for it.
type Pair struct {
	Recipient string
	Identity  age.Identity
	Secret    string // the text of an age identity, as in a key.txt; "" of an SSH key
}

// X25519 makes a pair as age-keygen does.
func X25519(t TB) Pair {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatalf("making an age identity: %v", err)
	}
	return Pair{identity.Recipient().String(), identity, identity.String()}
}

// Ed25519 makes an SSH key pair.
func Ed25519(t TB) Pair {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatalf("making an SSH key: %v", err)
	}
	identity, err := agessh.NewEd25519Identity(private)
	if err != nil {
		t.Fatalf("making an SSH identity: %v", err)
	}
	return Pair{Recipient: Authorized(t, private.Public()), Identity: identity}
}

// RSA makes an SSH key pair of 2048 bits.
func RSA(t TB) Pair {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatalf("making an SSH key: %v", err)
	}
	identity, err := agessh.NewRSAIdentity(private)
	if err != nil {
		t.Fatalf("making an SSH identity: %v", err)
	}
	return Pair{Recipient: Authorized(t, &private.PublicKey), Identity: identity}
}

// Authorized is a public key as a .pub file has it, without a comment and a line
// break.
func Authorized(t TB, public any) string {
	t.Helper()
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatalf("writing an SSH key: %v", err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// Decrypt opens an armored text.
func (p Pair) Decrypt(armored string) (string, error) {
	reader, err := age.Decrypt(armor.NewReader(strings.NewReader(armored)), p.Identity)
	if err != nil {
		return "", err
	}
	plain, err := io.ReadAll(reader)
	return string(plain), err
}

// MustDecrypt is Decrypt for a text that has to open.
func (p Pair) MustDecrypt(t TB, armored any) string {
	t.Helper()
	text, _ := armored.(string)
	plain, err := p.Decrypt(text)
	if err != nil {
		t.Fatalf("decrypting %.40q: %v", text, err)
	}
	return plain
}
