// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ platform.KeyReader = Dialect{}

var secretKeyPattern = regexp.MustCompile(`eyJ[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+`)

// KeyForms lists what Okra's credentials look like. The secret key's is that of
// the provider block: a token by HS256. A UUID counts as a public key, which has no
// other form; Okra calls its client token a UUID too, and prints 24 hexadecimal
// digits.
func (Dialect) KeyForms() []platform.KeyForm {
	return []platform.KeyForm{
		{Kind: credentialSecretKey, Looks: "a JSON Web Token, `eyJ…`, signed with HS256", Pattern: secretKeyPattern, Read: readSecretKey},
		{Kind: credentialPublicKey, Looks: "a UUID", Read: func(text string) (platform.KeyFacts, bool) {
			if !isUUID(text) {
				return platform.KeyFacts{}, false
			}
			return platform.KeyFacts{Prefix: text[:8]}, true
		}},
		{Kind: credentialClientToken, Looks: "24 hexadecimal digits", Read: func(text string) (platform.KeyFacts, bool) {
			return platform.KeyFacts{}, isObjectID(text)
		}},
	}
}

// readSecretKey reads a secret key's claims. None is known to name the environment
// or an end; those that do are believed, and what cannot be understood is not there.
func readSecretKey(text string) (platform.KeyFacts, bool) {
	said, wrong := parseSecretKey(text)
	if wrong != "" {
		return platform.KeyFacts{}, false
	}
	facts := platform.KeyFacts{Prefix: "eyJ"} // `{"` in base64url.
	if !strings.HasPrefix(text, facts.Prefix) {
		facts.Prefix = ""
	}
	var times struct {
		IssuedAt  json.RawMessage `json:"iat"`
		ExpiresAt json.RawMessage `json:"exp"`
	}
	if err := decodePart(strings.Split(text, ".")[1], &times); err != nil {
		return platform.KeyFacts{}, false
	}
	facts.IssuedAt, facts.ExpiresAt = numericDate(times.IssuedAt), numericDate(times.ExpiresAt)
	var name string
	if json.Unmarshal(said.Env, &name) == nil {
		if environment := environmentNamed(name); environment == string(platform.Sandbox) || environment == string(platform.Production) {
			facts.Environment = platform.Environment(environment)
		}
	}
	return facts, true
}

// numericDate reads a claim's time: seconds since 1970, which may have a fraction
// (RFC 7519); zero for another text or for a time after the year 9999.
func numericDate(claim json.RawMessage) time.Time {
	seconds, err := strconv.ParseFloat(string(claim), 64)
	if err != nil || seconds <= 0 || seconds >= endOfTime {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

// endOfTime is the second after the last one that RFC 3339 can write.
const endOfTime = 253402300800
