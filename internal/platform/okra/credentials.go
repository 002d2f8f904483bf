// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/google/uuid"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// The fields of Okra's block in the provider block.
const (
	credentialSecretKey   = "secret_key"
	credentialClientToken = "client_token"
	credentialPublicKey   = "public_key"
)

// claims is what a secret key says of itself. Those that are known have `_id`
// and `iat`, and nothing that tells the environment; where something does, it
// has to agree with the provider's.
type claims struct {
	Env json.RawMessage `json:"env"`
}

// checkCredentials refuses what cannot be the credential that its field is for,
// and names what it looks like instead. It returns the secret key's claims.
func checkCredentials(credentials map[string]string) (claims, error) {
	said, wrong := parseSecretKey(credentials[credentialSecretKey])
	if wrong != "" {
		return said, refuse(credentialSecretKey, "Not an Okra secret key", wrong+
			" A secret key is a JSON Web Token: three parts with a dot between, signed with HS256. Copy the whole key, without quotes or spaces, into okra.secret_key or the environment variable OKRA_SECRET_KEY.")
	}
	if wrong := unusable(credentials[credentialClientToken], isUUID, isObjectID); wrong != "" {
		return said, refuse(credentialClientToken, "Not an Okra client token", wrong+
			" A client token is a UUID or has 24 hexadecimal digits. Copy it into okra.client_token or the environment variable OKRA_CLIENT_TOKEN, or leave it out: no call needs it.")
	}
	if wrong := unusable(credentials[credentialPublicKey], isUUID); wrong != "" {
		return said, refuse(credentialPublicKey, "Not an Okra public key", wrong+
			" A public key is a UUID. Copy it into okra.public_key or the environment variable OKRA_PUBLIC_KEY, or leave it out: no call needs it.")
	}
	return said, nil
}

func refuse(field, summary, detail string) error {
	return &platform.ConfigError{Attribute: "okra." + field, Summary: summary, Detail: detail}
}

// parseSecretKey reads a secret key's claims, without its signature, which the
// platform alone can check. The text says what is wrong, "" for nothing.
func parseSecretKey(key string) (claims, string) {
	var said claims
	if wrong := misplaced(key); wrong != "" {
		return said, wrong
	}
	parts := strings.Split(key, ".")
	if len(parts) != 3 {
		return said, "The value does not consist of three parts."
	}
	var header struct {
		Algorithm string `json:"alg"`
	}
	switch signature, err := base64.RawURLEncoding.DecodeString(parts[2]); {
	case decodePart(parts[0], &header) != nil:
		return said, "The first part of the value is not a token's header."
	case header.Algorithm != "HS256":
		return said, "The value is a token that is not signed with HS256."
	case decodePart(parts[1], &said) != nil:
		return said, "The second part of the value is not a token's payload."
	case err != nil || len(signature) != 32:
		return said, "The third part of the value is not a signature by HS256; the end of the key may be missing."
	}
	return said, ""
}

// decodePart reads a part of a token: base64url without padding of a JSON object.
func decodePart(part string, out any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return errNoObject
	}
	return json.Unmarshal(text, out)
}

// foreign are the beginnings by which other credentials can be told.
var foreign = []struct{ prefix, is string }{
	{"tok_live_", "a Tok API key"},
	{"tok_sandbox_", "a Tok API key"},
	{"okto_mgmt_", "an Okto management token"},
	{"whsec_", "a webhook's signing secret"},
}

// misplaced names what stands in place of a secret key, "" where nothing known does.
func misplaced(text string) string {
	switch {
	case text == "":
		return "The value is empty."
	case strings.HasPrefix(strings.ToLower(text), "bearer "):
		return "The value starts with the word Bearer, which the provider adds by itself."
	case isUUID(text):
		return "The value is a UUID, so it looks like the public key, which does not authenticate calls to the API."
	case isObjectID(text):
		return "The value has 24 hexadecimal digits, so it looks like the client token, which does not authenticate calls to the API."
	}
	return cmp.Or(strayCharacter(text), otherPlatform(text))
}

// unusable says why a text cannot be one of the credentials that are no secrets,
// "" where it is not set or has one of the forms.
func unusable(text string, forms ...func(string) bool) string {
	if text == "" {
		return ""
	}
	for _, fits := range forms {
		if fits(text) {
			return ""
		}
	}
	if _, wrong := parseSecretKey(text); wrong == "" {
		return "The value is a JSON Web Token, so it looks like the secret key, which belongs into okra.secret_key."
	}
	if isObjectID(text) {
		return "The value has 24 hexadecimal digits, so it looks like the client token, which belongs into okra.client_token."
	}
	return cmp.Or(strayCharacter(text), otherPlatform(text), "The value has another form.")
}

func otherPlatform(text string) string {
	for _, other := range foreign {
		if strings.HasPrefix(text, other.prefix) {
			return "The value is " + other.is + "."
		}
	}
	return ""
}

func strayCharacter(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "The value has a space, a line break or another character that no key has."
	}
	return ""
}

// isUUID reports whether a text has the one documented spelling of a UUID.
func isUUID(text string) bool { return len(text) == 36 && uuid.Validate(text) == nil }

var objectID = regexp.MustCompile(`^[0-9A-Fa-f]{24}$`)

// isObjectID reports whether a text has the form of Okra's ids.
func isObjectID(text string) bool { return objectID.MatchString(text) }
