// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tokapi

import (
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// The longest texts that fields take, in characters.
const (
	maxURL         = 2048
	maxBankID      = 64
	maxDescription = 500
)

// checkURL takes an absolute URL whose traffic nobody else can read: https, or
// http that stays on this machine. The message does not repeat the URL, whose
// query or user may be secret.
func checkURL(field, text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || !u.IsAbs() || u.Hostname() == "" || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' }):
		return invalid(field, "The field %q is no absolute URL: expected one such as https://example.com/path.", field)
	case u.User != nil:
		return invalid(field, "The field %q holds credentials: expected a URL without a user and password.", field)
	case u.Fragment != "":
		return invalid(field, "The field %q has a fragment, which is never sent: expected a URL without one.", field)
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	}
	return invalid(field, "The field %q has the scheme %q: expected https, or http on a loopback host.", field, clip(u.Scheme))
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// date reads a query parameter that is a calendar date, or "".
func (c *call) date(name string) (string, error) {
	query := c.r.URL.Query()
	if !query.Has(name) {
		return "", nil
	}
	text := query.Get(name)
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return "", invalid(name, "The %s is %q: expected a date as YYYY-MM-DD.", name, clip(text))
	}
	return text, nil
}
