// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"regexp"
	"slices"
	"strings"
)

// sensitiveNames are names of credentials, spelled by plainName; [Know] adds those of
// the platforms. "key" is a credential, keyHint, apiKeyId, public_key and key_count
// are not.
var sensitiveNames = map[string]bool{
	"key": true, "bearer": true, "credential": true, "credentials": true, "cookie": true, "setcookie": true,
	"passwd": true, "pwd": true, "pin": true, "otp": true, "jwt": true, "assertion": true, "clientassertion": true,
	"codeverifier": true, "authorizationcode": true, "authcode": true, "state": true,
}

// sensitiveEnds are ends of such names: the text before only says whose credential it
// is (app_secret, xApiKey). A POST that is repeated under its idempotency key gets the
// first answer again, and with it the secret.
var sensitiveEnds = []string{
	"authorization", "secret", "secrets", "token", "password", "passphrase",
	"apikey", "privatekey", "secretkey", "accesskey", "sessionkey", "signingkey", "encryptionkey", "idempotencykey",
}

// sensitiveName reports whether a field or parameter of this name holds a credential,
// in whatever spelling: signingSecret, signing_secret and Signing-Secret are one name.
func sensitiveName(name string) bool {
	plain := plainName(name)
	return sensitiveNames[plain] || slices.ContainsFunc(sensitiveEnds, func(end string) bool { return strings.HasSuffix(plain, end) })
}

// sensitiveParameter is sensitiveName for the parameters of a URL, where "code" is an
// authorization code. In a JSON body it is an error code as a rule, which [JSON] tells
// apart by its form.
func sensitiveParameter(name string) bool {
	switch plainName(name) {
	case "code", "sig", "signature", "samlresponse", "samlrequest":
		return true
	}
	return sensitiveName(name)
}

// errorCode matches the codes of errors: NOT_FOUND, ER-TECH-0007.
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
