// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"syscall"
)

// ErrNotLoopback is why a sandbox refuses to deliver to another machine unless it is told to.
var ErrNotLoopback = errors.New("deliveries go to loopback addresses only")

// permitURL refuses a URL whose host is not certainly this machine, before any name is looked up: a name other than
// localhost would be asked of a name server, which is traffic as well.
func permitURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		// The parser's error repeats the URL, which may hold a secret.
		return errors.New("the URL cannot be parsed")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("the URL's scheme is %q, not http or https", u.Scheme)
	}
	host := u.Hostname()
	if host == "localhost" {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Unmap().IsLoopback() {
		return nil
	}
	return fmt.Errorf("%w, and %q is none", ErrNotLoopback, host)
}

// permitDial is a net.Dialer's Control: it refuses the address that a name turned out to have.
func permitDial(_, address string, _ syscall.RawConn) error {
	ip, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w, and %q is not an address", ErrNotLoopback, address)
	}
	if !ip.Addr().Unmap().IsLoopback() {
		return fmt.Errorf("%w, and the host's address %s is none", ErrNotLoopback, ip.Addr())
	}
	return nil
}
