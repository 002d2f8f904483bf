// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package discreet stands between the provider and the CLI: no diagnostic that
// passes has a credential in it. Most never have one. But people paste a key into
// the wrong attribute, and what refuses it there, be it a check of the framework's
// or of the provider's own, likes to say what it got; the CLI shows that even
// where the value is marked as sensitive.
package discreet

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/secret"
)

// framework is all that the plugin framework's server does and this provider may
// offer.
type framework interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// server passes everything on, and cleans what is said.
type server struct{ framework }

// Server returns a server that does what the given one, of the plugin framework,
// does, without repeating a credential. It panics where the framework's server has
// become one that it does not know.
func Server(inner tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	known, ok := inner.(framework)
	if !ok {
		panic(fmt.Sprintf("%T is not a server of the plugin framework with list resources and actions", inner))
	}
	return server{known}
}

// mask cleans diagnostics in place: they were made for this one answer.
func mask(diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		if d != nil {
			d.Summary, d.Detail = secret.Mask(d.Summary), secret.Mask(d.Detail)
		}
	}
}

// CallFunction cleans a function's error, which is no diagnostic.
func (s server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	resp, err := s.framework.CallFunction(ctx, req)
	if resp != nil && resp.Error != nil {
		resp.Error.Text = secret.Mask(resp.Error.Text)
	}
	return resp, err
}

// ListResource cleans what is said about each object of a list.
func (s server) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	stream, err := s.framework.ListResource(ctx, req)
	if stream == nil || stream.Results == nil {
		return stream, err
	}
	return &tfprotov6.ListResourceServerStream{Results: func(yield func(tfprotov6.ListResourceResult) bool) {
		for result := range stream.Results {
			mask(result.Diagnostics)
			if !yield(result) {
				return
			}
		}
	}}, err
}

// InvokeAction cleans an action's progress and its end.
func (s server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	stream, err := s.framework.InvokeAction(ctx, req)
	if stream == nil || stream.Events == nil {
		return stream, err
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(yield func(tfprotov6.InvokeActionEvent) bool) {
		for event := range stream.Events {
			switch kind := event.Type.(type) {
			case tfprotov6.ProgressInvokeActionEventType:
				kind.Message = secret.Mask(kind.Message)
				event.Type = kind
			case tfprotov6.CompletedInvokeActionEventType:
				mask(kind.Diagnostics)
			}
			if !yield(event) {
				return
			}
		}
	}}, err
}
