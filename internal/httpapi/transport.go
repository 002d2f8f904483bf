// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"crypto/tls"
	"net"
	"net/http"
	"strings"
)

// idlePerHost keeps as many connections open as a CLI walks resources in parallel
// by default, so that a wave of calls does not dial anew.
const idlePerHost = 10

// hardenedTransport returns a transport like the given one, which is Go's
// default and stays as it is: other code in the process uses it too.
func hardenedTransport(base http.RoundTripper) *http.Transport {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	if known, ok := base.(*http.Transport); ok {
		transport = known.Clone()
	}
	if transport.TLSClientConfig == nil {
		transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	transport.TLSClientConfig.MinVersion = max(transport.TLSClientConfig.MinVersion, tls.VersionTLS12)
	transport.MaxIdleConnsPerHost = idlePerHost
	transport.MaxResponseHeaderBytes = maxHeaderBytes
	transport.OnProxyConnectResponse = checkProxy
	return transport
}

// isLoopback reports whether a URL's host name, without port and brackets, is
// this machine. The name localhost is taken at its word.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
