// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// proxied sets the proxy variables for a test, which is therefore not parallel.
func proxied(t *testing.T, variable, proxy, except string) {
	t.Helper()
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"} {
		t.Setenv(name, "")
	}
	t.Setenv(variable, proxy)
	t.Setenv("NO_PROXY", except)
}

// called is the error of a call of a host that does not exist. Through a proxy,
// nothing asks for it.
func called(t *testing.T) error {
	t.Helper()
	client, err := New(Config{BaseURL: "https://api.invalid/v1"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Do(t.Context(), Call{Method: http.MethodGet, Path: "/x"}, nil)
	return err
}

// TestProxyVariables proves that the variables are honoured, and that a failure names
// the proxy without its password.
func TestProxyVariables(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect && r.Host == "api.invalid:443" {
			w.WriteHeader(http.StatusProxyAuthRequired)
		}
	}))
	t.Cleanup(proxy.Close)
	free, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	for variable, test := range map[string]struct{ address, want string }{
		"HTTPS_PROXY": {strings.TrimPrefix(proxy.URL, "http://"), "the proxy " + proxy.URL + " asks for a login; check the user name and password"},
		"https_proxy": {nobody, "the proxy http://" + nobody + " could not be reached: the connection was refused; check that the proxy runs"},
	} {
		t.Run(variable, func(t *testing.T) {
			proxied(t, variable, "http://user:hunter2@"+test.address, "")
			err := called(t)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "the server runs") {
				t.Errorf("the call ended with %v, want it to say %q", err, test.want)
			}
		})
	}
}

// TestMalformedProxy proves that a proxy which cannot be read is an error, and is none
// where no call would go through it.
func TestMalformedProxy(t *testing.T) {
	for name, test := range map[string]struct {
		proxy, except, base string
		fine                bool
	}{
		"a percent sign in a password": {proxy: "http://user:hunter2%zz@proxy.example:3128"},
		"no number for a port":         {proxy: "http://user:hunter2@proxy.example:port"},
		"another scheme":               {proxy: "ftp://user:hunter2@proxy.example"},
		"one slash":                    {proxy: "http:/user:hunter2@proxy.example:3128"},
		"no host":                      {proxy: "http://:3128"},
		"a space":                      {proxy: "http://user:hunter2@proxy example"},
		"a line break":                 {proxy: "http://user:hunter2@proxy.example:3128\n"},
		"a path":                       {proxy: "http://user:hunter2@proxy.example/hunter2"},
		"for others":                   {proxy: "http://user:hunter2%zz@proxy.example:3128", except: "api.invalid", fine: true},
		"for no one":                   {proxy: "http://user:hunter2%zz@proxy.example:3128", except: "*", fine: true},
		"on loopback":                  {proxy: "http://user:hunter2%zz@proxy.example:3128", base: "http://127.0.0.1:8787/tok/v1", fine: true},
		"without a scheme":             {proxy: "proxy.example:3128", fine: true},
		"with a slash":                 {proxy: "http://user:hunter2@proxy.example:3128/", fine: true},
		"by SOCKS":                     {proxy: "socks5://proxy.example:1080", fine: true},
		"by TLS":                       {proxy: "https://proxy.example", fine: true},
		"none":                         {fine: true},
	} {
		for _, variable := range []string{"HTTPS_PROXY", "https_proxy"} {
			t.Run(name+"/"+variable, func(t *testing.T) {
				proxied(t, variable, test.proxy, test.except)
				base := test.base
				if base == "" {
					base = "https://api.invalid/v1"
				}
				_, err := New(Config{BaseURL: base})
				wrong, ok := errors.AsType[*ProxyError](err)
				if test.fine != (err == nil) || !test.fine && (!ok || wrong.Variable != variable) {
					t.Fatalf("got %v", err)
				}
				if err != nil && strings.Contains(err.Error(), "hunter2") {
					t.Errorf("the error repeats the password: %v", err)
				}
			})
		}
	}
}

// TestUnreachableProxy proves that what is wrong is said of the proxy.
func TestUnreachableProxy(t *testing.T) {
	t.Parallel()
	address := &url.URL{Scheme: "http", User: url.UserPassword("user", "hunter2"), Host: "proxy.example:3128"}
	client, err := New(Config{BaseURL: "https://api.invalid", Transport: &http.Transport{Proxy: http.ProxyURL(address)}})
	if err != nil {
		t.Fatal(err)
	}
	for want, cause := range map[string]error{
		"there is no host of this name": &net.DNSError{IsNotFound: true, Name: "proxy.example"},
		"i/o timeout":                   errors.New("dial tcp 192.0.2.1:3128: i/o timeout"),
	} {
		got := client.describe(&request{url: client.base}, &net.OpError{Op: "proxyconnect", Net: "tcp", Err: cause})
		if !strings.HasPrefix(got, "the proxy http://proxy.example:3128 could not be reached: ") || !strings.Contains(got, want) || strings.Contains(got, "hunter2") {
			t.Errorf("%v is described as %q", cause, got)
		}
	}
}
