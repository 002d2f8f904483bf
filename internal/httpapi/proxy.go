// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"

	"golang.org/x/net/http/httpproxy"
)

// ProxyError says that an environment variable names a proxy that cannot be used. Its
// text never repeats the value, which may hold a password.
type ProxyError struct{ Variable string }

// Error implements error.
func (e *ProxyError) Error() string {
	return fmt.Sprintf("the value of the environment variable %s is not the URL of a proxy; expected one such as http://proxy.example.com:3128, where special characters of a user name or password are percent-encoded. "+
		"Correct the variable, or unset it to make calls without a proxy", e.Variable)
}

// proxyFor returns a function that finds the proxy of a request by the usual environment
// variables. Go ignores one that it cannot read and calls the server directly; here
// that is an error, unless the base URL needs no proxy.
func proxyFor(base *url.URL) (func(*http.Request) (*url.URL, error), error) {
	config := httpproxy.FromEnvironment()
	find := config.ProxyFunc()
	some := httpproxy.Config{HTTPSProxy: "http://some", NoProxy: config.NoProxy}
	needed, err := some.ProxyFunc()(base)
	if err == nil && needed != nil && config.HTTPSProxy != "" {
		if proxy, err := find(base); err != nil || !usable(proxy) {
			return nil, &ProxyError{Variable: httpsProxyVariable()}
		}
	}
	return func(r *http.Request) (*url.URL, error) { return find(r.URL) }, nil
}

// usable reports whether the transport supports such a proxy.
func usable(proxy *url.URL) bool {
	return proxy != nil && proxy.Hostname() != "" && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, proxy.Scheme) &&
		(proxy.Path == "" || proxy.Path == "/")
}

// httpsProxyVariable is the spelling of the variable that counts.
func httpsProxyVariable() string {
	if os.Getenv("HTTPS_PROXY") != "" {
		return "HTTPS_PROXY"
	}
	return "https_proxy"
}

// proxyRefusalError is the refusal of a proxy to connect to the server. Nothing was
// sent to the server then.
type proxyRefusalError struct {
	proxy  string
	status int
}

func (e *proxyRefusalError) Error() string {
	if e.status == http.StatusProxyAuthRequired {
		return fmt.Sprintf("the proxy %s asks for a login; check the user name and password in HTTPS_PROXY", e.proxy)
	}
	return fmt.Sprintf("the proxy %s refuses to connect with %d; check HTTPS_PROXY and NO_PROXY", e.proxy, e.status)
}

// checkProxy turns a proxy's refusal into an error with its status, for which
// the transport has only a text.
func checkProxy(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode/100 != 2 {
		return &proxyRefusalError{nameOf(proxy), answer.StatusCode}
	}
	return nil
}

// nameOf names a proxy without its user and password.
func nameOf(proxy *url.URL) string { return proxy.Scheme + "://" + proxy.Host }

// unreachedProxy returns why the proxy could not be reached, if that is why a request
// failed, and nil otherwise.
func unreachedProxy(err error) (cause error) {
	failure, ok := errors.AsType[*net.OpError](err)
	if !ok || failure.Op != "proxyconnect" {
		return nil
	}
	return failure.Err
}
