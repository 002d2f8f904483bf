// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi/pacing"
)

// realClock is the machine's clock. Clients are paced together by the same clock only.
var realClock = clockwork.NewRealClock()

// DefaultTimeout is how long one attempt may take, from dialling to the last byte of
// the answer, where Config leaves it at zero.
const DefaultTimeout = 30 * time.Second

// Config says which server a [Client] talks to, and how.
type Config struct {
	// BaseURL is what every call's path is appended to. It is absolute, https
	// (or http on loopback), without user name, query and fragment.
	BaseURL string
	// Authorize sets the credential's header. It is called for each attempt,
	// so a credential may change between two. Nil sets none.
	Authorize func(*http.Request)
	// Platform and Credential name, in errors, who is called and by what: "Tok",
	// "tok.api_key". Empty is the base URL's host, and "this credential".
	Platform, Credential string
	// UserAgent is the User-Agent header; empty leaves Go's own.
	UserAgent string
	// MaxRetries is how often a call may be repeated after its first attempt;
	// 0 is never.
	MaxRetries int
	// RequestsPerMinute is how many requests may be sent in any 60 seconds under
	// the credential, if the platform's own limit allows as many; 0 leaves it to
	// the platform.
	RequestsPerMinute int
	// Timeout is how long one attempt may take; 0 is [DefaultTimeout]. Waiting
	// for the rate limit is not part of it.
	Timeout time.Duration
	// MaxBody is how many bytes of an answer are read at most; 0 is [DefaultMaxBody].
	MaxBody int64
	// Clock measures and waits; nil is the real one.
	Clock clockwork.Clock
	// Transport carries the requests; nil is a hardened one of the client's
	// own: TLS 1.2 at least, proxies by the usual environment variables.
	Transport http.RoundTripper
	// Secrets are literal credentials that must never appear in a log or an
	// error, in addition to all that package redact recognises. Clients with the
	// same secrets, base URL and clock are paced together: a platform counts
	// requests by credential.
	Secrets []string `json:"-"`
	// DecodeError reads the platform's error envelope from an answer with a
	// JSON body, whatever its status: a success with an error envelope is an
	// error. Nil means that the answer holds none, and it must answer nil for
	// everything that is not certainly one: callers conclude from an APIError
	// that the platform itself has spoken. What it leaves zero of Method,
	// Path, Status, RequestID and RetryAfter is filled in.
	DecodeError func(*Response) *APIError
}

// Client calls one server. It is safe for concurrent use.
type Client struct {
	base        *url.URL
	platform    string
	credential  string
	authorize   func(*http.Request)
	userAgent   string
	maxRetries  int
	ceiling     int
	timeout     time.Duration
	maxBody     int64
	clock       clockwork.Clock
	transport   http.RoundTripper
	secrets     []string
	decodeError func(*Response) *APIError
	limiter     *pacing.Limiter
}

// New returns a client for the server that the configuration names. It makes
// no call. The errors tell what is wrong with the configuration.
func New(config Config) (*Client, error) {
	base, err := ParseBaseURL(config.BaseURL)
	if err != nil {
		return nil, err
	}
	switch {
	case config.MaxRetries < 0:
		return nil, fmt.Errorf("the number of retries is %d, expected 0 or more", config.MaxRetries)
	case config.RequestsPerMinute < 0:
		return nil, fmt.Errorf("the ceiling is %d requests a minute, expected a positive number", config.RequestsPerMinute)
	case config.Timeout < 0:
		return nil, fmt.Errorf("the request timeout is %s, expected a positive duration", config.Timeout)
	case config.MaxBody < 0:
		return nil, fmt.Errorf("the limit of an answer's size is %d bytes, expected a positive number", config.MaxBody)
	}
	client := &Client{
		base:        base,
		platform:    cmp.Or(config.Platform, base.Host),
		credential:  cmp.Or(config.Credential, "this credential"),
		authorize:   config.Authorize,
		userAgent:   config.UserAgent,
		maxRetries:  config.MaxRetries,
		ceiling:     config.RequestsPerMinute,
		timeout:     config.Timeout,
		maxBody:     config.MaxBody,
		clock:       config.Clock,
		transport:   config.Transport,
		secrets:     slices.Clone(config.Secrets),
		decodeError: config.DecodeError,
	}
	if client.timeout == 0 {
		client.timeout = DefaultTimeout
	}
	if client.maxBody == 0 {
		client.maxBody = DefaultMaxBody
	}
	client.maxBody = min(client.maxBody, math.MaxInt64-1) // One more byte is read, to see that it is there.
	if client.clock == nil {
		client.clock = realClock
	}
	if client.transport == nil {
		transport := hardenedTransport(http.DefaultTransport)
		if transport.Proxy, err = proxyFor(base); err != nil {
			return nil, err
		}
		client.transport = transport
	}
	if client.authorize == nil {
		client.authorize = func(*http.Request) {}
	}
	if client.decodeError == nil {
		client.decodeError = func(*Response) *APIError { return nil }
	}
	// Requests that are under way must have the time to succeed.
	client.limiter = pacing.For(base.String(), client.secrets, client.clock, 2*client.timeout)
	return client, nil
}

// keeping returns a client that keeps these credentials, too, out of its logs
// and errors.
func (c *Client) keeping(secrets []string) *Client {
	if len(secrets) == 0 {
		return c
	}
	keeping := *c
	keeping.secrets = slices.Concat(c.secrets, secrets)
	return &keeping
}

// Why a base URL is refused. The texts name no part of the URL that may hold a
// credential.
var (
	errURLEmpty    = errors.New("the endpoint is empty; leave it out to call the platform itself")
	errURLSpace    = errors.New("the endpoint has white space in it, which may be a space or a line break at its end; expected a URL without any")
	errURLSlashes  = errors.New("the endpoint has two slashes in its path without anything between them; expected a path such as /v1, with one slash or none at its end")
	errURLSyntax   = errors.New("the endpoint is not a valid URL; expected one such as https://api.example.com/v1")
	errURLRelative = errors.New("the endpoint is not an absolute URL; expected one that begins with https:// and names a host")
	errURLUser     = errors.New("the endpoint holds a user name or password; credentials have settings of their own, never the URL")
	errURLExtra    = errors.New("the endpoint has a query or a fragment; expected a plain base URL, since paths are appended to it")
)

// ParseBaseURL parses and checks an endpoint as [New] does, so that a caller
// can refuse a wrong one before it is used.
func ParseBaseURL(text string) (*url.URL, error) {
	if text == "" {
		return nil, errURLEmpty
	}
	if strings.ContainsFunc(text, unicode.IsSpace) {
		return nil, errURLSpace
	}
	base, err := url.Parse(text)
	if err != nil {
		return nil, errURLSyntax // The parser's own error quotes all of the text.
	}
	if base.User != nil {
		return nil, errURLUser
	}
	if base.Host == "" || base.Hostname() == "" {
		return nil, errURLRelative
	}
	switch base.Scheme {
	case "https":
	case "http":
		if !isLoopback(base.Hostname()) {
			return nil, fmt.Errorf("the endpoint would send credentials to %s in clear text; expected https, plain http is for localhost, 127.0.0.1 and [::1] only", base.Hostname())
		}
	default:
		return nil, fmt.Errorf("the endpoint's scheme is %q; expected https, or http on loopback", base.Scheme)
	}
	if base.RawQuery != "" || base.ForceQuery || base.Fragment != "" {
		return nil, errURLExtra
	}
	if strings.Contains(base.EscapedPath(), "//") {
		return nil, errURLSlashes
	}
	return base, nil
}
