// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// encrypting is a webhook with recipients and a trigger.
func encrypting(trigger any, recipients ...any) inprocess.Values {
	values := inprocess.Values{"rotation_triggers": map[string]any{"recipients": trigger}}
	if recipients != nil {
		values["encrypt_to"] = recipients
	}
	return config(values)
}

// opens fails the test where a state has the secret in the clear, or no ciphertext
// of it for the pair.
func opens(t *testing.T, object inprocess.Object, p agetest.Pair) {
	t.Helper()
	if object.Attributes["signing_secret"] != nil || strings.Contains(fmt.Sprint(object.Attributes), secretText) {
		t.Errorf("the secret is in the clear: %v", object.Attributes)
	}
	if got := p.MustDecrypt(t, object.Attributes["encrypted_signing_secret"]); got != secretText {
		t.Errorf("decrypts to %q", got)
	}
}

// TestEncrypted takes an encrypted signing secret through its life: others decrypt
// after a rotation in place, and in the end the state has the plain one.
func TestEncrypted(t *testing.T) {
	t.Parallel()
	ana, ben := agetest.X25519(t), agetest.Ed25519(t)
	h := &hooks{webhook: stored(1)}
	r := resourceOn(t, h)
	plan := r.Plan(inprocess.Object{}, encrypting("1", ana.Recipient))
	plan.Diagnostics.None(t)
	if plan.Attributes["signing_secret"] != nil || plan.Attributes["encrypted_signing_secret"] != unknown {
		t.Errorf("the plan has %v", plan.Attributes)
	}
	object, diags := r.Apply(plan)
	diags.None(t)
	opens(t, object, ana)
	ciphertext := object.Attributes["encrypted_signing_secret"]
	object, diags = r.Read(object)
	diags.None(t)
	if changes := r.Plan(object, encrypting("1", ana.Recipient)).Changes(); len(changes) != 0 {
		t.Errorf("the next plan changes %v", changes)
	}
	described := encrypting("1", ana.Recipient+"\n")
	described["description"] = "Ledger"
	object, diags = r.Apply(r.Plan(object, described))
	diags.None(t)
	if object.Attributes["encrypted_signing_secret"] != ciphertext {
		t.Error("an update changed the ciphertext")
	}

	r.Plan(object, encrypting("1", ben.Recipient)).Diagnostics.OneError(t, "encrypt_to: Recipients of the signing secret of the webhook whk_1", "signing secret of the webhook whk_1")
	r.Plan(object, encrypting("1")).Diagnostics.OneWarning(t, "encrypt_to: The signing secret of the webhook whk_1", "stays encrypted until it is rotated")
	// A trigger that is not known yet may rotate or not; the apply knows.
	plan = r.Plan(object, encrypting(unknown, ben.Recipient))
	plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates")
	plan = r.Plan(object, encrypting("2", ben.Recipient))
	plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates")
	if len(plan.Replaces) != 0 || plan.Attributes["signing_secret"] != nil {
		t.Errorf("replaces because of %v, plans %v", plan.Replaces, plan.Attributes)
	}
	object, diags = r.Apply(plan)
	diags.None(t)
	opens(t, object, ben)
	if object.Attributes["secret_version"] != int64(2) {
		t.Errorf("the state is %v", object.Attributes)
	}

	object, diags = r.Apply(r.Plan(object, encrypting("3")))
	diags.None(t)
	if object.Attributes["signing_secret"] != secretText || object.Attributes["encrypted_signing_secret"] != nil {
		t.Errorf("after the end of encryption the state is %v", object.Attributes)
	}
}

// TestEncryptionAdded encrypts the secret that the state has, without a rotation.
func TestEncryptionAdded(t *testing.T) {
	t.Parallel()
	ana := agetest.X25519(t)
	h := &hooks{webhook: stored(1)}
	r := resourceOn(t, h)
	with := config(inprocess.Values{"encrypt_to": []any{ana.Recipient}})
	plan := r.Plan(state(nil), with)
	plan.Diagnostics.OneWarning(t, "encrypt_to: Older states hold the signing secret of the webhook whk_1 (version 1)")
	object, diags := r.Apply(plan)
	diags.None(t)
	opens(t, object, ana)
	if len(h.keys) != 0 || len(h.sent) != 0 {
		t.Errorf("calls were made: %v %v", h.keys, h.sent)
	}
	if changes := r.Plan(object, with).Changes(); len(changes) != 0 {
		t.Errorf("the next plan changes %v", changes)
	}
	// Without a trigger there is none whose value could change.
	r.Plan(object, config(nil)).Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1", "stays encrypted until it is rotated")
}

// TestEncryptedFailure proves that a rotation which fails leaves the ciphertext and
// its recipients as they were, while the settings are changed.
func TestEncryptedFailure(t *testing.T) {
	t.Parallel()
	ana, ben := agetest.X25519(t), agetest.X25519(t)
	h := &hooks{webhook: stored(1)}
	r := resourceOn(t, h)
	object, diags := r.Create(encrypting("1", ana.Recipient))
	diags.None(t)
	ciphertext := object.Attributes["encrypted_signing_secret"]
	h.stuck = fails(platform.KindUnreachable)
	changed := encrypting("2", ben.Recipient)
	changed["description"] = "Ledger"
	object, diags = r.Apply(r.Plan(object, changed))
	diags.OneError(t, "Could not rotate the signing secret")
	if object.Attributes["encrypted_signing_secret"] != ciphertext || object.Attributes["description"] != "Ledger" {
		t.Errorf("after the failure the state is %v", object.Attributes)
	}
	opens(t, object, ana)

	h.stuck = nil
	plan := r.Plan(object, changed)
	plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates")
	object, diags = r.Apply(plan)
	diags.None(t)
	opens(t, object, ben)
}

// TestEncryptedLoss proves that a secret which is rotated past the provider is
// noticed though the state has only its ciphertext, which is worth nothing then.
func TestEncryptedLoss(t *testing.T) {
	t.Parallel()
	ana, ben := agetest.X25519(t), agetest.X25519(t)
	h := &hooks{webhook: stored(1)}
	r := resourceOn(t, h)
	object, diags := r.Create(encrypting("1", ana.Recipient))
	diags.None(t)
	h.webhook.SecretVersion = 9
	object, diags = r.Read(object)
	diags.OneWarning(t, "signing_secret: The signing secret of the webhook whk_1 is lost: it was rotated outside", "version 9")
	if object.Attributes["encrypted_signing_secret"] != nil || object.Attributes["ready_for_rotation"] != true {
		t.Errorf("the state is %v", object.Attributes)
	}
	plan := r.Plan(object, encrypting("1", ben.Recipient))
	plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates")
	object, diags = r.Apply(plan)
	diags.None(t)
	opens(t, object, ben)
	object, diags = r.Read(object)
	diags.None(t)
	if changes := r.Plan(object, encrypting("1", ben.Recipient)).Changes(); len(changes) != 0 {
		t.Errorf("the next plan changes %v", changes)
	}
}

// TestEncryptionAndGiven proves that what the user gives is not encrypted, and that
// the one can take the other's place.
func TestEncryptionAndGiven(t *testing.T) {
	t.Parallel()
	ana := agetest.X25519(t)
	h := &hooks{webhook: stored(1)}
	r := resourceOn(t, h)
	r.Validate(giving(firstGiven, "1", inprocess.Values{"encrypt_to": []any{ana.Recipient}})).OneError(t, "encrypt_to: ", "signing_secret_wo", "never stored")

	encrypted := config(inprocess.Values{"encrypt_to": []any{ana.Recipient}})
	object, diags := r.Create(giving(firstGiven, "1", nil))
	diags.None(t)
	plan := r.Plan(object, encrypted)
	plan.Diagnostics.OneWarning(t, "you no longer give it")
	object, diags = r.Apply(plan)
	diags.None(t)
	opens(t, object, ana)
	plan = r.Plan(object, giving(secondGiven, "2", nil))
	plan.Diagnostics.OneWarning(t, "you give one yourself")
	object, diags = r.Apply(plan)
	diags.None(t)
	hidden(t, object, int64(3))
	if object.Attributes["encrypted_signing_secret"] != nil {
		t.Errorf("the state has a ciphertext of a secret that is gone")
	}
}

// TestRecipientsLate proves that recipients which turn out to be none end the apply
// before anything is called, and that those of an import change only themselves.
func TestRecipientsLate(t *testing.T) {
	t.Parallel()
	ana := agetest.X25519(t)
	h := &hooks{webhook: stored(1)}
	r := resourceOn(t, h)
	plan := r.Plan(inprocess.Object{}, config(inprocess.Values{"encrypt_to": unknown}))
	if plan.Attributes["signing_secret"] != unknown || plan.Attributes["encrypted_signing_secret"] != unknown {
		t.Errorf("the plan has %v", plan.Attributes)
	}
	for _, prior := range []inprocess.Object{{}, state(nil)} {
		r.Plan(prior, encrypting("1", "age1broken")).Diagnostics.OneError(t, "encrypt_to: Not a recipient")
	}
	plan = r.Plan(state(inprocess.Values{"signing_secret": nil}), encrypting("1", ana.Recipient))
	plan.Diagnostics.None(t)
	if changes := plan.Changes(); slices.Contains(changes, "signing_secret") || slices.Contains(changes, "encrypted_signing_secret") {
		t.Errorf("after an import the plan changes %v", changes)
	}
	object, diags := r.Apply(plan)
	diags.None(t)
	if object.Attributes["signing_secret"] != nil || object.Attributes["encrypted_signing_secret"] != nil || len(h.keys)+len(h.sent) != 0 {
		t.Errorf("the state is %v after the calls %v", object.Attributes, h.sent)
	}
}
