// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption

import (
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
)

const attribute = "encrypt_to"

const expected = "Expected age recipients: X25519 ones (age1…, as `age-keygen -y key.txt` prints them) and SSH public keys of the types ssh-ed25519 and ssh-rsa."

// parseAll parses what is known of a set. Each key is there once, however often
// and in whatever way it is written.
func parseAll(set types.Set) ([]recipient, diag.Diagnostics) {
	var diags diag.Diagnostics
	if set.IsNull() || set.IsUnknown() {
		return nil, nil
	}
	if len(set.Elements()) == 0 {
		diags.AddAttributeError(path.Root(attribute), "No recipient",
			"Got an empty set, to which nothing can be encrypted. Name a recipient, or remove the attribute to keep the secret as plain text in the state.")
	}
	var recipients []recipient
	seen := map[string]bool{}
	for _, element := range set.Elements() {
		if element.IsUnknown() {
			continue
		}
		text, ok := element.(types.String)
		if !ok || text.IsNull() {
			diags.AddAttributeError(path.Root(attribute), "Not a recipient", "Got an element that is null. "+expected)
			continue
		}
		parsed, err := parse(text.ValueString())
		switch {
		case errors.Is(err, errIdentity):
			diags.Append(diagnostics.Unquoted(path.Root(attribute), "Not a recipient but a secret",
				fmt.Sprintf("Got an element that %s. It must stay with those who decrypt. %s "+
					"If this configuration was shared or committed, what it decrypts may be known to others: make a new pair.", err, expected)))
		case err != nil:
			diags.AddAttributeError(path.Root(attribute), "Not a recipient", fmt.Sprintf("Got an element that %s. %s", err, expected))
		case !seen[parsed.key]:
			seen[parsed.key] = true
			recipients = append(recipients, parsed)
		}
	}
	return recipients, diags
}

// Sealer stores secrets as a user wants them stored. The zero Sealer leaves them
// plain.
type Sealer struct {
	recipients []age.Recipient
}

// For returns the Sealer for the recipients of a plan that is applied, where all
// is known. It encrypts a probe: ask it before a secret is made, and storing that
// cannot fail afterwards.
func For(encryptTo types.Set) (Sealer, diag.Diagnostics) {
	parsed, diags := parseAll(encryptTo)
	if diags.HasError() || len(parsed) == 0 {
		return Sealer{}, diags
	}
	var s Sealer
	for _, r := range parsed {
		s.recipients = append(s.recipients, r.Recipient)
	}
	if err := probe(s.recipients...); err != nil {
		diags.AddAttributeError(path.Root(attribute), "Recipients do not go together", fmt.Sprintf("Encrypting a probe to all of them failed: %v. %s", err, expected))
	}
	return s, diags
}

// Stored is a secret as the state has it: plain, as armored ciphertext, or not at
// all, as after an import, which is the zero Stored.
type Stored struct {
	Plain, Encrypted types.String
}

// IsNull reports whether the state has the secret in no form.
func (s Stored) IsNull() bool { return s.Plain.IsNull() && s.Encrypted.IsNull() }

// Store returns a new secret as the state will have it; "" is none.
func (s Sealer) Store(secret string) (Stored, diag.Diagnostics) {
	switch {
	case secret == "":
		return Stored{}, nil
	case len(s.recipients) == 0:
		return Stored{types.StringValue(secret), types.StringNull()}, nil
	}
	armored, err := seal(secret, s.recipients)
	if err != nil {
		return Stored{}, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root(attribute), "Could not encrypt the secret",
			fmt.Sprintf("The secret could not be encrypted, so it is in nobody's hands: %v. Replace it, by a changed value of rotation_triggers.", err))}
	}
	return Stored{types.StringNull(), types.StringValue(armored)}, nil
}

// Keep returns a secret that is in the state already as the state will have it. A
// ciphertext stays what it is.
func (s Sealer) Keep(held Stored) (Stored, diag.Diagnostics) {
	if len(s.recipients) == 0 || held.Plain.ValueString() == "" {
		return held, nil
	}
	return s.Store(held.Plain.ValueString())
}

func seal(secret string, recipients []age.Recipient) (string, error) {
	var armored strings.Builder
	writer := armor.NewWriter(&armored)
	if err := encrypt(writer, secret, recipients...); err != nil {
		return "", err
	}
	if err := writer.Close(); err != nil {
		return "", err
	}
	return armored.String(), nil
}
