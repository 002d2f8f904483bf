// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// World is a platform that a test runs against, in a sandbox of the test's own or
// run by somebody else.
type World struct {
	*API

	sandbox *sandbox.Sandbox
	watcher *watcher
	base    string // the sandbox's own URL
}

// Option changes how the test's sandbox is started.
type Option func(*settings)

type settings struct {
	sandbox.Options

	anyRequest, anyTraffic bool
	observe, odd, outside  func(http.Handler) http.Handler
	base                   string
}

// AutoAuthorize makes every consent active at once.
func AutoAuthorize() Option { return func(s *settings) { s.AutoAuthorize = true } }

// Tier sets the rate limit; without it there is none.
func Tier(tier string) Option { return func(s *settings) { s.Tier = tier } }

// Bank sets how many accounts a consent opens, and how many transactions each
// account has.
func Bank(accounts, transactions int) Option {
	return func(s *settings) { s.Accounts, s.Transactions = accounts, transactions }
}

// Clock is the sandbox's, instead of the machine's.
func Clock(clock clockwork.Clock) Option { return func(s *settings) { s.Clock = clock } }

// AnyRequest lets the provider send what the OpenAPI document forbids, for tests
// whose user gives such values. What the platform answers is still checked.
func AnyRequest() Option { return func(s *settings) { s.anyRequest = true } }

// AnyTraffic holds nothing against the OpenAPI documents, for tests that make too
// many requests.
func AnyTraffic() Option { return func(s *settings) { s.anyTraffic = true } }

// Odd puts a proxy before the platforms' API that rewrites answers, which then need
// not be what the OpenAPI documents say. What the sandbox answers is still checked.
func Odd(wrap func(http.Handler) http.Handler) Option { return func(s *settings) { s.odd = wrap } }

// Outside puts a handler around all that the sandbox serves to the provider. The
// test's own requests do not pass it.
func Outside(wrap func(http.Handler) http.Handler) Option {
	return func(s *settings) { s.outside = wrap }
}

// Served says that the test serves the sandbox's handler itself, and where.
func Served(base string) Option { return func(s *settings) { s.base = base } }

// OnDisk keeps the sandbox's database in a file, so that a test can look at what is
// stored.
func OnDisk(path string) Option { return func(s *settings) { s.DB = path } }

// Logged gives the sandbox's own log to a test.
func Logged(logger *slog.Logger) Option { return func(s *settings) { s.Logger = logger } }

// Observed puts a handler around the platforms' API, within fault injection: it
// sees what the API takes and answers, whatever becomes of the answer. Of several
// the first is the innermost.
func Observed(wrap func(http.Handler) http.Handler) Option {
	return func(s *settings) {
		inner := s.observe
		s.observe = func(next http.Handler) http.Handler { return wrap(around(inner, next)) }
	}
}

func around(wrap func(http.Handler) http.Handler, next http.Handler) http.Handler {
	if wrap == nil {
		return next
	}
	return wrap(next)
}

// Start starts a sandbox with little data, in which time stands still, for a test
// that needs no CLI.
func Start(t TB, on *Platform, options ...Option) *World {
	t.Helper()
	return start(t, on, append([]Option{
		Bank(1, 1), Clock(clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))),
	}, options...))
}

func start(t TB, on *Platform, options []Option) *World {
	t.Helper()
	o := settings{Options: sandbox.Options{Tier: "unlimited", Seed: 1}}
	for _, option := range options {
		option(&o)
	}
	w := &World{watcher: &watcher{}, base: o.base}
	validated := validation(t, &o)
	o.Wrap = func(next http.Handler) http.Handler {
		return w.watcher.wrap(around(o.odd, validated(around(o.observe, next))))
	}
	var err error
	if w.sandbox, err = sandbox.New(t.Context(), o.Options); err != nil {
		t.Fatal(err)
	}
	stop := func() {}
	if w.base == "" {
		server := httptest.NewUnstartedServer(around(o.outside, w.sandbox.Handler()))
		// Each run has a provider of its own, whose idle connections nobody closes.
		server.Config.SetKeepAlivesEnabled(false)
		server.Start()
		w.base, stop = server.URL, server.Close
	}
	t.Cleanup(func() {
		stop()
		if err := w.sandbox.Close(); err != nil {
			t.Errorf("the sandbox did not close: %v", err)
		}
	})
	w.API = w.api(t, on)
	return w
}

// validation holds all traffic against the platforms' OpenAPI documents;
// strictly, unless any request is allowed: the provider may send nothing that a
// document forbids.
func validation(t TB, o *settings) func(http.Handler) http.Handler {
	t.Helper()
	wrap := func(next http.Handler) http.Handler { return next }
	if o.anyTraffic {
		return wrap
	}
	for _, on := range Platforms() {
		validator, err := on.Document()
		if err != nil {
			t.Fatal(err)
		}
		if !o.anyRequest {
			validator = validator.Strict()
		}
		inner := wrap
		wrap = func(next http.Handler) http.Handler {
			return validator.Middleware(func(v contract.Violation) {
				t.Errorf("breaks the OpenAPI document: %s", v)
			})(inner(next))
		}
	}
	return wrap
}

// api asks one of the sandbox's platforms.
func (w *World) api(t TB, on *Platform) *API {
	t.Helper()
	return newAPI(t, on, w.base+on.Prefix, on.Seeded(w.sandbox.Credentials().Organisations[0]), direct{w.sandbox.Handler()})
}

// On is the same world with another platform of its sandbox.
func (w *World) On(on *Platform) *World {
	w.t.Helper()
	other := *w
	w.Sandbox()
	other.API = w.api(w.t, on)
	return &other
}

// Sandbox returns the test's own sandbox, for its clock, its faults and its
// request log. On a platform that somebody else runs the test is skipped.
func (w *World) Sandbox() *sandbox.Sandbox {
	w.t.Helper()
	if w.sandbox == nil {
		skip(w.t, w.Platform, "this test controls the sandbox")
	}
	return w.sandbox
}

// Control asks the sandbox's control, which has to succeed.
func (w *World) Control(method, path string, body any) map[string]any {
	w.t.Helper()
	w.Sandbox()
	control := w.with("X-Sandbox-Control", "test")
	control.Endpoint = w.base + "/_sandbox/"
	status, answer := control.Call(method, path, body)
	if status/100 != 2 {
		w.t.Fatalf("%s %s answers %d, %v", method, path, status, answer)
	}
	return answer
}

// Pass lets time pass on the platform.
func (w *World) Pass(d time.Duration) {
	w.t.Helper()
	if err := w.Sandbox().Advance(d); err != nil {
		w.t.Fatal(err)
	}
}

// Engine returns a workspace in process, with further settings of the provider.
func (w *World) Engine(settings engine.Values, options ...engine.Option) *engine.Workspace {
	w.t.Helper()
	return engine.New(w.t, func() tfprotov6.ProviderServer { return protocol.Server("test") }, w.Block(settings), options...)
}
