// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
)

// TestDecide goes through what a plan can make of the recipients, with a new
// secret and without one.
func TestDecide(t *testing.T) {
	t.Parallel()
	ana, ben, ed := agetest.X25519(t).Recipient, agetest.X25519(t).Recipient, agetest.Ed25519(t).Recipient
	null, open := types.StringNull(), types.StringUnknown()
	plain := encryption.Stored{Plain: types.StringValue(secretText), Encrypted: null}
	sealed := encryption.Stored{Plain: null, Encrypted: types.StringValue("-----BEGIN AGE ENCRYPTED FILE-----")}
	nothing := encryption.Stored{Plain: null, Encrypted: null}
	toPlain := encryption.Stored{Plain: open, Encrypted: null}
	toSealed := encryption.Stored{Plain: null, Encrypted: open}
	either := encryption.Stored{Plain: open, Encrypted: open}
	const older, change, end = "Older states hold the API key key_1", "Recipients of the API key key_1 change without a new secret", "The API key key_1 stays encrypted until it is rotated"

	for name, test := range map[string]struct {
		state, plan types.Set
		held        encryption.Stored
		renews      bool
		want        encryption.Stored
		said        string // summary of the one diagnostic, "" for none
	}{
		"new":                        {none, none, nothing, true, toPlain, ""},
		"new, encrypted":             {none, set(ana), nothing, true, toSealed, ""},
		"new, to somebody":           {none, set(types.StringUnknown()), nothing, true, toSealed, ""},
		"new, unknown":               {none, unknown, nothing, true, either, ""},
		"rotated":                    {set(ana), set(ana), sealed, true, toSealed, ""},
		"rotated to others":          {set(ana), set(ben), sealed, true, toSealed, ""},
		"rotated to plain":           {set(ana), none, sealed, true, toPlain, ""},
		"rotated to encrypted":       {none, set(ana), plain, true, toSealed, ""},
		"rotated to unknown":         {set(ana), unknown, sealed, true, either, ""},
		"plain":                      {none, none, plain, false, plain, ""},
		"encrypted":                  {set(ana), set(ana), sealed, false, sealed, ""},
		"in another order":           {set(ana, ed), set(ed, ana), sealed, false, sealed, ""},
		"with another comment":       {set(ed + " ana@home"), set(ed + " ana@work"), sealed, false, sealed, ""},
		"written twice":              {set(ed), set(ed, ed+" again"), sealed, false, sealed, ""},
		"with a line break":          {set(ana), set(ana + "\n"), sealed, false, sealed, ""},
		"unknown":                    {set(ana), unknown, sealed, false, sealed, ""},
		"partly unknown":             {set(ana, ben), set(ana, types.StringUnknown()), sealed, false, sealed, ""},
		"others":                     {set(ana), set(ben), sealed, false, sealed, change},
		"others, partly unknown":     {set(ana), set(ben, types.StringUnknown()), sealed, false, sealed, change},
		"one more":                   {set(ana), set(ana, ben), sealed, false, sealed, change},
		"one fewer":                  {set(ana, ben), set(ana), sealed, false, sealed, change},
		"none any more":              {set(ana), none, sealed, false, sealed, end},
		"none since an earlier plan": {none, none, sealed, false, sealed, ""},
		"added after that":           {none, set(ana), sealed, false, sealed, change},
		"unknown after that":         {none, unknown, sealed, false, sealed, ""},
		"rotated after that":         {none, none, sealed, true, toPlain, ""},
		"added":                      {none, set(ana), plain, false, toSealed, older},
		"added, unknown":             {none, unknown, plain, false, either, older},
		"added, to somebody":         {none, set(types.StringUnknown()), plain, false, toSealed, older},
		"added to an import":         {none, set(ana), nothing, false, nothing, ""},
		"added to one, unknown":      {none, unknown, nothing, false, nothing, ""},
		"changed before a secret is": {set(ana), set(ben), nothing, false, nothing, ""},
		"removed before a secret is": {set(ana), none, nothing, false, nothing, ""},
		"not a recipient":            {none, set("bad"), plain, false, plain, "Not a recipient"},
		"not a recipient, rotated":   {none, set("bad"), plain, true, plain, "Not a recipient"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, diags := encryption.Change{What: "API key key_1", State: test.state, Plan: test.plan, Held: test.held, New: test.renews}.Decide()
			if got != test.want {
				t.Errorf("plans %v, want %v", got, test.want)
			}
			if test.said == "" && len(diags) != 0 || test.said != "" && (len(diags) != 1 || diags[0].Summary() != test.said) {
				t.Errorf("says %q, want %q", texts(diags), test.said)
			}
			if strings.Contains(texts(diags), secretText) {
				t.Error("the text repeats the secret")
			}
		})
	}
}

// TestRemedy proves that the way out that is named exists: a trigger that is added
// rotates nothing, so without one there are two steps.
func TestRemedy(t *testing.T) {
	t.Parallel()
	c := encryption.Change{
		What: "API key key_1", State: set(agetest.X25519(t).Recipient), Plan: set(agetest.X25519(t).Recipient),
		Held: encryption.Stored{Plain: types.StringNull(), Encrypted: types.StringValue("ciphertext")},
	}
	for name, test := range map[string]struct {
		triggers types.Map
		want     string
	}{
		"no triggers": {types.MapNull(types.StringType), "apply one first"},
		"triggers":    {types.MapValueMust(types.StringType, map[string]attr.Value{"a": types.StringValue("1")}), "Change a value of rotation_triggers in the same apply."},
	} {
		c.Triggers = test.triggers
		_, diags := c.Decide()
		if said := texts(diags); diags.ErrorsCount() != 1 || !strings.Contains(said, test.want) || !strings.Contains(said, "API key key_1") {
			t.Errorf("%s: %s", name, said)
		}
	}
}
