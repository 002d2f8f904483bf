// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lifetime

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

// lease is an ephemeral resource that is open, as a CLI names it when it is to be
// renewed or closed.
type lease struct{ typeName, private string }

// leases are those that are open. A CLI closes what it has opened, but not where
// something that uses it has failed: it then just ends the provider.
type leases struct {
	mu   sync.Mutex
	open map[lease]context.Context // of the call that has opened it: it has the log
}

func (l *leases) add(ctx context.Context, typeName string, private []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil {
		l.open = map[lease]context.Context{}
	}
	l.open[lease{typeName, string(private)}] = context.WithoutCancel(ctx) //nolint:fatcontext // Each is of a call of its own.
}

func (l *leases) remove(typeName string, private []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, lease{typeName, string(private)})
}

// takeAll returns all that are open, and forgets them.
func (l *leases) takeAll() map[lease]context.Context {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.open
	l.open = nil
	return all
}

// OpenEphemeralResource notes what is open.
func (s *Server) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	resp, err := s.Framework.OpenEphemeralResource(ctx, req)
	if resp != nil && !relay.Failed(resp.Diagnostics) {
		s.leases.add(ctx, req.TypeName, resp.Private)
	}
	return resp, err
}

// RenewEphemeralResource notes under what name a CLI will renew or close it then.
func (s *Server) RenewEphemeralResource(ctx context.Context, req *tfprotov6.RenewEphemeralResourceRequest) (*tfprotov6.RenewEphemeralResourceResponse, error) {
	resp, err := s.Framework.RenewEphemeralResource(ctx, req)
	if resp != nil && !relay.Failed(resp.Diagnostics) {
		s.leases.remove(req.TypeName, req.Private)
		s.leases.add(ctx, req.TypeName, resp.Private)
	}
	return resp, err
}

// CloseEphemeralResource forgets what the CLI closes itself, which hears how that went.
func (s *Server) CloseEphemeralResource(ctx context.Context, req *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	s.leases.remove(req.TypeName, req.Private)
	return s.Framework.CloseEphemeralResource(ctx, req)
}

// CloseAll closes what no CLI has closed, all at once, and waits for that.
func (s *Server) CloseAll() {
	var closing sync.WaitGroup
	defer closing.Wait()
	for held, ctx := range s.leases.takeAll() {
		closing.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, extra)
			defer cancel()
			resp, err := s.Framework.CloseEphemeralResource(ctx, &tfprotov6.CloseEphemeralResourceRequest{TypeName: held.typeName, Private: []byte(held.private)})
			if resp != nil {
				report(ctx, "The run has ended; what was opened for it was not closed", resp.Diagnostics, err)
			}
		})
	}
}
