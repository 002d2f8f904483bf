// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// FuzzRecipient proves that whatever a user writes as a recipient is one that can
// be encrypted to, is the same when it is written as its key, or is refused
// without being repeated where it may be a secret.
func FuzzRecipient(f *testing.F) {
	for _, seed := range []string{
		"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN somebody@example.com",
		"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC", "ecdsa-sha2-nistp256 AAAA", "sk-ssh-ed25519@openssh.com AAAA",
		"age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t", "age1", "AGE-SECRET-KEY-1", "-----BEGIN OPENSSH PRIVATE KEY-----",
		" age1 \n", "ssh-ed25519 \xff", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := parse(text)
		if err != nil {
			if errors.Is(err, errIdentity) && err.Error() != errIdentity.Error() {
				t.Errorf("an identity is told as %v", err)
			}
			if len(text) > 60 && strings.Contains(err.Error(), text) {
				t.Errorf("the error repeats %q", text)
			}
			return
		}
		if identity.MatchString(text) {
			t.Errorf("accepted a private key: %q", text)
		}
		if err := encrypt(io.Discard, "a secret", parsed); err != nil {
			t.Errorf("%q was accepted and cannot be encrypted to: %v", text, err)
		}
		if again, err := parse(parsed.key); err != nil || again.key != parsed.key {
			t.Errorf("%q is the key %q, which is read as %q, %v", text, parsed.key, again.key, err)
		}
	})
}
