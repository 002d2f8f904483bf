// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/seal"
)

func newSealer(t *testing.T) *seal.Sealer {
	t.Helper()
	s, err := seal.New(seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOnlyTheRightKeyAndPurposeOpen(t *testing.T) {
	t.Parallel()
	s, text := newSealer(t), []byte("a secret of some length")
	sealed := s.Seal(text, "row 1")
	if bytes.Contains(sealed, text) || bytes.Equal(sealed, s.Seal(text, "row 1")) {
		t.Error("a sealed text is readable, or the same twice")
	}
	if opened, err := s.Open(sealed, "row 1"); err != nil || !bytes.Equal(opened, text) {
		t.Errorf("got %q, %v", opened, err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)/2] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another purpose": func() ([]byte, error) { return s.Open(sealed, "row 2") },
		"another key":     func() ([]byte, error) { return newSealer(t).Open(sealed, "row 1") },
		"a changed text":  func() ([]byte, error) { return s.Open(changed, "row 1") },
		"a cut text":      func() ([]byte, error) { return s.Open(sealed[:5], "row 1") },
		"nothing":         func() ([]byte, error) { return s.Open(nil, "row 1") },
	} {
		if opened, err := open(); !errors.Is(err, seal.ErrOpen) || opened != nil {
			t.Errorf("%s: got %q, %v, expected ErrOpen", name, opened, err)
		}
	}
}

func TestKeysHaveOneSize(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 16, 31, 33} {
		if _, err := seal.New(make([]byte, size)); err == nil {
			t.Errorf("a key of %d bytes is taken", size)
		}
	}
}

func TestEnvelopeNeedsItsSecretAndSalt(t *testing.T) {
	t.Parallel()
	envelope := func(secret, salt string) *seal.Envelope {
		e, err := seal.NewEnvelope(secret, []byte(salt))
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := envelope("key", "salt")
	sealed, mac := e.Seal([]byte("answer"), "row"), e.MAC([]byte("request"))
	if opened, err := envelope("key", "salt").Open(sealed, "row"); err != nil || string(opened) != "answer" {
		t.Errorf("got %q, %v from the same secret and salt", opened, err)
	}
	if !bytes.Equal(envelope("key", "salt").MAC([]byte("request")), mac) || bytes.Equal(e.MAC([]byte("other")), mac) {
		t.Error("the MAC does not tell requests apart")
	}
	for _, other := range []*seal.Envelope{envelope("kez", "salt"), envelope("key", "salz")} {
		if _, err := other.Open(sealed, "row"); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("another envelope opens the text: %v", err)
		}
		if bytes.Equal(other.MAC([]byte("request")), mac) {
			t.Error("another envelope has the same MAC")
		}
	}
}
