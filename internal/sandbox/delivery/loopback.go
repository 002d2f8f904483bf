// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"syscall"
)

// ErrNotLoopback is why a sandbox refuses to deliver to another machine unless it is told to.
var ErrNotLoopback = errors.New("deliveries go to loopback addresses only")

// ErrOwn is why a sandbox refuses to deliver to itself: what a tenant may have it
// send, to a path of the tenant's choice, it would take for a request of this
// machine's people.
var ErrOwn = errors.New("the sandbox delivers nothing to itself")

// permitURL refuses a URL whose host is not certainly this machine, before any name is looked up: a name other than
// localhost would be asked of a name server, which is traffic as well.
func permitURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		// The parser's error repeats the URL, which may hold a secret.
		return errors.New("the URL cannot be parsed")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("the URL's scheme is neither http nor https")
	}
	host := u.Hostname()
	if host == "localhost" {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Unmap().IsLoopback() {
		return nil
	}
	return ErrNotLoopback
}

// permitDial is a net.Dialer's Control: it refuses the address that a name turned out to have.
func (e *Engine) permitDial(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return ErrNotLoopback
	}
	ip := at.Addr().Unmap()
	if !e.AllowRemote && !ip.IsLoopback() {
		return ErrNotLoopback
	}
	// Every loopback address, and the unspecified one, may lead to the same listener.
	if _, own := e.own.Load(at.Port()); own && (ip.IsLoopback() || ip.IsUnspecified()) {
		return ErrOwn
	}
	return nil
}

// Serves tells the Engine an address on which its sandbox answers. Nothing is delivered there from then on.
func (e *Engine) Serves(address net.Addr) {
	if tcp, ok := address.(*net.TCPAddr); ok {
		e.own.LoadOrStore(tcp.AddrPort().Port(), struct{}{})
	}
}
