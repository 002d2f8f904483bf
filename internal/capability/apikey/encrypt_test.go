// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// vault is a platform with one key.
func vault() *keys {
	return &keys{
		create: func(context.Context, string, time.Duration, string) (platform.APIKey, error) { return created(), nil },
		get:    func(string) (platform.APIKey, error) { return stored(platform.KeyActive), nil },
		rename: func(_ context.Context, _, name string) (platform.APIKey, error) {
			key := stored(platform.KeyActive)
			key.Name = name
			return key, nil
		},
	}
}

// encrypting is a key with recipients, and with more where that is not nil.
func encrypting(recipients any, more inprocess.Values) inprocess.Values {
	values := inprocess.Values{"name": "ci", "encrypt_to": recipients}
	maps.Copy(values, more)
	return values
}

func to(recipients ...any) any { return recipients }

func triggered(value any) inprocess.Values {
	return inprocess.Values{"rotation_triggers": map[string]any{"recipients": value}}
}

// hidden fails the test where plan or state have the key in the clear.
func hidden(t *testing.T, attributes inprocess.Values) {
	t.Helper()
	if attributes["key"] != nil || strings.Contains(fmt.Sprint(attributes), secretKey) {
		t.Errorf("the key is in the clear: %v", attributes)
	}
}

// TestEncrypted takes an encrypted key through its life: its plain text is never in
// a plan or a state, and its ciphertext is never made again.
func TestEncrypted(t *testing.T) {
	t.Parallel()
	ana, ben := agetest.X25519(t), agetest.Ed25519(t)
	both := encrypting(to(ana.Recipient, ben.Recipient+" ben@home"), triggered("1"))
	r := resourceOn(t, vault())
	plan := r.Plan(inprocess.Object{}, both)
	plan.Diagnostics.None(t)
	if plan.Attributes["key"] != nil || plan.Attributes["encrypted_key"] != unknown {
		t.Errorf("the plan has %v and %v, want null and unknown", plan.Attributes["key"], plan.Attributes["encrypted_key"])
	}
	object, diags := r.Apply(plan)
	diags.None(t)
	hidden(t, object.Attributes)
	for _, p := range []agetest.Pair{ana, ben} {
		if got := p.MustDecrypt(t, object.Attributes["encrypted_key"]); got != secretKey {
			t.Errorf("decrypts to %q", got)
		}
	}
	if object.Attributes["fingerprint"] != "sha256:00ff" {
		t.Errorf("the fingerprint is %v", object.Attributes["fingerprint"])
	}

	ciphertext := object.Attributes["encrypted_key"]
	object, diags = r.Read(object)
	diags.None(t)
	if changes := r.Plan(object, both).Changes(); len(changes) != 0 {
		t.Errorf("the next plan changes %v", changes)
	}
	commented := encrypting(to(ben.Recipient+" ben@work", ana.Recipient), triggered("1"))
	if changes := r.Plan(object, commented).Changes(); !slices.Contains(changes, "encrypt_to") || slices.Contains(changes, "encrypted_key") || slices.Contains(changes, "key") {
		t.Errorf("another comment changes %v", changes)
	}
	commented["name"] = "deploy"
	object, diags = r.Apply(r.Plan(object, commented))
	diags.None(t)
	if object.Attributes["encrypted_key"] != ciphertext || object.Attributes["name"] != "deploy" {
		t.Errorf("an update changed the ciphertext: %v", object.Attributes)
	}
	hidden(t, object.Attributes)

	r.Plan(object, encrypting(to(ana.Recipient), triggered("1"))).Diagnostics.OneError(t, "encrypt_to: ", "Recipients of the API key", "key_1", "Change a value of rotation_triggers in the same apply")
	ended := r.Plan(object, encrypting(nil, triggered("1")))
	ended.Diagnostics.OneWarning(t, "encrypt_to: The API key", "stays encrypted until it is rotated")
	kept, diags := r.Apply(ended)
	diags.None(t)
	if kept.Attributes["encrypted_key"] != ciphertext || kept.Attributes["key"] != nil || len(ended.Replaces) != 0 {
		t.Errorf("without recipients the state has %v", kept.Attributes)
	}
	r.Plan(kept, encrypting(nil, triggered("1"))).Diagnostics.None(t)
	r.Plan(kept, encrypting(to(ben.Recipient), triggered("1"))).Diagnostics.OneError(t, "encrypt_to: ", "Recipients of the API key", "-refresh=false")
	plan = r.Plan(object, encrypting(to(ana.Recipient), triggered("2")))
	plan.Diagnostics.OneWarning(t, "(key_1, tok_sandbox_…x7Qa) rotates")
	if !slices.Equal(plan.Replaces, []string{"rotation_triggers"}) || plan.Attributes["key"] != nil || plan.Attributes["encrypted_key"] != unknown {
		t.Errorf("with a trigger the plan replaces for %v and has %v", plan.Replaces, plan.Attributes)
	}
	plan = r.Plan(object, encrypting(nil, triggered("2")))
	plan.Diagnostics.OneWarning(t, "(key_1, tok_sandbox_…x7Qa) rotates")
	if plan.Attributes["key"] != unknown || plan.Attributes["encrypted_key"] != nil {
		t.Errorf("without recipients the plan has %v", plan.Attributes)
	}
	// A key that is replaced for another reason takes other recipients, too.
	object.Attributes["status"] = string(platform.KeyRevoked)
	r.Plan(object, encrypting(to(ben.Recipient), triggered("1"))).Diagnostics.OneWarning(t, "no longer works")
}

// TestEncryptionAdded encrypts the key that the state has, in place and at no cost
// but a look.
func TestEncryptionAdded(t *testing.T) {
	t.Parallel()
	ana := agetest.X25519(t)
	r := resourceOn(t, vault())
	wanted := encrypting(to(ana.Recipient), nil)
	plan := r.Plan(state(platform.KeyActive), wanted)
	plan.Diagnostics.OneWarning(t, "encrypt_to: Older states hold the API key", "key_1", "backups")
	if len(plan.Replaces) != 0 {
		t.Errorf("the plan replaces because of %v", plan.Replaces)
	}
	object, diags := r.Apply(plan)
	diags.None(t)
	hidden(t, object.Attributes)
	if got := ana.MustDecrypt(t, object.Attributes["encrypted_key"]); got != secretKey {
		t.Errorf("decrypts to %q", got)
	}
	if changes := r.Plan(object, wanted).Changes(); len(changes) != 0 {
		t.Errorf("the next plan changes %v", changes)
	}

	// An update that fails leaves the key as it was: in the clear, not lost.
	k := vault()
	k.rename = func(context.Context, string, string) (platform.APIKey, error) {
		return platform.APIKey{}, fails(platform.KindConflict)
	}
	r = resourceOn(t, k)
	wanted["name"] = "deploy"
	object, diags = r.Apply(r.Plan(state(platform.KeyActive), wanted))
	diags.OneError(t, "Could not change")
	if object.Attributes["key"] != secretKey || object.Attributes["encrypted_key"] != nil || object.Attributes["encrypt_to"] != nil {
		t.Errorf("after the failure the state is %v", object.Attributes)
	}
}

// TestEncryptionAfterImport proves that recipients of a key whose text nobody has
// change nothing but themselves, until the next rotation.
func TestEncryptionAfterImport(t *testing.T) {
	t.Parallel()
	ana, ben := agetest.X25519(t), agetest.X25519(t)
	r := resourceOn(t, vault())
	imported, diags := r.Import("key_1", nil)
	diags.None(t)
	object, diags := r.Read(imported)
	diags.None(t)
	for _, recipients := range []any{to(ana.Recipient), to(ben.Recipient), nil, to(ben.Recipient)} {
		plan := r.Plan(object, encrypting(recipients, triggered("1")))
		plan.Diagnostics.None(t)
		object, diags = r.Apply(plan)
		diags.None(t)
		if object.Attributes["key"] != nil || object.Attributes["encrypted_key"] != nil || len(plan.Replaces) != 0 {
			t.Errorf("recipients make the state %v", object.Attributes)
		}
	}
	plan := r.Plan(object, encrypting(to(ana.Recipient), triggered("2")))
	if !slices.Equal(plan.Replaces, []string{"rotation_triggers"}) || plan.Attributes["encrypted_key"] != unknown {
		t.Errorf("the rotation replaces for %v and plans %v", plan.Replaces, plan.Attributes)
	}
}

// TestRecipientsUnknown proves that recipients which are not known at plan are
// decided upon at apply, before anything is called.
func TestRecipientsUnknown(t *testing.T) {
	t.Parallel()
	ana := agetest.X25519(t)
	r := resourceOn(t, &keys{create: func(context.Context, string, time.Duration, string) (platform.APIKey, error) {
		t.Error("a key was created")
		return created(), nil
	}})
	plan := r.Plan(inprocess.Object{}, encrypting(unknown, nil))
	plan.Diagnostics.None(t)
	if plan.Attributes["key"] != unknown || plan.Attributes["encrypted_key"] != unknown {
		t.Errorf("the plan has %v and %v, want both unknown", plan.Attributes["key"], plan.Attributes["encrypted_key"])
	}
	for name, late := range map[string]any{"empty": to(), "broken": to("age1broken"), "a secret": to(ana.Secret)} {
		_, diags := r.Create(encrypting(late, nil))
		if !diags.HasError() || strings.Contains(fmt.Sprint(diags.Errors()), ana.Secret) {
			t.Errorf("%s: %v", name, diags.Errors())
		}
	}

	plan = r.Plan(state(platform.KeyActive), encrypting(unknown, nil))
	plan.Diagnostics.OneWarning(t, "Older states hold the API key", "key_1")
	if plan.Attributes["key"] != unknown || plan.Attributes["encrypted_key"] != unknown {
		t.Errorf("for a plain key the plan has %v and %v, want both unknown", plan.Attributes["key"], plan.Attributes["encrypted_key"])
	}
	object, diags := resourceOn(t, vault()).Create(encrypting(to(ana.Recipient), nil))
	diags.None(t)
	plan = r.Plan(object, encrypting(to(unknown), nil))
	plan.Diagnostics.None(t)
	if plan.Attributes["key"] != nil || plan.Attributes["encrypted_key"] != object.Attributes["encrypted_key"] {
		t.Errorf("for a ciphertext that stays or is refused the plan has %v", plan.Attributes)
	}
}

// TestPublicKeyIsNotEncrypted proves that what everybody may read is not made to
// look like a secret.
func TestPublicKeyIsNotEncrypted(t *testing.T) {
	t.Parallel()
	ana := agetest.X25519(t)
	r := resourceOn(t, vault())
	public := func(kind, recipients any) inprocess.Values {
		return encrypting(recipients, inprocess.Values{"type": kind})
	}
	r.Validate(public("public", to(ana.Recipient))).OneError(t, "encrypt_to: A public key is no secret", "Remove encrypt_to")
	r.Plan(inprocess.Object{}, public("public", to(ana.Recipient))).Diagnostics.OneError(t, "encrypt_to: A public key is no secret")
	for _, fine := range []inprocess.Values{
		public("secret", to(ana.Recipient)), public("public", nil), public("public", unknown), public(unknown, to(ana.Recipient)), public(nil, to(ana.Recipient)),
	} {
		r.Validate(fine).None(t)
	}
}

// TestTypeAndRecipients proves that another type, known or not, is another key, for
// which other recipients are fine.
func TestTypeAndRecipients(t *testing.T) {
	t.Parallel()
	ana, ben := agetest.X25519(t), agetest.X25519(t)
	r := resourceOn(t, vault())
	object, diags := r.Create(encrypting(to(ana.Recipient), nil))
	diags.None(t)
	for _, kind := range []any{"secret", unknown} {
		plan := r.Plan(object, encrypting(to(ben.Recipient), inprocess.Values{"type": kind}))
		plan.Diagnostics.OneWarning(t, "type: ", "key_1", "is replaced", "another type is another key", "ends at once")
		if !slices.Contains(plan.Replaces, "type") {
			t.Errorf("the plan replaces because of %v", plan.Replaces)
		}
	}
}

// TestEncryptedInterrupt proves that an interrupted run still stores the ciphertext
// of the key that it made.
func TestEncryptedInterrupt(t *testing.T) {
	t.Parallel()
	ana := agetest.X25519(t)
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	object, diags := serve(t, vault()).Within(interrupted).Resource("openbanking_api_key").Create(encrypting(to(ana.Recipient), nil))
	diags.None(t)
	if got := ana.MustDecrypt(t, object.Attributes["encrypted_key"]); got != secretKey {
		t.Errorf("decrypts to %q", got)
	}
}
