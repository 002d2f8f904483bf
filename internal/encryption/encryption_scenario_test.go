// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption_test

import (
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
)

// scene is a platform of a test's own.
func (k kind) scene(t *testing.T) *side {
	t.Helper()
	s := k.start(t)
	s.kind, s.t = k, t
	return s
}

func (s *side) config(lines ...string) string { return s.hcl(s.block(lines...)) }

// in are the resource's attributes in a state.
func (s *side) in(state *terraform.State) map[string]any {
	attributes := map[string]any{}
	for name, value := range state.RootModule().Resources[s.address()].Primary.Attributes {
		attributes[name] = value
	}
	return attributes
}

// holds checks that the state has the secret for each of the recipients and in no
// other form, that it works, and that it is another one than the one before, or the
// same. It keeps the secret.
func (s *side) holds(secret *string, isSame bool, recipients ...agetest.Pair) resource.TestCheckFunc {
	return func(state *terraform.State) error {
		attributes := s.in(state)
		if attributes[s.plain] != nil {
			return fmt.Errorf("the state has a plain %s", s.plain)
		}
		before := *secret
		for _, p := range recipients {
			*secret = p.MustDecrypt(s.t, attributes["encrypted_"+s.plain])
			if acctest.Fingerprint(*secret) != attributes["fingerprint"] || !s.works(attributes, *secret) {
				return errors.New("what was decrypted is not the secret that works")
			}
		}
		switch {
		case (before == *secret) != isSame:
			return fmt.Errorf("the secret is the one of before: %t", !isSame)
		case !isSame && before != "" && s.works(attributes, before):
			return errors.New("the secret of before still works")
		}
		return nil
	}
}

// plainly checks that the state has the secret in the clear, and that it works.
func (s *side) plainly(secret *string) resource.TestCheckFunc {
	return func(state *terraform.State) error {
		attributes := s.in(state)
		before := *secret
		*secret, _ = attributes[s.plain].(string)
		if *secret == before || !s.works(attributes, *secret) || attributes["encrypted_"+s.plain] != nil {
			return errors.New("the state has no new plain secret that works")
		}
		return nil
	}
}

var changedAlone = regexp.MustCompile(`(?s)change without a new\s+secret.*Change\s+a\s+value\s+of\s+rotation_triggers\s+in\s+the\s+same\s+apply`)

// A secret that is encrypted from its first day; with other recipients, tainted, and
// in the clear again. Last comes the import, which has no text to encrypt until the
// next rotation.
func TestEncryption_lifecycle(t *testing.T) {
	t.Parallel()
	for name, k := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := k.scene(t)
			ana, ben, cai := agetest.X25519(t), agetest.Ed25519(t), agetest.RSA(t)
			var secret, ciphertext, id string
			sealed := func(state *terraform.State) error {
				was := ciphertext
				if ciphertext, _ = s.in(state)["encrypted_"+k.plain].(string); was != "" && was != ciphertext {
					return errors.New("another comment made another ciphertext")
				}
				return nil
			}
			notForBen := func(state *terraform.State) error {
				text, _ := s.in(state)["encrypted_"+k.plain].(string)
				if _, err := ben.Decrypt(text); err == nil {
					return errors.New("a former recipient decrypts the new secret")
				}
				return nil
			}
			imported := func() {
				s.env.Run(resource.TestCase{Steps: []resource.TestStep{
					{
						Config: s.config(encryptTo(ana.Recipient), trigger("3")), ResourceName: k.address(),
						ImportState: true, ImportStateId: id, ImportStatePersist: true,
					},
					{Config: s.config(encryptTo(ana.Recipient), trigger("3")), Check: func(state *terraform.State) error {
						if got := s.in(state); got[k.plain] != nil || got["encrypted_"+k.plain] != nil || !s.works(got, secret) {
							return errors.New("an import changed the secret, or the state has it")
						}
						return nil
					}},
					{Config: s.config(encryptTo(ana.Recipient), trigger("4")), Check: s.holds(&secret, false, ana)},
				}})
			}
			s.env.Run(resource.TestCase{Steps: []resource.TestStep{
				{
					Config: s.config(encryptTo(ana.Recipient, ben.Recipient+" ben@home"), trigger("1")),
					Check:  resource.ComposeTestCheckFunc(s.holds(&secret, false, ana, ben), sealed),
				},
				{
					Config: s.config(encryptTo(ben.Recipient+" ben@work", ana.Recipient), trigger("1")),
					Check:  resource.ComposeTestCheckFunc(s.holds(&secret, true, ana, ben), sealed),
				},
				{Config: s.config(encryptTo(ana.Recipient, cai.Recipient), trigger("1")), ExpectError: changedAlone},
				{
					Config: s.config(encryptTo(ana.Recipient, cai.Recipient), trigger("2")),
					Check:  resource.ComposeTestCheckFunc(s.holds(&secret, false, ana, cai), notForBen),
				},
				{Taint: []string{k.address()}, Config: s.config(encryptTo(cai.Recipient), trigger("2")), Check: s.holds(&secret, false, cai)},
				{Config: s.config(trigger("3")), Check: resource.ComposeTestCheckFunc(s.plainly(&secret), acctest.Remember(k.address(), "id", &id))},
				{PreConfig: imported, Config: s.config(trigger("3")), Destroy: true},
			}})
		})
	}
}

// A secret that was plain is encrypted in place, and without recipients stays so until
// the next rotation.
func TestEncryption_addedToAPlainSecret(t *testing.T) {
	t.Parallel()
	for name, k := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := k.scene(t)
			ana := agetest.X25519(t)
			inPlace := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(k.address(), plancheck.ResourceActionUpdate),
			}}
			var secret string
			s.env.Run(resource.TestCase{Steps: []resource.TestStep{
				{Config: s.config(), Check: s.plainly(&secret)},
				{Config: s.config(encryptTo(ana.Recipient)), ConfigPlanChecks: inPlace, Check: s.holds(&secret, true, ana)},
				{Config: s.config(trigger("1")), ConfigPlanChecks: inPlace, Check: s.holds(&secret, true, ana)},
				{Config: s.config(trigger("2")), Check: s.plainly(&secret)},
			}})
		})
	}
}
