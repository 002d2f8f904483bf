// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package relay stands between the CLI and the plugin framework, and passes on what
// they say to each other. It is the one place that names each method of the protocol;
// what happens on the way is for others to say, in [Hooks].
package relay

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Framework is all that the plugin framework's server does and this provider may
// offer. It leaves out state stores, which the provider does not have.
type Framework interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// Hooks customises what the server changes. A nil hook changes nothing.
type Hooks struct {
	// Context returns the context with which the framework answers a request, and what
	// is called once it did. It is asked about what is answered with diagnostics, and
	// not about functions, nor about lists and actions: these are still being answered
	// when their calls have ended.
	Context func(ctx context.Context, request any) (context.Context, func())

	// Begin returns the context of a request that may take a while: of what is answered
	// with diagnostics, and of actions. Functions call nobody, and a list has no answer
	// of its own.
	Begin func(ctx context.Context) context.Context

	// End returns what is said besides, once such a request is answered.
	End func() []*tfprotov6.Diagnostic

	// Arguments returns a function's arguments as the framework gets them. The given
	// ones belong to the CLI's request.
	Arguments func([]*tfprotov6.DynamicValue) []*tfprotov6.DynamicValue

	// Text returns each text of an answer that is for a person as the CLI gets it: of
	// diagnostics, of a function's error, of an action's progress, and the names by
	// which a query lists what it finds.
	Text func(string) string
}

// Server returns a server that does what the given one, of the plugin framework, does,
// with hooks. It panics where the framework's server has become one that it does not
// know.
func Server(inner tfprotov6.ProviderServer, hooks Hooks) Framework {
	known, ok := inner.(Framework)
	if !ok {
		panic(fmt.Sprintf("%T is not a server of the plugin framework with list resources and actions", inner))
	}
	return &server{known, hooks}
}

// server embeds nothing, so that a method that the protocol gets some day cannot pass
// without its hooks: the provider is not built before it is here.
type server struct {
	inner Framework
	hooks Hooks
}

// around is a call that is answered with diagnostics. said takes them out of the answer.
func around[Q, R any](ctx context.Context, s *server, req *Q, call func(Framework, context.Context, *Q) (*R, error), said func(*R) *diagnostics) (*R, error) {
	if s.hooks.Context != nil {
		inner, done := s.hooks.Context(ctx, req)
		defer done()
		ctx = inner
	}
	resp, err := call(s.inner, s.begin(ctx), req)
	if resp != nil {
		s.end(said(resp))
	}
	return resp, err
}

func (s *server) begin(ctx context.Context) context.Context {
	if s.hooks.Begin == nil {
		return ctx
	}
	return s.hooks.Begin(ctx)
}

// end adds what is said besides, and rewords all of it.
func (s *server) end(said *diagnostics) {
	if s.hooks.End != nil {
		*said = append(*said, s.hooks.End()...)
	}
	s.reword(*said)
}

type diagnostics = []*tfprotov6.Diagnostic

// reword changes diagnostics in place: they were made for this one answer.
func (s *server) reword(said diagnostics) {
	for _, d := range said {
		if d != nil {
			s.text(&d.Summary)
			s.text(&d.Detail)
		}
	}
}

func (s *server) text(of *string) {
	if s.hooks.Text != nil {
		*of = s.hooks.Text(*of)
	}
}

// Failed reports whether an error is among diagnostics.
func Failed(said []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(said, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}
