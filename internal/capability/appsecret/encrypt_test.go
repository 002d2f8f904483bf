// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
)

// encrypting is a secret with recipients and a trigger.
func encrypting(trigger string, recipients ...any) inprocess.Values {
	values := inprocess.Values{"rotation_triggers": map[string]any{"recipients": trigger}}
	if recipients != nil {
		values["encrypt_to"] = recipients
	}
	return values
}

// opens fails the test where a state has a secret in the clear, or where the
// ciphertext is not that of the wanted version of wallet's secret.
func opens(t *testing.T, object inprocess.Object, p agetest.Pair, version int) {
	t.Helper()
	if object.Attributes["secret"] != nil || strings.Contains(fmt.Sprint(object.Attributes), "secret-text") {
		t.Errorf("the secret is in the clear: %v", object.Attributes)
	}
	if got, want := p.MustDecrypt(t, object.Attributes["encrypted_secret"]), fmt.Sprintf("secret-text-wallet-%d", version); got != want {
		t.Errorf("decrypts to %q, want %q", got, want)
	}
}

// TestEncrypted takes an encrypted secret through its life, with others who decrypt
// after a reset, and with a reset past the provider.
func TestEncrypted(t *testing.T) {
	t.Parallel()
	ana, ben := agetest.X25519(t), agetest.RSA(t)
	d := newDashboard()
	r := resourceOn(t, d)
	plan := r.Plan(inprocess.Object{}, encrypting("1", ana.Recipient))
	if plan.Attributes["secret"] != nil || plan.Attributes["encrypted_secret"] != unknown {
		t.Errorf("the plan has %v", plan.Attributes)
	}
	object, diags := r.Apply(plan)
	diags.None(t)
	opens(t, object, ana, 4)
	has(t, object, inprocess.Values{"fingerprint": "sha256:wallet-4"})
	object, diags = r.Read(object)
	diags.None(t)
	if changes := r.Plan(object, encrypting("1", ana.Recipient)).Changes(); len(changes) != 0 {
		t.Errorf("the next plan changes %v", changes)
	}

	r.Plan(object, encrypting("1", ben.Recipient)).Diagnostics.OneError(t, "encrypt_to: Recipients of the app secret wallet/4", "wallet/4")
	r.Plan(object, encrypting("1")).Diagnostics.OneWarning(t, "encrypt_to: The app secret wallet/4", "stays encrypted until it is rotated")
	plan = r.Plan(object, encrypting("2", ben.Recipient))
	plan.Diagnostics.OneWarning(t, "The app secret wallet/4 rotates")
	if !slices.Equal(plan.Replaces, []string{"rotation_triggers"}) {
		t.Errorf("the plan replaces because of %v", plan.Replaces)
	}
	object, diags = r.Apply(r.Plan(inprocess.Object{}, encrypting("2", ben.Recipient)))
	diags.None(t)
	opens(t, object, ben, 5)

	// The policy changes in place, and the ciphertext stays.
	ciphertext := object.Attributes["encrypted_secret"]
	aging := encrypting("2", ben.Recipient+" ben@work")
	aging["rotate_after"] = "90d"
	object, diags = r.Apply(r.Plan(object, aging))
	diags.None(t)
	has(t, object, inprocess.Values{"encrypted_secret": ciphertext, "secret": nil})

	d.reset("wallet")
	object, diags = r.Read(object)
	diags.None(t)
	has(t, object, inprocess.Values{"status": statusSuperseded, "encrypted_secret": ciphertext})
	plan = r.Plan(object, encrypting("2", ana.Recipient))
	plan.Diagnostics.OneWarning(t, "reset outside")
	if plan.Attributes["encrypted_secret"] != unknown || plan.Attributes["secret"] != nil {
		t.Errorf("a reset to others plans %v", plan.Attributes)
	}
}

// TestEncryptionAdded encrypts the secret that the state has, without a reset.
func TestEncryptionAdded(t *testing.T) {
	t.Parallel()
	ana := agetest.X25519(t)
	d, r, object := created(t, encrypting("1"))
	plan := r.Plan(object, encrypting("1", ana.Recipient))
	plan.Diagnostics.OneWarning(t, "encrypt_to: Older states hold the app secret wallet/4")
	object, diags := r.Apply(plan)
	diags.None(t)
	opens(t, object, ana, 4)
	if len(d.resets) != 0 || len(plan.Replaces) != 0 {
		t.Errorf("resets %v, replaces because of %v", d.resets, plan.Replaces)
	}
	if changes := r.Plan(object, encrypting("1", ana.Recipient)).Changes(); len(changes) != 0 {
		t.Errorf("the next plan changes %v", changes)
	}
}

// TestEncryptionAfterImport proves that recipients of a secret whose text nobody
// has change nothing but themselves.
func TestEncryptionAfterImport(t *testing.T) {
	t.Parallel()
	ana := agetest.X25519(t)
	r := resourceOn(t, newDashboard())
	imported, diags := r.Import("wallet", nil)
	diags.None(t)
	object, diags := r.Read(imported)
	diags.None(t)
	plan := r.Plan(object, encrypting("1", ana.Recipient))
	plan.Diagnostics.None(t)
	object, diags = r.Apply(plan)
	diags.None(t)
	has(t, object, inprocess.Values{"secret": nil, "encrypted_secret": nil, "version": int64(3)})
}

// TestRecipientsLate proves that recipients which turn out to be none end the apply
// before the secret is reset.
func TestRecipientsLate(t *testing.T) {
	t.Parallel()
	d := newDashboard()
	r := resourceOn(t, d)
	plan := r.Plan(inprocess.Object{}, inprocess.Values{"encrypt_to": unknown})
	if plan.Attributes["secret"] != unknown || plan.Attributes["encrypted_secret"] != unknown {
		t.Errorf("the plan has %v", plan.Attributes)
	}
	if _, diags := r.Create(inprocess.Values{"encrypt_to": []any{"age1broken"}}); !diags.HasError() || len(d.resets) != 0 {
		t.Errorf("got %v and resets %v", diags, d.resets)
	}
}
