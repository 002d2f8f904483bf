// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apihttp

import (
	"net/netip"
	"net/url"
	"strings"
)

// MaxURL is how long a URL may be that a user gives, in characters.
const MaxURL = 2048

// CheckURL takes an absolute URL whose traffic nobody else can read: https, or
// http that stays on this machine. The message does not repeat the URL, whose
// query or user may be secret.
func CheckURL(field, text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || !u.IsAbs() || u.Hostname() == "" || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' }):
		return Invalidf(field, "The field %q is no absolute URL: expected one such as https://example.com/path.", field)
	case u.User != nil:
		return Invalidf(field, "The field %q holds credentials: expected a URL without a user and password.", field)
	case u.Fragment != "":
		return Invalidf(field, "The field %q has a fragment, which is never sent: expected a URL without one.", field)
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	}
	return Invalidf(field, "The field %q has the scheme %q: expected https, or http on a loopback host.", field, Clip(u.Scheme))
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
