// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption_test

import (
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
)

// only is one recipient's pair.
func only(p agetest.Pair) []agetest.Pair { return []agetest.Pair{p} }

// said fails the test where an output lacks one of the texts.
func said(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(output, text) {
			t.Errorf("the output does not say %q:\n%s", text, output)
		}
	}
}

// A secret that is encrypted from its first day: it is never in a file of the CLI,
// other recipients need a new secret, and so does the end of encryption. Last comes
// the import, which has no text to encrypt until the next rotation.
func TestAccEncryption_lifecycle(t *testing.T) {
	t.Parallel()
	for name, k := range judged() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ana, ben, cai := agetest.X25519(t), agetest.Ed25519(t), agetest.RSA(t)
			s := k.begin(t, encryptTo(ana.Recipient, ben.Recipient+" ben@home"), trigger("1"))
			s.run(0, "plan", "-input=false", "-out=first.plan")
			s.run(0, "apply", "-input=false", "first.plan")
			first := s.sealed([]agetest.Pair{ana, ben})
			s.searches("first.plan", ana.Recipient)
			s.searches("terraform.tfstate", ana.Recipient)
			s.searches("trace.log", k.address())
			s.settled()

			// The same recipients in other words: the ciphertext stays.
			ciphertext := s.attributes()["encrypted_"+k.plain]
			s.declare(encryptTo(ben.Recipient+" ben@work", ana.Recipient), trigger("1"))
			s.apply()
			s.settled()
			if s.attributes()["encrypted_"+k.plain] != ciphertext {
				t.Error("another comment made another ciphertext")
			}

			// Other recipients need a new secret. -replace does not make
			// one in time: the CLI asks for a plan without it first.
			s.declare(encryptTo(ana.Recipient, cai.Recipient), trigger("1"))
			said(t, s.run(1, "plan", "-input=false"), "change without a new secret", "Change a value of rotation_triggers in the same apply")
			said(t, s.run(1, "plan", "-input=false", "-replace="+k.address()), "change without a new secret")
			s.declare(trigger("1"))
			said(t, s.run(0, "plan", "-input=false", "-destroy"), "0 to add, 0 to change, 1 to destroy")
			s.sealed([]agetest.Pair{ana, ben})

			s.declare(encryptTo(ana.Recipient, cai.Recipient), trigger("2"))
			s.apply()
			second := s.sealed([]agetest.Pair{ana, cai})
			if _, err := ben.Decrypt(s.attributes()["encrypted_"+k.plain].(string)); err == nil { //nolint:forcetypeassert // A test may panic.
				t.Error("who is no recipient any more decrypts the new secret")
			}
			if second == first || s.works(s.attributes(), first) {
				t.Error("the first secret still works")
			}
			s.settled()

			// A tainted resource is replaced, whoever the recipients are.
			s.run(0, "taint", k.address())
			s.declare(encryptTo(cai.Recipient), trigger("2"))
			s.apply()
			s.sealed(only(cai))
			s.settled()

			s.declare(trigger("3"))
			s.apply()
			plain, _ := s.attributes()[k.plain].(string)
			if !s.works(s.attributes(), plain) || s.attributes()["encrypted_"+k.plain] != nil {
				t.Error("after the end of encryption the state has no plain secret that works")
			}
			s.settled()

			id, _ := s.attributes()["id"].(string)
			s.run(0, "state", "rm", k.address())
			s.declare(encryptTo(ana.Recipient), trigger("3"))
			s.runImport(id)
			s.apply()
			if got := s.attributes(); got[k.plain] != nil || got["encrypted_"+k.plain] != nil || !s.works(got, plain) {
				t.Error("an import changed the secret, or the state has it")
			}
			s.settled()
			s.declare(encryptTo(ana.Recipient), trigger("4"))
			s.apply()
			s.sealed(only(ana))
			s.settled()
		})
	}
}

func (s *side) runImport(id string) {
	s.t.Helper()
	if r := s.w.Run("import", "-no-color", "-input=false", s.address(), id); r.Code != 0 {
		s.t.Fatalf("import: exit %d:\n%s", r.Code, r.Output)
	}
}

// A secret that was plain is encrypted in place. The warning is right: what holds
// it still is the former version of the state.
func TestAccEncryption_addedToAPlainSecret(t *testing.T) {
	t.Parallel()
	for name, k := range judged() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ana := agetest.X25519(t)
			s := k.begin(t)
			s.apply()
			before, _ := s.attributes()[k.plain].(string)
			id := s.attributes()["id"]
			s.declare(encryptTo(ana.Recipient))
			said(t, s.run(0, "plan", "-input=false"), "Older states hold the ", "1 to change, 0 to destroy")
			s.apply()
			if after := s.sealed(only(ana), "terraform.tfstate.backup"); after != before || s.attributes()["id"] != id {
				t.Error("the secret is another one")
			}
			s.settled()

			// Without recipients the ciphertext stays until the next rotation.
			s.declare(trigger("1"))
			said(t, s.run(0, "plan", "-input=false"), "stays encrypted until it is rotated", "1 to change, 0 to destroy")
			s.apply()
			if s.sealed(only(ana)) != before {
				t.Error("a trigger that was added rotates")
			}
			s.settled()
			s.declare(trigger("2"))
			s.apply()
			if plain, _ := s.attributes()[k.plain].(string); plain == before || !s.works(s.attributes(), plain) {
				t.Error("the state has no new plain secret that works")
			}
			s.settled()
		})
	}
}

// Recipients that another resource makes are not known at plan. What they turn out
// to be is checked before anything is created or rotated.
func TestAccEncryption_recipientsUnknown(t *testing.T) {
	t.Parallel()
	for name, k := range judged() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ana, ben := agetest.X25519(t), agetest.Ed25519(t)
			s := k.begin(t)
			declare := func(recipients, version string) {
				s.w.Configure(s.hcl(
					"resource \"terraform_data\" \"recipients\" {\n  input = "+recipients+"\n}\n",
					s.block("encrypt_to = terraform_data.recipients.output", trigger(version)),
				))
			}
			list := func(p agetest.Pair) string { return `toset(["` + p.Recipient + `"])` }
			declare(`toset([])`, "1")
			said(t, s.run(1, "apply", "-auto-approve", "-input=false"), "No recipient")
			declare(list(ana), "1")
			s.apply()
			first := s.sealed(only(ana))
			s.settled()

			declare(list(ben), "1")
			said(t, s.run(1, "apply", "-auto-approve", "-input=false"), "change without a new secret")
			if s.sealed(only(ana)) != first {
				t.Error("the refused apply changed the secret")
			}
			declare(list(ben), "2")
			s.apply()
			if s.sealed(only(ben)) == first {
				t.Error("the secret was not rotated")
			}
			s.settled()
		})
	}
}

// What decrypts, in the place of what encrypts, is refused before anything is
// planned, and neither the error nor the line that the CLI quotes repeats it.
func TestAccEncryption_identityIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, k := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ana := agetest.X25519(t)
			s := k.begin(t, encryptTo(ana.Secret))
			for _, command := range []string{"validate", "plan"} {
				output := s.run(1, command)
				said(t, output, "Not a recipient but a secret", "an identity or a private key")
				if strings.Contains(output, ana.Secret) {
					t.Errorf("%s repeats the identity:\n%s", command, output)
				}
			}
		})
	}
}

// Where there is nothing to encrypt, recipients are refused: of a public key, and of
// a webhook whose deliveries the platform does not sign.
func TestAccEncryption_nothingToEncrypt(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra)
	ana := agetest.X25519(t)
	for name, c := range map[string]struct{ block, want string }{
		"public key": {
			"resource \"openbanking_api_key\" \"test\" {\n  name = \"web\"\n  type = \"public\"\n  " + encryptTo(ana.Recipient) + "\n}\n",
			"A public key is no secret",
		},
		"webhook": {
			"resource \"openbanking_webhook\" \"test\" {\n  url = \"https://hooks.example.com/bank\"\n  " + encryptTo(ana.Recipient) + "\n}\n",
			"Okra has no encrypt_to",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := o.In(t).NewWorkspace(o.HCL(c.block)).Run("plan", "-no-color", "-input=false")
			if r.Code != 1 {
				t.Errorf("the plan ends with %d", r.Code)
			}
			said(t, r.Output, c.want)
		})
	}
}
