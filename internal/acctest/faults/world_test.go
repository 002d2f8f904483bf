// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
)

// serve makes a provider. A test of the matrix itself makes one that is broken.
type serve func(w *world) tfprotov6.ProviderServer

// genuine is the provider as it is.
func genuine(w *world) tfprotov6.ProviderServer { return w.serve(protocol.Server("test")) }

// world is a sandbox with a workspace on it, in which one resource is declared, in
// a bubble of simulated time.
type world struct {
	*operation
	*acctest.World

	t         *testing.T
	ctx       context.Context //nolint:containedctx // That of all calls: it has the network and the log.
	clock     clockwork.Clock // that of the bubble, and of the provider
	network   *network
	server    *http.Server
	workspace *engine.Workspace
	process   *process // of the provider; nil before the first
	resources []engine.Resource
	seeded    map[string]bool // ids of what was there at first
	twin      string          // id of the object that a person has made by hand; "" for none
	twinSeen  acctest.Object  // what it was like
	foreign   string          // id of what is imported, made past the provider
	held      map[string]bool // ids of what has been in the state with its secret
	passed    time.Duration   // on the platform alone
	drifts    bool            // the platform does something after the run
	problems  []string
	// sends changes a request of the provider's, if it is not nil.
	sends func(r *http.Request)

	late atomic.Bool // the platform does not notice that its client has given up

	mu        sync.Mutex // guards what follows
	log       bytes.Buffer
	said      []engine.Diagnostic
	secrets   map[string]bool
	recording bool
	calls     []call // since recording began
	interrupt *interrupt
}

// call is one request of the provider to the platform.
type call struct {
	method, path string
}

// interrupt is one that is to come.
type interrupt struct {
	at     int  // the call that it strikes
	after  bool // once the platform has done what was asked
	hung   bool // the platform does not answer
	clock  clockwork.Clock
	strike func()
	struck bool
}

// skewed is the clock of a platform that is off by some time.
type skewed struct {
	clockwork.Clock

	by time.Duration
}

// Now implements clockwork.Clock.
func (s skewed) Now() time.Time { return s.Clock.Now().Add(s.by) }

// newWorld starts the sandbox, whose clock differs from the provider's by so much.
func newWorld(t *testing.T, o *operation, s serve, skew time.Duration) *world {
	t.Helper()
	w := &world{
		operation: o, t: t, clock: clockwork.NewRealClock(), network: newNetwork(), secrets: map[string]bool{}, held: map[string]bool{},
	}
	w.ctx = context.WithValue(tflogtest.RootLogger(t.Context(), writer{w}), networkKey{}, w.network)
	w.World = acctest.Start(t, o.on, acctest.Clock(skewed{w.clock, skew}), acctest.AnyTraffic(), acctest.Observed(w.taking),
		acctest.Served("http://"+w.network.address.String()))
	w.server = &http.Server{Handler: w.watch(w.Sandbox().Handler()), ReadHeaderTimeout: time.Minute}
	// Each run has a provider of its own, whose idle connections nobody closes.
	w.server.SetKeepAlivesEnabled(false)
	go func() { _ = w.server.Serve(w.network) }() // It ends with an error, that it was closed.
	w.keep(w.Credential())
	w.workspace = engine.New(t, func() tfprotov6.ProviderServer { return s(w) }, w.Block(nil))
	return w
}

// close ends all that the bubble waits for.
func (w *world) close() {
	w.leave()
	if err := w.server.Shutdown(context.WithoutCancel(w.ctx)); err != nil { // It closes the network, and waits for what is late.
		w.t.Errorf("closing the server: %v", err)
	}
}

// writer is the world's log.
type writer struct{ *world }

// Write implements io.Writer.
func (w writer) Write(data []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(data)
}

// keep notes a text that no log and no diagnostic may have.
func (w *world) keep(secret string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(secret) > 8 {
		w.secrets[secret] = true
	}
}

// problem notes what is wrong.
func (w *world) problem(format string, args ...any) {
	w.problems = append(w.problems, fmt.Sprintf(format, args...))
}

// declare changes the configuration; nil declares nothing.
func (w *world) declare(attributes engine.Values) {
	w.resources = nil
	if attributes != nil {
		w.resources = []engine.Resource{{Type: w.typeName, Name: "test", Attributes: attributes, CreateBeforeDestroy: w.firstNew}}
	}
}

func (w *world) address() string { return w.typeName + ".test" }

func (w *world) object() *engine.Object { return w.workspace.Object(w.address()) }

// objects are all at the address, deposed ones too.
func (w *world) objects() []*engine.Object {
	objects := w.workspace.Deposed(w.address())
	if current := w.object(); current != nil {
		objects = append(objects, current)
	}
	return objects
}

// plan plans what is declared.
func (w *world) plan(ctx context.Context, options ...engine.PlanOption) (*engine.Plan, error) {
	p, err := w.workspace.Plan(ctx, w.resources, options...)
	w.heard(p.Diagnostics, err)
	return p, err
}

// apply carries out a plan.
func (w *world) apply(ctx context.Context, p *engine.Plan) error {
	said, err := w.workspace.Apply(ctx, p)
	w.heard(said, err)
	for _, o := range w.objects() {
		for _, name := range []string{"key", "signing_secret", "secret"} {
			if o.Attributes[name] != nil {
				w.held[text(o, "id")] = true
			}
		}
		if w.kind.Secret == "" && !w.kind.Single {
			w.held[text(o, "id")] = true // There is no secret to it.
		}
	}
	return err
}

// heard keeps what was said, and notes where the provider broke a rule.
func (w *world) heard(said engine.Diagnostics, err error) {
	w.said = append(w.said, said...)
	for _, d := range said {
		if d.Bug {
			w.problem("the provider broke a rule: %s", d)
		}
	}
	if err != nil && len(said) == 0 {
		w.problem("an error without a diagnostic: %v", err)
	}
}

// settled plans and applies, which both has to succeed.
func (w *world) settled(when string) bool {
	p, err := w.plan(w.ctx)
	if err != nil {
		w.problem("%s: the plan fails: %v", when, err)
		return false
	}
	if err := w.apply(w.ctx, p); err != nil {
		w.problem("%s: the apply fails: %v", when, err)
		return false
	}
	return true
}

// pass lets time pass on the platform.
func (w *world) pass(d time.Duration) {
	w.passed += d
	w.Pass(d)
}

// text returns an attribute; "" where it is null.
func text(o *engine.Object, name string) string {
	if o == nil || o.Attributes[name] == nil {
		return ""
	}
	return fmt.Sprint(o.Attributes[name])
}

// notes reports whether the provider notes a text in the state beside an object.
func notes(o *engine.Object, text string) bool {
	if o == nil {
		return false
	}
	var private map[string][]byte
	_ = json.Unmarshal(o.Private, &private) // Nothing is noted then.
	for _, note := range private {
		if strings.Contains(string(note), text) {
			return true
		}
	}
	return false
}

// leaks notes the secrets in what was logged and said.
func (w *world) leaks() {
	w.mu.Lock()
	defer w.mu.Unlock()
	log := w.log.String()
	for secret := range w.secrets {
		if strings.Contains(log, secret) {
			w.problem("the log has a secret, %s…", secret[:6])
		}
		if slices.ContainsFunc(w.said, func(d engine.Diagnostic) bool { return strings.Contains(d.String(), secret) }) {
			w.problem("a diagnostic has a secret, %s…", secret[:6])
		}
	}
}
