// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"regexp"
	"strings"
)

// sensitiveName reports whether a field or parameter of this name holds a
// credential on one of the platforms. Case, underscores and hyphens do not
// count, so that signingSecret, signing_secret and Signing-Secret are one name.
//
// Most names are matched by how they end, since what precedes only says whose
// credential it is (app_secret, refresh_auth_token, xApiKey). "key" alone is
// matched exactly: keyHint, apiKeyId, public_key and key_count are not secret.
// idempotencyKey is, wherever it appears: whoever repeats a POST under it gets
// the first answer again, and with it the secret.
func sensitiveName(name string) bool {
	plain := plainName(name)
	switch plain {
	case "key", "bearer", "authorization", "proxyauthorization", "xrefreshauthorization",
		"credential", "credentials", "cookie", "setcookie", "passwd", "pwd", "pin", "otp", "jwt",
		"assertion", "clientassertion", "codeverifier", "authorizationcode", "authcode", "state":
		return true
	}
	for _, end := range [...]string{
		"secret", "secrets", "token", "password", "passphrase",
		"apikey", "privatekey", "secretkey", "accesskey", "sessionkey", "signingkey", "encryptionkey", "idempotencykey",
	} {
		if strings.HasSuffix(plain, end) {
			return true
		}
	}
	return false
}

// sensitiveParameter is sensitiveName for the parameters of a URL, where
// "code" is an authorization code. In a JSON body it is the platforms' error
// code as a rule, which [JSON] tells apart by its form.
func sensitiveParameter(name string) bool {
	switch plainName(name) {
	case "code", "sig", "signature", "samlresponse", "samlrequest":
		return true
	}
	return sensitiveName(name)
}

// errorCode matches the codes of platform errors: NOT_FOUND, ER-TECH-0007.
var errorCode = regexp.MustCompile(`^[A-Z]{2,}(?:[_-][A-Z0-9]+)*$`)

// plainName folds the spellings of a name into one.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '_', '-', '.', ' ':
			return -1
		}
		return r
	}, strings.ToLower(name))
}
