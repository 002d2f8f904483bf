// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"golang.org/x/crypto/ssh"
)

// recipient is one whose identity decrypts.
type recipient struct {
	age.Recipient

	// key is the public key and nothing else, so that two ways to write one
	// recipient, such as with another comment, are the same.
	key string
}

// identity finds what decrypts instead of what encrypts: age identities, of
// plugins too, and private keys of OpenSSH, PEM and PuTTY.
var identity = regexp.MustCompile(`(?i)AGE-SECRET-KEY-|AGE-PLUGIN-|PRIVATE KEY|PuTTY-User-Key-File`)

// errIdentity is the error for a secret in a recipient's place.
var errIdentity = errors.New("is an identity or a private key, the secret half of the pair")

// parse reads an age X25519 recipient or an SSH public key, and encrypts a probe
// to it. An error completes "Got an element that …" and never repeats the
// element, which may be a secret by mistake.
func parse(text string) (recipient, error) {
	text = strings.TrimSpace(text)
	var parsed recipient
	var err error
	switch {
	case identity.MatchString(text):
		return recipient{}, errIdentity
	case text == "":
		return recipient{}, errors.New("is empty")
	case strings.ContainsAny(text, "\r\n"):
		return recipient{}, fmt.Errorf("has several lines%s: write each recipient as an element of its own", begins(text))
	case strings.HasPrefix(text, "age1"):
		parsed, err = parseNative(text)
	case sshType.MatchString(text):
		parsed, err = parseSSH(text)
	default:
		return recipient{}, fmt.Errorf("begins neither with age1 nor with ssh- (it has %d characters)", len([]rune(text)))
	}
	if err != nil {
		return recipient{}, fmt.Errorf("begins with %q and %w", head(text), err)
	}
	if err := probe(parsed); err != nil {
		return recipient{}, fmt.Errorf("begins with %q and cannot be encrypted to: %w", head(text), err)
	}
	return parsed, nil
}

// otherKind is the beginning of recipients that age has beside its X25519 ones:
// those of plugins, and the post-quantum ones.
var otherKind = regexp.MustCompile(`^(age1[a-z0-9-]{1,24})1[a-z0-9]+$`)

func parseNative(text string) (recipient, error) {
	if kind := otherKind.FindStringSubmatch(text); kind != nil {
		return recipient{}, fmt.Errorf("is of the kind %s1…, of a plugin or another key type, which is not supported", kind[1])
	}
	parsed, err := age.ParseX25519Recipient(text)
	if err != nil {
		return recipient{}, errors.New("is not a whole age X25519 recipient: a character is missing or wrong")
	}
	return recipient{parsed, parsed.String()}, nil
}

// sshType is the beginning of an SSH public key, of the supported types and of
// those that people may try.
var sshType = regexp.MustCompile(`^(ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-)`)

func parseSSH(text string) (recipient, error) {
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(text))
	if err != nil {
		return recipient{}, errors.New("is not a whole SSH public key: something is missing or wrong")
	}
	var parsed age.Recipient
	switch key.Type() {
	case ssh.KeyAlgoED25519:
		parsed, err = agessh.NewEd25519Recipient(key)
	case ssh.KeyAlgoRSA:
		parsed, err = agessh.NewRSARecipient(key)
	default:
		return recipient{}, errors.New("is of an SSH key type that age does not encrypt to: ssh-ed25519 and ssh-rsa are supported")
	}
	if err != nil {
		return recipient{}, fmt.Errorf("is not usable: %w", err)
	}
	return recipient{parsed, key.Type() + " " + base64.StdEncoding.EncodeToString(key.Marshal())}, nil
}

// probe encrypts a text that is no secret, so that encryption fails now or never.
func probe(recipients ...age.Recipient) error { return encrypt(io.Discard, "probe", recipients...) }

func encrypt(to io.Writer, text string, recipients ...age.Recipient) error {
	writer, err := age.Encrypt(to, recipients...)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(writer, text); err != nil {
		return err
	}
	return writer.Close()
}

// head is enough of a public key to find it by in a configuration.
func head(text string) string {
	const enough = 45 // The first characters of an SSH key only repeat its type.
	if runes := []rune(text); len(runes) > enough {
		return string(runes[:enough]) + "…"
	}
	return text
}

// begins says how a text begins where it looks like a public key.
func begins(text string) string {
	if !strings.HasPrefix(text, "age1") && !sshType.MatchString(text) {
		return ""
	}
	first, _, _ := strings.Cut(text, "\n")
	return fmt.Sprintf(" and begins with %q", head(strings.TrimSpace(first)))
}
