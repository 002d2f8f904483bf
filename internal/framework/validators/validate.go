// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package validators holds the checks of single attributes. Each says what was
// got, what is expected and what to do, at `validate` already where the value
// is known.
package validators

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/iban"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

// text is a validator of one string.
type text struct {
	description string
	summary     string
	check       func(string) string // what is wrong with the value, or ""
}

var _ validator.String = text{}

func (v text) Description(context.Context) string         { return v.description }
func (v text) MarkdownDescription(context.Context) string { return v.description }

func (v text) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	value := req.ConfigValue.ValueString()
	switch problem := v.check(value); {
	case problem == "":
	case redact.Mask(value) != value || strings.Contains(value, "@"): // It may be behind a password.
		resp.Diagnostics.Append(diagnostics.Unquoted(req.Path, v.summary, problem))
	default:
		resp.Diagnostics.AddAttributeError(req.Path, v.summary, problem)
	}
}

// longestURL is the most characters that the control-plane contract takes.
const longestURL = 2048

// URL accepts an absolute https URL, or http where the host is this machine.
// It accepts no user name, password, fragment or white space.
func URL() validator.String {
	return text{
		description: "an absolute https URL, or http on loopback",
		summary:     "Not a usable URL",
		check: func(value string) string {
			const expected = "Expected an absolute https URL such as https://app.example.com/callback; http is accepted on loopback (localhost, 127.0.0.1, [::1]) only."
			u, err := url.Parse(value)
			switch {
			case value == "":
				return fmt.Sprintf("Got an empty text. %s", expected)
			case strings.TrimSpace(value) != value:
				return fmt.Sprintf("Got a URL with white space at its beginning or end. %s", expected)
			case strings.ContainsFunc(value, unicode.IsSpace):
				return fmt.Sprintf("Got a URL with white space in it. %s A space is written as %%20.", expected)
			case utf8.RuneCountInString(value) > longestURL:
				return fmt.Sprintf("Got a URL of %d characters. %s It has at most %d characters.", utf8.RuneCountInString(value), expected, longestURL)
			case err != nil:
				return fmt.Sprintf("Got a text that is not a URL. %s", expected)
			// Before all that repeats the value: a password is not repeated.
			case u.User != nil, u.Host == "" && strings.Contains(value, "@"):
				return fmt.Sprintf("Got a URL with a user name or password before its host. %s Leave the part before the @ out.", expected)
			case u.Scheme != "https" && u.Scheme != "http":
				return fmt.Sprintf("Got %q, whose scheme is %q. %s", value, u.Scheme, expected)
			case u.Hostname() == "":
				return fmt.Sprintf("Got %q, which names no host. %s", value, expected)
			case u.Fragment != "":
				return fmt.Sprintf("Got %q, which has a fragment (#). %s", value, expected)
			case u.Scheme == "http" && !loopback(u.Hostname()):
				return fmt.Sprintf("Got %q, which is not encrypted. %s", value, expected)
			}
			return ""
		},
	}
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Date accepts a calendar day in ISO 8601.
func Date() validator.String {
	return text{
		description: "a date such as 2026-01-31",
		summary:     "Not a date",
		check: func(value string) string {
			if _, err := time.Parse(time.DateOnly, value); err != nil {
				return fmt.Sprintf("Got %q. Expected a calendar day in the form 2026-01-31 (ISO 8601, year first).", value)
			}
			return ""
		},
	}
}

// IBAN accepts a valid International Bank Account Number, spaces allowed.
func IBAN() validator.String {
	return text{
		description: "a valid IBAN",
		summary:     "Not a valid IBAN",
		check: func(value string) string {
			if err := iban.Check(value); err != nil {
				return fmt.Sprintf("Got %q: %v. Expected an IBAN as the bank prints it, with or without spaces.", value, err)
			}
			return ""
		},
	}
}
