// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// signerSize is the length in bytes of the HMAC key that signs a secret key.
const signerSize = 32

// secretText writes a secret key: a JWT signed with HS256 that names the client
// and when it was made, as the platform's are. The key is recognised by the hash
// of its text and never verified, so that the signer is thrown away: the
// signature is what makes the text 256 bits unguessable.
func secretText(clientToken string, now time.Time, signer []byte) string {
	payload, err := json.Marshal(struct {
		ID       string `json:"_id"`
		IssuedAt int64  `json:"iat"` // In epoch seconds.
	}{clientToken, now.Unix()})
	if err != nil {
		panic(err) // A text and a number can be encoded.
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(payload)
	mac := hmac.New(sha256.New, signer)
	mac.Write([]byte(signed))
	return signed + "." + encode(mac.Sum(nil))
}

// newSigner returns a random signer.
func newSigner() []byte {
	signer := make([]byte, signerSize)
	_, _ = rand.Read(signer) // crypto/rand.Read never fails.
	return signer
}

// publicText writes a public key: a UUID of version 4, of the random bits.
func publicText(random [16]byte) string {
	id := uuid.UUID(random)
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // RFC 9562, section 5.4.
	return id.String()
}

// newPublicText returns a random public key.
func newPublicText() string {
	var random [16]byte
	_, _ = rand.Read(random[:]) // crypto/rand.Read never fails.
	return publicText(random)
}

// newSecretKey makes the record of a secret key with that text.
func newSecretKey(s store.Scope, name, text string, now time.Time) store.APIKey {
	return newKey(s, name, text, text[:3]+"…"+text[len(text)-4:], now)
}

// newPublicKey makes the record of a public key with that text.
func newPublicKey(s store.Scope, name, text string, now time.Time) store.APIKey {
	k := newKey(s, name, text, text[:8]+"…"+text[len(text)-4:], now)
	k.PublicText = text
	return k
}

func newKey(s store.Scope, name, text, hint string, now time.Time) store.APIKey {
	return store.APIKey{
		ID: ids.ObjectID(now), Scope: s, Name: name, Hash: sha256.Sum256([]byte(text)), Hint: hint, CreatedAt: now,
	}
}
