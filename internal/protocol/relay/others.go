// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package relay

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// What is answered with something else than diagnostics.

func (s *server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	resp, err := s.inner.StopProvider(ctx, req)
	if resp != nil {
		s.text(&resp.Error)
	}
	return resp, err
}

func (s *server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	if s.hooks.Arguments != nil {
		changed := *req
		changed.Arguments = s.hooks.Arguments(req.Arguments)
		req = &changed
	}
	resp, err := s.inner.CallFunction(ctx, req)
	if resp != nil && resp.Error != nil {
		s.text(&resp.Error.Text)
	}
	return resp, err
}

func (s *server) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	stream, err := s.inner.ListResource(ctx, req)
	if stream != nil {
		stream.Results = each(stream.Results, func(result *tfprotov6.ListResourceResult) {
			if result.DisplayName != "" { // What comes with an error alone has none.
				s.text(&result.DisplayName)
			}
			s.reword(result.Diagnostics)
		})
	}
	return stream, err
}

func (s *server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	stream, err := s.inner.InvokeAction(s.begin(ctx), req)
	if stream != nil {
		stream.Events = each(stream.Events, func(event *tfprotov6.InvokeActionEvent) {
			switch kind := event.Type.(type) {
			case tfprotov6.ProgressInvokeActionEventType:
				s.text(&kind.Message)
				event.Type = kind
			case tfprotov6.CompletedInvokeActionEventType:
				s.end(&kind.Diagnostics)
				event.Type = kind
			}
		})
	}
	return stream, err
}

// each is a stream of which every item is changed when it passes.
func each[T any](items iter.Seq[T], change func(*T)) iter.Seq[T] {
	return func(yield func(T) bool) {
		for item := range items {
			change(&item)
			if !yield(item) {
				return
			}
		}
	}
}
