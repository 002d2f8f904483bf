// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// minLiteral is the length in bytes below which [Mask] ignores a literal: no
// credential is so short, and replacing it would deface every text.
const minLiteral = 4

// replacement is a form by which a credential is known, and what to leave of it.
type replacement struct {
	form *regexp.Regexp
	with string
}

// forms lists how credentials look everywhere; [Know] adds those of the platforms.
// None matches what another one left behind.
var forms = []replacement{
	// Signing secrets of the Standard Webhooks specification, also when the
	// base64 after the prefix is percent-encoded.
	{regexp.MustCompile(`whsec_[0-9A-Za-z+/=_%-]+`), Redacted},
	// JSON Web Tokens, signed (three parts) or encrypted (five).
	{regexp.MustCompile(`eyJ[0-9A-Za-z_-]{6,}\.[0-9A-Za-z_-]*(?:\.[0-9A-Za-z_-]*){0,3}`), Redacted},
	// age identities, classic and post-quantum, usually in upper case.
	{regexp.MustCompile(`(?i)AGE-SECRET-KEY-[0-9A-Z-]+`), Redacted},
	// Private keys in PEM, to their end or to the end of a text cut short.
	{regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`), Redacted},
	// The credentials of an Authorization header. The length tells them from
	// prose such as "bearer token required".
	{regexp.MustCompile(`(?i)\b(ApiKey|Bearer|Basic|Digest)(?:[ +]|%20)+[0-9A-Za-z._~+/=%-]{16,}`), "${1} " + Redacted},
	// User name and password in a URL.
	{regexp.MustCompile(`([A-Za-z][0-9A-Za-z+.-]*://)[^/?#\s"'<>]*@`), "${1}" + Redacted + "@"},
}

// Know adds the names of the fields in which platforms have credentials, and the
// forms of these. Call it before any text is masked, such as in an init function.
func Know(names []string, patterns []*regexp.Regexp) {
	for _, name := range names {
		sensitiveNames[plainName(name)] = true
	}
	for _, pattern := range patterns {
		forms = append(forms, replacement{pattern, Redacted})
	}
}

// parameter matches one name=value of a URL's query inside a longer text.
var parameter = regexp.MustCompile(`([?&]([0-9A-Za-z_.-]+)=)[^&#\s"'<>]+`)

// A member of a JSON object inside a longer text, up to its value's end or to
// the end of a text cut short: as it is, and inside a JSON string, where its quotes
// are escaped.
var (
	member        = regexp.MustCompile(`("([0-9A-Za-z_.-]+)"\s*:\s*")(?:[^"\\]|\\.)+`)
	escapedMember = regexp.MustCompile(`(\\"([0-9A-Za-z_.-]+)\\+"\s*:\s*\\+")[^"\\](?s:.*?)(\\+"\s*[,}\]]|$)`)
)

// Mask returns text with every credential replaced by [Redacted]: the given
// literals, in plain and as they look inside a URL, a JSON string, base64 or hex,
// then everything that has the form of a credential or stands behind the name of
// one. It is for foreign texts, such as the error of a transport or the message of a
// platform. It ignores literals shorter than four bytes.
func Mask(text string, literals ...string) string {
	for _, literal := range spellings(literals) {
		text = strings.ReplaceAll(text, literal, Redacted)
	}
	for _, r := range forms {
		text = r.form.ReplaceAllString(text, r.with)
	}
	text = maskNamed(text, member, sensitiveName)
	text = maskNamed(text, escapedMember, sensitiveName)
	return maskNamed(text, parameter, sensitiveParameter)
}

// maskNamed removes the values behind sensitive names. The groups of the form are the
// text before a value, the name, and the text after the value, if any.
func maskNamed(text string, form *regexp.Regexp, sensitive func(string) bool) string {
	return form.ReplaceAllStringFunc(text, func(found string) string {
		parts := form.FindStringSubmatch(found)
		if !sensitive(parts[2]) {
			return found
		}
		return parts[1] + Redacted + strings.Join(parts[3:], "")
	})
}

// spellings returns the ways in which the literals may be written, longest
// first, so that a literal that contains another one goes as a whole.
func spellings(literals []string) []string {
	var all []string
	for _, literal := range literals {
		literal = strings.TrimSpace(literal) // Go trims header values too.
		if len(literal) < minLiteral {
			continue
		}
		all = append(all, literal, url.QueryEscape(literal), url.PathEscape(literal))
		if quoted, err := json.Marshal(literal); err == nil {
			all = append(all, strings.Trim(string(quoted), `"`))
		}
		all = append(all, encodings(literal)...)
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	return slices.Compact(all)
}

// minEncoded is the length in bytes from which [Mask] looks for a literal in base64
// and hex, too. A shorter one may be there by chance.
const minEncoded = 9

// encodings returns a literal in hex, and in base64 at any place in a longer text: the
// groups that hold nothing else.
func encodings(literal string) []string {
	if len(literal) < minEncoded {
		return nil
	}
	inHex := hex.EncodeToString([]byte(literal))
	all := []string{inHex, strings.ToUpper(inHex)}
	for skip := range 3 {
		whole := []byte(literal)[skip:]
		whole = whole[:len(whole)/3*3]
		all = append(all, base64.StdEncoding.EncodeToString(whole), base64.URLEncoding.EncodeToString(whole))
	}
	return all
}
