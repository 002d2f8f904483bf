// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi/pacing"
)

// largestGrowth is how many bytes to reserve for an answer before any has come.
const largestGrowth = 256 << 10

// errTimeout is the cause with which an attempt's own time limit ends it. It is
// not context.DeadlineExceeded, which is left to the caller's deadline.
var errTimeout = errors.New("the attempt took too long")

// send makes one attempt: a request out, an answer in. Everything that leaves
// this client leaves here, by the transport itself and not by an http.Client,
// which would follow redirects and quote URLs in its errors. The response is
// nil if and only if no answer began; an error beside one is about its body. It
// uses the permit. The caller leaves the room that a large body takes.
func (c *Client) send(ctx context.Context, r *request, permit *pacing.Permit, room *room) (*Response, error) {
	attempt, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	limit := c.clock.AfterFunc(c.timeout, func() { cancel(errTimeout) })
	defer limit.Stop()

	var wire wireTrace
	req, err := c.build(httptrace.WithClientTrace(attempt, wire.hooks()), r)
	if err != nil {
		permit.Lost(false, false)
		return nil, err
	}
	c.logRequest(ctx, r, req)
	answer, err := c.transport.RoundTrip(req)
	if err != nil {
		sent := wire.mayHaveSent(err)
		permit.Lost(sent, ctx.Err() == nil && !isPermanent(err))
		return nil, c.transportError(ctx, attempt, r, err, sent)
	}
	defer func() { _ = answer.Body.Close() }() // All that matters was read, or its error is reported.

	response := newResponse(answer)
	response.Waited, response.Doubted = r.waited, c.doubted(response.Date)
	permit.Answered(pacing.ParseHeaders(response.Status, response.Header, response.Date, c.clock.Now()))
	response.Body, err = readAll(c.bounds(r.call, response, answer.Body, func() error { return room.take(attempt) }), min(answer.ContentLength, c.maxBody))
	response.Size = len(response.Body)
	excess, tooMuch := errors.AsType[*BoundError](err)
	switch {
	case tooMuch:
		response.Body = nil
		return response, c.excessive(r, response, excess)
	case err != nil && (attempt.Err() != nil || isNetwork(err)):
		return response, c.transportError(ctx, attempt, r, err, true)
	case err != nil:
		unexpected := c.unexpected(r.call, response, fmt.Sprintf("the body ends too early or is damaged, after %d bytes", len(response.Body)))
		unexpected.truncated = true
		return response, unexpected
	}
	return response, nil
}

// readAll reads a body of the announced length, -1 for an unknown one. It reserves memory
// by the announcement, so that a large body is not copied to ever larger places, but
// not more than largestGrowth: a server may announce anything.
func readAll(body io.Reader, announced int64) ([]byte, error) {
	var text bytes.Buffer
	text.Grow(bytes.MinRead + int(min(max(announced, 0), largestGrowth)))
	_, err := text.ReadFrom(body)
	return text.Bytes(), err
}

// newResponse reads an answer but for its body.
func newResponse(answer *http.Response) *Response {
	response := &Response{
		Status:    answer.StatusCode,
		Header:    answer.Header,
		RequestID: answer.Header.Get("X-Request-Id"),
	}
	if date, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		response.Date = date.UTC()
	}
	return response
}

// mostOff is how far a server's clock may be from this machine's.
const mostOff = 24 * time.Hour

// doubted returns this machine's clock where the server's is too far from it.
func (c *Client) doubted(date time.Time) time.Time {
	now := c.clock.Now().UTC()
	if date.IsZero() || isLoopback(c.base.Hostname()) || date.Sub(now).Abs() <= mostOff {
		return time.Time{}
	}
	return now
}

// wireTrace watches whether an attempt gets a connection.
type wireTrace struct {
	watched   atomic.Bool // The transport reports to this trace at all.
	connected atomic.Bool // A connection was there to send the request on.
}

func (w *wireTrace) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { w.watched.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.connected.Store(true) },
	}
}

// mayHaveSent reports whether the attempt that failed with err may have reached the
// server.
func (w *wireTrace) mayHaveSent(err error) bool {
	if w.watched.Load() {
		return w.connected.Load()
	}
	var op *net.OpError
	return !errors.As(err, &op) || op.Op != "dial"
}

// transportError describes why no (whole) answer came. ctx is the caller's
// context, attempt the one of this attempt.
func (c *Client) transportError(ctx, attempt context.Context, r *request, err error, sent bool) *TransportError {
	failure := cleaned(c, &TransportError{Method: r.call.Method, Path: r.call.Path, Host: r.url.Host, Sent: sent})
	switch {
	case ctx.Err() != nil:
		failure.Err = ctx.Err()
	case errors.Is(context.Cause(attempt), errTimeout):
		failure.Err = c.plain(fmt.Sprintf("nothing complete came within %s", c.timeout), errTimeout)
	default:
		failure.Err = c.plain(c.describe(r, err), err)
	}
	return failure
}

// What Windows says for ECONNREFUSED and ECONNRESET. The constants of package
// syscall do not compare equal there, and elsewhere nothing has these numbers.
const (
	errWindowsRefused = syscall.Errno(10061) // WSAECONNREFUSED
	errWindowsReset   = syscall.Errno(10054) // WSAECONNRESET
)

// describe puts the usual failures of a network into words that say what to do.
func (c *Client) describe(r *request, err error) string {
	if refused, ok := errors.AsType[*proxyRefusalError](err); ok {
		return refused.Error()
	}
	cause := unreachedProxy(err)
	if cause == nil {
		what, remedy := reason(err)
		return strings.TrimSuffix(what+"; "+remedy, "; ")
	}
	what, _ := reason(cause)
	name := "that the environment names"
	if proxy := c.proxyOf(r); proxy != nil {
		name = nameOf(proxy)
	}
	return fmt.Sprintf("the proxy %s could not be reached: %s; check that the proxy runs, and HTTPS_PROXY and NO_PROXY", name, what)
}

// proxyOf is the proxy through which a request goes; nil for none.
func (c *Client) proxyOf(r *request) *url.URL {
	transport, ok := c.transport.(*http.Transport)
	if !ok || transport.Proxy == nil {
		return nil
	}
	proxy, err := transport.Proxy(&http.Request{URL: r.url})
	if err != nil {
		return nil
	}
	return proxy
}

// reason says why there is no connection to a server or a proxy, and what to do where
// it is the server.
func reason(err error) (what, remedy string) {
	var (
		certificate *tls.CertificateVerificationError
		resolution  *net.DNSError
		noTLS       tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &certificate):
		return "its TLS certificate is not trusted: " + certificate.Err.Error(), ""
	case errors.As(err, &noTLS):
		return "it does not speak TLS", "check the endpoint's scheme and port"
	case isLongHeader(err):
		return fmt.Sprintf("the headers of its answer are larger than %d bytes, the most that are read", maxHeaderBytes), strings.TrimPrefix(checkEndpoint, "; ")
	case errors.As(err, &resolution) && resolution.IsNotFound:
		return "there is no host of this name", "check the endpoint"
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, errWindowsRefused):
		return "the connection was refused", "check that the server runs, and the endpoint"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, errWindowsReset), errors.Is(err, syscall.EPIPE):
		return "the connection was reset", ""
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed before the answer was complete", ""
	default:
		return err.Error(), ""
	}
}

// isNetwork reports whether reading failed below HTTP.
func isNetwork(err error) bool {
	var network net.Error
	return errors.As(err, &network)
}

// isPermanent reports whether a transport fails for a reason that does not go
// away by itself: another attempt only keeps a person waiting for the message.
func isPermanent(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		resolution  *net.DNSError
		proxy       *proxyRefusalError
		noTLS       tls.RecordHeaderError
	)
	return errors.As(err, &certificate) ||
		errors.As(err, &noTLS) ||
		isLongHeader(err) ||
		(errors.As(err, &resolution) && resolution.IsNotFound) ||
		(errors.As(err, &proxy) && proxy.status < http.StatusInternalServerError)
}

// isLongHeader reports whether the transport has refused an answer's headers, for
// which it has no type.
func isLongHeader(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		text := err.Error()
		if strings.Contains(text, "server response headers exceeded") || strings.Contains(text, "response header list larger than") {
			return true
		}
	}
	return false
}

// since returns how long ago a moment was on the client's clock.
func (c *Client) since(start time.Time) time.Duration { return c.clock.Now().Sub(start) }
