// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sequences

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
)

// people are who may decrypt, and whom a configuration names.
type people struct {
	pairs [2]agetest.Pair
	named []int // of the pairs; none for secrets that stay plain
}

func newPeople(t *rapid.T) people {
	return people{pairs: [2]agetest.Pair{agetest.X25519(t), agetest.Ed25519(t)}}
}

// changePeople names others, or nobody.
func (p *people) changePeople(t *rapid.T) {
	p.named = rapid.SampledFrom([][]int{nil, {0}, {1}, {0, 1}}).Draw(t, "encrypt_to")
}

// encryptTo is the attribute.
func (p *people) encryptTo() any {
	if p.named == nil {
		return nil
	}
	var recipients []any
	for _, n := range p.named {
		recipients = append(recipients, p.pairs[n].Recipient)
	}
	return recipients
}

// refused reports whether a plan was refused because only a new secret can be
// encrypted to others.
func refused(err error) bool {
	return err != nil && strings.Contains(err.Error(), "without a new secret")
}

// open returns an object's secret as those have it who may: plain, or decrypted by
// each of its recipients; "" where the state has it in no form. A secret is in one
// form, and the plain one only where there are no recipients. Where they were taken
// away, it stays encrypted for those of before until the next rotation.
func (p *people) open(t *rapid.T, object *engine.Object, plain string) string {
	secret, sealed := text(object, plain), text(object, "encrypted_"+plain)
	recipients, _ := object.Attributes["encrypt_to"].([]any)
	if secret != "" && (sealed != "" || len(recipients) > 0) {
		t.Fatalf("the state has a secret in the clear that is encrypted, or is to be")
	}
	if sealed == "" {
		return secret
	}
	for _, pair := range p.pairs {
		opened, err := pair.Decrypt(sealed)
		switch {
		case err == nil:
			secret = opened
		case slices.Contains(recipients, any(pair.Recipient)):
			t.Fatalf("a recipient cannot decrypt the secret: %v", err)
		}
	}
	if secret == "" {
		t.Fatalf("the state has a ciphertext for nobody")
	}
	return secret
}
