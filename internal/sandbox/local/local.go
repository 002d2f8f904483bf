// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package local keeps the sandbox to the people of its machine: it answers no
// other machine, and no web page but its own. A browser sends requests for every
// page that a person has open, and lets a page give any name of its own to this
// machine's address.
package local

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Hosts are the names under which the sandbox answers.
func Hosts() []string { return []string{"127.0.0.1", "::1", "localhost"} }

// Guard refuses what comes from elsewhere, on every route. The function page
// tells whether a request is for a page that people are led to: by a link in a
// mail, on another site, or from an app. Such a page may be opened from there,
// and nothing else may be done with it.
func Guard(page func(*http.Request) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := check(r, page); err != nil {
			refuse(w, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// check says why a request is refused.
func check(r *http.Request, page func(*http.Request) bool) error {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return errors.New("the sandbox answers requests from this machine only")
	}
	if !slices.Contains(Hosts(), host(r)) {
		return errors.New("the sandbox answers requests to 127.0.0.1, [::1] or localhost only")
	}
	if foreign(r) && (!opens(r) || !page(r)) {
		return errors.New("the sandbox answers no web page of another site")
	}
	return nil
}

// host returns the name that the request is sent to, without its port.
func host(r *http.Request) string {
	name := r.Host
	if h, _, err := net.SplitHostPort(name); err == nil {
		name = h
	}
	return strings.Trim(name, "[]")
}

// foreign tells whether a browser says that another page than the sandbox's own
// makes the request. What is no browser says nothing.
func foreign(r *http.Request) bool {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return others(r.Header["Origin"], scheme+r.Host) || others(r.Header["Sec-Fetch-Site"], "none", "same-origin")
}

// others tells whether there is any other value than the allowed ones.
func others(values []string, allowed ...string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(allowed, v) })
}

// opens tells whether a person goes to another page by the request. A frame, an
// image, a form or a script does not.
func opens(r *http.Request) bool {
	return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
}

// refuse answers for the sandbox, not for any platform.
func refuse(w http.ResponseWriter, err error) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusForbidden)
	// A client that went away is no concern of the server's.
	_ = json.NewEncoder(w).Encode(map[string]string{"error": err.Error()}) //nolint:errchkjson // A map of texts can be encoded.
}
