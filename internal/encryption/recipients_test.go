// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption_test

import (
	"crypto/ed25519"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
)

// validate runs the attribute's own validators, as a CLI has them run.
func validate(t *testing.T, value types.Set) diag.Diagnostics {
	t.Helper()
	attribute, ok := encryption.Attributes("key", "key")["encrypt_to"].(schema.SetAttribute)
	if !ok || len(attribute.Validators) == 0 {
		t.Fatal("the attribute has no validator")
	}
	var resp validator.SetResponse
	for _, v := range attribute.Validators {
		v.ValidateSet(t.Context(), validator.SetRequest{ConfigValue: value}, &resp)
	}
	return resp.Diagnostics
}

// secretText is what is encrypted in these tests. It opens nothing.
const secretText = "tok_sandbox_0123456789abcdefghijABCDEFGHx7Qa"

// TestStore proves that each recipient alone decrypts exactly the secret, and that
// nobody else does.
func TestStore(t *testing.T) {
	t.Parallel()
	first, second, ed, rsa, stranger := agetest.X25519(t), agetest.X25519(t), agetest.Ed25519(t), agetest.RSA(t), agetest.X25519(t)
	for name, test := range map[string]struct {
		value    types.Set
		decrypts []agetest.Pair
	}{
		"one":             {set(first.Recipient), []agetest.Pair{first}},
		"two":             {set(first.Recipient, second.Recipient), []agetest.Pair{first, second}},
		"ssh":             {set(ed.Recipient, rsa.Recipient+" ana@example.com"), []agetest.Pair{ed, rsa}},
		"all kinds":       {set(first.Recipient, ed.Recipient, rsa.Recipient), []agetest.Pair{first, ed, rsa}},
		"read from files": {set(first.Recipient+"\n", "  "+ed.Recipient+" ana@example.com\r\n"), []agetest.Pair{first, ed}},
		"written twice":   {set(ed.Recipient+" ana@home", ed.Recipient+" ana@work", first.Recipient, first.Recipient+"\n"), []agetest.Pair{first, ed}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diags := validate(t, test.value); len(diags) != 0 {
				t.Fatalf("refused: %s", texts(diags))
			}
			sealer, diags := encryption.For(test.value)
			if len(diags) != 0 {
				t.Fatalf("refused: %s", texts(diags))
			}
			stored, diags := sealer.Store(secretText)
			if len(diags) != 0 || !stored.Plain.IsNull() {
				t.Fatalf("got %s and %v", texts(diags), stored.Plain)
			}
			armored := stored.Encrypted.ValueString()
			if !strings.HasPrefix(armored, "-----BEGIN AGE ENCRYPTED FILE-----\n") || strings.Contains(armored, secretText) {
				t.Errorf("the state would hold %s", armored)
			}
			for _, p := range test.decrypts {
				if got, err := p.Decrypt(armored); err != nil || got != secretText {
					t.Errorf("%.30s decrypts to %q: %v", p.Recipient, got, err)
				}
			}
			if got, err := stranger.Decrypt(armored); err == nil {
				t.Errorf("a stranger decrypts %q", got)
			}
			if keys := stanzas(t, armored); keys != len(test.decrypts) {
				t.Errorf("it is encrypted %d times for %d recipients", keys, len(test.decrypts))
			}
		})
	}
}

// counter counts the recipients of a file and opens none.
type counter struct{ n int }

func (c *counter) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	c.n = len(stanzas)
	return nil, age.ErrIncorrectIdentity
}

func stanzas(t *testing.T, armored string) int {
	t.Helper()
	var c counter
	if _, err := (agetest.Pair{Identity: &c}).Decrypt(armored); err == nil {
		t.Fatal("nothing decrypts, and it is open")
	}
	return c.n
}

// TestStorePlain proves that without recipients a secret stays plain, and that no
// secret is none in either case.
func TestStorePlain(t *testing.T) {
	t.Parallel()
	sealer, diags := encryption.For(none)
	stored, more := sealer.Store(secretText)
	if len(diags)+len(more) != 0 || stored.Plain.ValueString() != secretText || !stored.Encrypted.IsNull() {
		t.Errorf("without recipients it stores %v: %s", stored, texts(append(diags, more...)))
	}
	encrypting, diags := encryption.For(set(agetest.X25519(t).Recipient))
	if len(diags) != 0 {
		t.Fatal(texts(diags))
	}
	for name, s := range map[string]encryption.Sealer{"plain": sealer, "encrypting": encrypting} {
		if stored, diags := s.Store(""); len(diags) != 0 || !stored.Plain.IsNull() || !stored.Encrypted.IsNull() {
			t.Errorf("%s: no secret becomes %v: %s", name, stored, texts(diags))
		}
	}
}

// TestKeep proves that a plain secret is encrypted where it is, and that neither a
// ciphertext nor the lack of one is touched.
func TestKeep(t *testing.T) {
	t.Parallel()
	p := agetest.X25519(t)
	plain, null := types.StringValue(secretText), types.StringNull()
	sealer, diags := encryption.For(set(p.Recipient))
	if len(diags) != 0 {
		t.Fatal(texts(diags))
	}
	stored, diags := sealer.Keep(encryption.Stored{Plain: plain, Encrypted: null})
	got, err := p.Decrypt(stored.Encrypted.ValueString())
	if len(diags) != 0 || err != nil || got != secretText || !stored.Plain.IsNull() {
		t.Errorf("a plain secret becomes %v, which decrypts to %q: %v %s", stored, got, err, texts(diags))
	}
	for name, held := range map[string]encryption.Stored{"encrypted": stored, "imported": {Plain: null, Encrypted: null}} {
		if kept, diags := sealer.Keep(held); len(diags) != 0 || kept != held {
			t.Errorf("%s: %v becomes %v: %s", name, held, kept, texts(diags))
		}
	}
	held := encryption.Stored{Plain: plain, Encrypted: null}
	if kept, diags := (encryption.Sealer{}).Keep(held); len(diags) != 0 || kept != held {
		t.Errorf("without recipients %v becomes %v: %s", held, kept, texts(diags))
	}
}

// TestRefused proves that what cannot be encrypted to is refused by the validator
// and again before an apply, with words that say which element and what is wrong.
func TestRefused(t *testing.T) {
	t.Parallel()
	good, ed := agetest.X25519(t), agetest.Ed25519(t)
	ecdsa, short := sshECDSA(t), shortRSA(t)
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		value types.Set
		want  []string
	}{
		"nobody":              {set(), []string{"No recipient: Got an empty set", "remove the attribute"}},
		"null":                {set(good.Recipient, nil), []string{"null"}},
		"an empty text":       {set(""), []string{"is empty"}},
		"blanks":              {set(" \n"), []string{"is empty"}},
		"anything":            {set("passphrase"), []string{"neither with age1 nor with ssh-", "10 characters", "age-keygen -y key.txt"}},
		"a path":              {set("~/.ssh/id_ed25519.pub"), []string{"neither with age1"}},
		"a broken recipient":  {set(good.Recipient[:30] + "x" + good.Recipient[31:] + "q"), []string{good.Recipient[:30], "a character is missing or wrong"}},
		"half a recipient":    {set(good.Recipient[:40]), []string{good.Recipient[:40], "missing or wrong"}},
		"a plugin's":          {set("age1yubikey1qg8yqh4mmhlg3eyrq0mmfzdr8hdzqxrgv6vt7c0n4xqz2ck7y8e2jyqmz5h"), []string{"age1yubikey1…", "not supported"}},
		"a post-quantum one":  {set(hybrid.Recipient().String()), []string{"age1pq1…", "not supported"}},
		"half an ssh key":     {set(ed.Recipient[:40]), []string{ed.Recipient[:40], "is not a whole SSH public key"}},
		"the type alone":      {set("ssh-ed25519"), []string{"not a whole SSH public key"}},
		"an ecdsa key":        {set(ecdsa), []string{"ecdsa-sha2-nistp256", "ssh-ed25519 and ssh-rsa are supported"}},
		"a short key":         {set(short), []string{"ssh-rsa", "too small"}},
		"two in one":          {set(good.Recipient + "\n" + ed.Recipient), []string{"several lines", good.Recipient[:40], "an element of its own"}},
		"a file of them":      {set("# ana\n" + good.Recipient), []string{"several lines"}},
		"one of low order":    {set(agetest.Authorized(t, ed25519.PublicKey(append([]byte{1}, make([]byte, 31)...)))), []string{"ssh-ed25519", "cannot be encrypted to"}},
		"good and bad beside": {set(good.Recipient, "bad", ed.Recipient), []string{"neither with age1", "3 characters"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, again := encryption.For(test.value)
			for phase, diags := range map[string]diag.Diagnostics{"validate": validate(t, test.value), "apply": again} {
				if diags.ErrorsCount() != 1 || len(diags) != 1 {
					t.Fatalf("%s: got %s, want one error", phase, texts(diags))
				}
				if at, ok := diags[0].(diag.DiagnosticWithPath); !ok || at.Path().String() != "encrypt_to" {
					t.Errorf("%s: the error is not about the attribute", phase)
				}
				for _, part := range test.want {
					if !strings.Contains(texts(diags), part) {
						t.Errorf("%s: the error does not say %q: %s", phase, part, texts(diags))
					}
				}
			}
		})
	}
}

// TestIdentity proves that a secret in a recipient's place is named as such and
// never repeated, not even by the CLI, which quotes the line of an attribute.
func TestIdentity(t *testing.T) {
	t.Parallel()
	p := agetest.X25519(t)
	const marker = "MARKER"
	for name, text := range map[string]string{
		"an identity":          p.Secret,
		"in small letters":     strings.ToLower(p.Secret),
		"key.txt":              "# created: 2026-03-01T12:00:00Z\n# public key: " + p.Recipient + "\n" + p.Secret + "\n",
		"a plugin's identity":  "AGE-PLUGIN-YUBIKEY-1" + marker,
		"a quantum identity":   "AGE-SECRET-KEY-PQ-1" + marker,
		"an OpenSSH key":       "-----BEGIN OPENSSH PRIVATE KEY-----\n" + marker + "\n-----END OPENSSH PRIVATE KEY-----\n",
		"a PEM key":            "-----BEGIN RSA PRIVATE KEY-----\n" + marker,
		"a PuTTY key":          "PuTTY-User-Key-File-3: ssh-ed25519\n" + marker,
		"behind a recipient":   p.Recipient + " " + p.Secret,
		"behind a public key":  agetest.Ed25519(t).Recipient + " " + p.Secret,
		"a file with both":     p.Recipient + "\n" + p.Secret,
		"with blanks in front": "  " + p.Secret,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, diags := range []diag.Diagnostics{validate(t, set(text)), func() diag.Diagnostics { _, d := encryption.For(set(text)); return d }()} {
				if diags.ErrorsCount() != 1 || len(diags) != 1 {
					t.Fatalf("got %s, want one error", texts(diags))
				}
				if _, ok := diags[0].(diag.DiagnosticWithPath); ok {
					t.Error("the error has the attribute's path, of which a CLI quotes the line")
				}
				said := texts(diags)
				for _, secret := range []string{marker, p.Secret, strings.ToLower(p.Secret), p.Secret[16:40], strings.ToLower(p.Secret[16:40])} {
					if strings.Contains(said, secret) {
						t.Errorf("the error repeats the secret: %s", said)
					}
				}
				for _, part := range []string{"an identity or a private key", "encrypt_to", "make a new pair"} {
					if !strings.Contains(said, part) {
						t.Errorf("the error does not say %q: %s", part, said)
					}
				}
			}
		})
	}
}

// TestUnknown proves that what is not known yet is no error.
func TestUnknown(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]types.Set{
		"null": none, "unknown": unknown, "an unknown element": set(types.StringUnknown()),
		"an unknown element beside another": set(agetest.X25519(t).Recipient, types.StringUnknown()),
	} {
		if diags := validate(t, value); len(diags) != 0 {
			t.Errorf("%s: %s", name, texts(diags))
		}
	}
	if diags := validate(t, set("bad", types.StringUnknown())); diags.ErrorsCount() != 1 {
		t.Errorf("what is known beside an unknown element is not checked: %s", texts(diags))
	}
}
