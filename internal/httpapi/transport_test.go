// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

// Some clients set their TLS and proxy options on http.DefaultTransport, and
// with that change every other client in the process.
func TestTheDefaultTransportStaysAsItIs(t *testing.T) {
	t.Parallel()

	base, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		t.Fatalf("the default transport is a %T", http.DefaultTransport)
	}
	before := base.Clone()
	hardened := hardenedTransport(base)
	if hardened == base || base.MaxIdleConnsPerHost != before.MaxIdleConnsPerHost ||
		base.MaxResponseHeaderBytes != before.MaxResponseHeaderBytes || base.OnProxyConnectResponse != nil ||
		(base.TLSClientConfig != nil && base.TLSClientConfig.MinVersion != before.TLSClientConfig.MinVersion) {
		t.Error("the default transport was changed")
	}
	if hardened.TLSClientConfig.MinVersion != tls.VersionTLS12 || hardened.Proxy == nil {
		t.Errorf("the client's transport allows TLS from %x, has a proxy function: %t", hardened.TLSClientConfig.MinVersion, hardened.Proxy != nil)
	}
}

func TestHardenedTransport(t *testing.T) {
	t.Parallel()

	stricter := hardenedTransport(&http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13}})
	if got := stricter.TLSClientConfig.MinVersion; got != tls.VersionTLS13 {
		t.Errorf("a stricter minimum is lowered to %x", got)
	}
	replaced := hardenedTransport(struct{ http.RoundTripper }{})
	if replaced.Proxy == nil || !replaced.ForceAttemptHTTP2 || replaced.TLSClientConfig.MinVersion != tls.VersionTLS12 {
		t.Error("a transport in place of a replaced default one is not like Go's own")
	}
}

func TestProxyRefusal(t *testing.T) {
	t.Parallel()

	for status, permanent := range map[int]bool{407: true, 403: true, 503: false} {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(proxy.Close)
		address, err := url.Parse(proxy.URL)
		if err != nil {
			t.Fatal(err)
		}
		transport := hardenedTransport(&http.Transport{Proxy: http.ProxyURL(address)})
		t.Cleanup(transport.CloseIdleConnections)
		client, err := New(Config{BaseURL: "https://api.invalid/v1", Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Do(t.Context(), Call{Method: http.MethodPost, Path: "/x", Write: true}, nil)
		var failure *TransportError
		if !errors.As(err, &failure) || failure.Sent || !strings.Contains(err.Error(), "the proxy "+proxy.URL+" ") {
			t.Fatalf("a proxy's %d is %v", status, err)
		}
		if got := isPermanent(failure.Err); got != permanent {
			t.Errorf("a proxy's %d is permanent: %t, want %t", status, got, permanent)
		}
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()

	client, err := New(Config{BaseURL: "https://api.example"})
	if err != nil {
		t.Fatal(err)
	}
	ready, err := client.prepare(&Call{Method: http.MethodGet, Path: "/things/1"})
	if err != nil {
		t.Fatal(err)
	}
	for want, cause := range map[string]error{
		"the connection was closed before the answer was complete": io.EOF,
		"interface is down": &net.OpError{Op: "x", Err: errors.New("interface \x1b[31mis\u202e\r\n down")},
	} {
		if got := client.transportError(t.Context(), t.Context(), ready, cause, false).Err.Error(); !strings.Contains(got, strings.Fields(want)[0]) || strings.ContainsAny(got, "\x1b\n\u202e") {
			t.Errorf("%q is described as %q", cause, got)
		}
	}
	if got := client.clean(strings.Repeat("é", maxText+1)); got != strings.Repeat("é", maxText)+"…" {
		t.Errorf("a text of %d characters becomes one of %d bytes", maxText+1, len(got))
	}
}

func TestJSONKind(t *testing.T) {
	t.Parallel()

	for want, value := range map[string]any{
		"bool": true, "an integer in range": new(int64), "number": 1.5, "array": []string{},
		"object": map[string]int{}, "string": "", "another one": nil,
	} {
		if got := jsonKind(reflect.TypeOf(value)); got != want {
			t.Errorf("%T is %s in JSON, want %s", value, got, want)
		}
	}
	if got := jsonKind(reflect.TypeFor[struct{}]()); got != "object" {
		t.Errorf("a struct is %s", got)
	}
	if got := describeDecoding(&json.UnmarshalTypeError{Value: "number 42", Type: reflect.TypeFor[string]()}); got != "the body is of the wrong type: got number, expected string" {
		t.Errorf("a body of the wrong type is described as %q", got)
	}
}

// An answer's headers are read up to a limit, as its body is.
func TestHeadersAreBounded(t *testing.T) {
	t.Parallel()

	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Filler", strings.Repeat("a", 2*maxHeaderBytes))
	}))
	t.Cleanup(srv.Close)
	client, err := New(Config{BaseURL: srv.URL})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Do(t.Context(), Call{Method: http.MethodGet, Path: "/x"}, nil)
	var failure *TransportError
	if !errors.As(err, &failure) || len(err.Error()) > 1000 {
		t.Errorf("an answer with endless headers is %v", err)
	}
}
