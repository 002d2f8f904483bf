// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// dialer is a transport whose dialling fails by the given errors, one after
// another, and then works.
func dialer(failures ...error) (*http.Transport, *atomic.Int32) {
	dials := new(atomic.Int32)
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if n := int(dials.Add(1)); n <= len(failures) {
				return nil, failures[n-1]
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}, dials
}

// refused is what dialling a port without a listener gives.
var refused error = &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}

func TestWhatWasNotSentIsRetried(t *testing.T) {
	t.Parallel()

	timeout := &net.DNSError{Err: "i/o timeout", Name: "api.example", IsTimeout: true}
	for name, failure := range map[string]error{"refused": refused, "resolver is slow": timeout} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, answer(201, `{"id":"a"}`))
			c := config(srv.URL)
			transport, dials := dialer(failure, failure)
			t.Cleanup(transport.CloseIdleConnections)
			c.Transport = transport
			response, err := newClient(t, c).Do(t.Context(), create, new(object))
			if err != nil || response.Attempts != 3 || dials.Load() != 3 || len(srv.seen()) != 1 {
				t.Errorf("got %v, %v after %d dials and %d requests", response, err, dials.Load(), len(srv.seen()))
			}
		})
	}
}

func TestANameThatDoesNotExistIsNotRetried(t *testing.T) {
	t.Parallel()

	c := config("https://api.example")
	transport, dials := dialer(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "api.example", IsNotFound: true}})
	c.Transport = transport
	_, err := newClient(t, c).Do(t.Context(), create, new(object))
	checkTransportError(t, err, "POST /things got no answer from api.example: there is no host of this name; check the endpoint")
	if dials.Load() != 1 || httpapi.OutcomeUnknown(err) {
		t.Errorf("%d dials, outcome unknown %t", dials.Load(), httpapi.OutcomeUnknown(err))
	}
}

// checkTransportError checks an error that says that nothing was sent.
func checkTransportError(t *testing.T, err error, want string) {
	t.Helper()
	var transport *httpapi.TransportError
	if !errors.As(err, &transport) {
		t.Fatalf("the call ended with %v, want a TransportError", err)
	}
	if transport.Sent {
		t.Error("the error says that the request may have been sent")
	}
	if got := transport.Error(); got != want {
		t.Errorf("the error reads\n%s, want\n%s", got, want)
	}
}

func TestConnectionRefused(t *testing.T) {
	t.Parallel()

	c := config("http://127.0.0.1:1") // The port of a service that no system has had for decades.
	c.MaxRetries = 1
	_, err := newClient(t, c).Do(t.Context(), read, new(object))
	checkTransportError(t, err, "GET /things/1 got no answer from 127.0.0.1:1: the connection was refused; check that the server runs, and the endpoint")
	if !strings.HasPrefix(err.Error(), "gave up after 2 attempts in ") {
		t.Errorf("the error reads %q", err)
	}
}

// fakeTransport fails without reporting to the trace of a request.
type fakeTransport struct{ err error }

func (f fakeTransport) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

func TestAnUnknownTransportsErrorCountsAsSent(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		err     error
		unknown bool
		want    string
	}{
		"anything": {
			errors.New("stream of http://user:hunter2@proxy.example broke with " + key), true,
			"POST /things got no answer from 127.0.0.1:1: stream of http://[redacted]@proxy.example broke with [redacted]",
		},
		"reset":   {syscall.ECONNRESET, true, "POST /things got no answer from 127.0.0.1:1: the connection was reset"},
		"closed":  {errors.Join(errors.New("x"), net.ErrClosed), true, "POST /things got no answer from 127.0.0.1:1: x use of closed network connection"},
		"dialing": {refused, false, "POST /things got no answer from 127.0.0.1:1: the connection was refused; check that the server runs, and the endpoint"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config("http://127.0.0.1:1")
			c.Transport = fakeTransport{tt.err}
			c.MaxRetries = 0
			_, err := newClient(t, c).Do(t.Context(), create, new(object))
			if got := httpapi.OutcomeUnknown(err); got != tt.unknown {
				t.Errorf("outcome unknown is %t, want %t", got, tt.unknown)
			}
			var transport *httpapi.TransportError
			if !errors.As(err, &transport) || transport.Error() != tt.want {
				t.Errorf("the error reads\n%v, want\n%s", err, tt.want)
			}
		})
	}
}

// A 307 makes Go's http.Client repeat the body, and it keeps headers such as
// x-api-key across hosts.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()

	elsewhere := newServer(t, answer(200, `{"id":"a"}`))
	other := strings.TrimPrefix(elsewhere.URL, "http://")
	tests := map[string]struct {
		status   int
		location string
		want     string
	}{
		"another host":      {307, elsewhere.URL + "/login?ticket=abc", "a redirect to " + other + ", which is not followed because the credential and the body would go there; check the endpoint"},
		"with a credential": {302, "http://user:pass@" + other + "/", "a redirect to " + other + ", which is not followed because the credential and the body would go there; check the endpoint"},
		"no target":         {301, "", "a redirect to nowhere; check the endpoint"},
		"unreadable target": {308, "http://[::1/ticket=abc", "a redirect to nowhere; check the endpoint"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, answer(tt.status, "", "Location", tt.location))
			_, err := newClient(t, config(srv.URL)).Do(t.Context(), readByPost, new(object))
			var unexpected *httpapi.UnexpectedResponseError
			if !errors.As(err, &unexpected) || unexpected.Status != tt.status || unexpected.Reason != tt.want {
				t.Errorf("the call ended with %v", err)
			}
			if len(srv.seen()) != 1 {
				t.Errorf("%d requests were made", len(srv.seen()))
			}
		})
	}
	t.Cleanup(func() {
		if n := len(elsewhere.seen()); n != 0 {
			t.Errorf("%d requests reached the redirect's target", n)
		}
	})
}

// newTLSServer starts a server with a certificate that nobody trusts. What it
// would log about failed handshakes goes to waste.
func newTLSServer(t *testing.T, steps ...http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewUnstartedServer(s.handler(steps))
	s.Config.ErrorLog = log.New(new(bytes.Buffer), "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func TestCertificateThatNobodyTrusts(t *testing.T) {
	t.Parallel()

	srv := newTLSServer(t)
	c, clock := config(srv.URL), newClock()
	c.Clock = clock
	_, err := newClient(t, c).Do(t.Context(), read, new(object))
	var transport *httpapi.TransportError
	if !errors.As(err, &transport) || transport.Sent || !strings.Contains(err.Error(), "its TLS certificate is not trusted: ") {
		t.Errorf("the call ended with %v", err)
	}
	if len(clock.waits) != 0 || len(srv.seen()) != 0 {
		t.Errorf("waited %v and made %d requests; want no retry", clock.waits, len(srv.seen()))
	}
}

func TestServerWithoutTLS(t *testing.T) {
	t.Parallel()

	srv := newServer(t)
	address := strings.TrimPrefix(srv.URL, "http://")
	srv.Config.ErrorLog = log.New(new(bytes.Buffer), "", 0)
	_, err := newClient(t, config("https://"+address)).Do(t.Context(), create, new(object))
	checkTransportError(t, err, "POST /things got no answer from "+address+": it does not speak TLS; check the endpoint's scheme and port")
}

func TestHTTPOverTLS(t *testing.T) {
	t.Parallel()

	srv := newTLSServer(t, answer(200, `{"id":"a"}`))
	c := config(srv.URL)
	c.Transport = srv.Client().Transport // Trusts the server's certificate.
	var out object
	if _, err := newClient(t, c).Do(t.Context(), read, &out); err != nil || out.ID != "a" {
		t.Errorf("got %v, %v", out, err)
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	t.Parallel()

	srv := &server{}
	srv.Server = httptest.NewUnstartedServer(srv.handler(nil))
	srv.Config.ErrorLog = log.New(new(bytes.Buffer), "", 0)
	srv.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	srv.StartTLS()
	t.Cleanup(srv.Close)
	c := config(srv.URL)
	c.MaxRetries = 0
	_, err := newClient(t, c).Do(t.Context(), read, new(object))
	checkTransportError(t, err, "GET /things/1 got no answer from "+strings.TrimPrefix(srv.URL, "https://")+
		": remote error: tls: protocol version not supported")
}
