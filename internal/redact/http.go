// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Header returns the headers for a log, several values of one name joined by a comma.
// Unlike fields, headers are shown by an allow-list: any platform and any proxy may
// invent one that carries a credential. Of Authorization the scheme stays.
func Header(header http.Header) map[string]string {
	clean := make(map[string]string, len(header))
	for name, values := range header {
		name = http.CanonicalHeaderKey(name)
		switch {
		case name == "Authorization":
			clean[name] = redactAuthorization(values)
		case harmlessHeader(name):
			clean[name] = Mask(strings.Join(values, ", "))
		default:
			clean[name] = Redacted
		}
	}
	return clean
}

// harmlessHeader reports whether a header, given by its canonical name, helps to
// understand a failure and holds no credential.
func harmlessHeader(name string) bool {
	switch name {
	case "Accept", "Accept-Encoding", "Age", "Allow", "Cache-Control", "Connection", "Content-Encoding",
		"Content-Length", "Content-Type", "Date", "Retry-After", "Server", "Transfer-Encoding",
		"User-Agent", "Vary", "Via", "X-Request-Id":
		return true
	}
	return strings.HasPrefix(name, "X-Ratelimit-")
}

// redactAuthorization keeps the scheme, if it is a usual one, and nothing else.
func redactAuthorization(values []string) string {
	scheme, _, found := strings.Cut(strings.Join(values, ", "), " ")
	if found && slices.Contains([]string{"ApiKey", "Bearer", "Basic"}, scheme) {
		return scheme + " " + Redacted
	}
	return Redacted
}

// URL returns the URL for a log or an error: without user name and password, without
// the values of sensitive parameters, without a fragment. A query that cannot be
// parsed is removed as a whole. The text is for reading: it is not percent-encoded.
func URL(u *url.URL) string {
	if u == nil {
		return ""
	}
	var out strings.Builder
	if u.Scheme != "" {
		out.WriteString(u.Scheme + ":")
	}
	if u.Host != "" || u.User != nil {
		out.WriteString("//")
	}
	if u.User != nil {
		out.WriteString(Redacted + "@")
	}
	out.WriteString(u.Host)
	if u.Opaque != "" {
		out.WriteString(Redacted)
	} else {
		out.WriteString(Mask(u.EscapedPath()))
	}
	if query := Query(u.RawQuery); query != "" {
		out.WriteString("?" + query)
	}
	if u.Fragment != "" {
		out.WriteString("#" + Redacted)
	}
	return out.String()
}

// Query returns a URL's encoded query for a log, sorted by name, without
// the values of sensitive parameters and without what looks like a credential.
// A query that cannot be parsed is removed as a whole.
func Query(raw string) string {
	if raw == "" {
		return ""
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return Redacted
	}
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)

	var pairs []string
	for _, name := range names {
		for _, value := range query[name] {
			// A credential may need escapes, and a parameter may hold a URL of its own.
			shown := url.QueryEscape(value)
			if Mask(value) != value || Mask(shown) != shown || (value != "" && sensitiveParameter(name)) {
				shown = Redacted
			}
			pairs = append(pairs, Mask(url.QueryEscape(name))+"="+shown)
		}
	}
	return strings.Join(pairs, "&")
}
