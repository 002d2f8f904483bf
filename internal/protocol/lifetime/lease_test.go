// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lifetime_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/lifetime"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

// lender opens what it is asked for, whose private data are its type and a count of
// how often it was renewed.
type lender struct {
	relay.Framework

	said []*tfprotov6.Diagnostic // by opens and renewals

	mu     sync.Mutex
	closed []string
	ended  bool // a close had no time
}

func (l *lender) OpenEphemeralResource(_ context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return &tfprotov6.OpenEphemeralResourceResponse{Private: []byte(req.TypeName), Diagnostics: l.said}, nil
}

func (l *lender) RenewEphemeralResource(_ context.Context, req *tfprotov6.RenewEphemeralResourceRequest) (*tfprotov6.RenewEphemeralResourceResponse, error) {
	return &tfprotov6.RenewEphemeralResourceResponse{Private: append(slices.Clone(req.Private), '+'), Diagnostics: l.said}, nil
}

func (l *lender) CloseEphemeralResource(ctx context.Context, req *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, limited := ctx.Deadline()
	l.closed, l.ended = append(l.closed, string(req.Private)), l.ended || ctx.Err() != nil || !limited
	return &tfprotov6.CloseEphemeralResourceResponse{Diagnostics: l.said}, nil
}

// TestServer_CloseAll proves that the end of a run closes what the CLI has not closed,
// under the name that it has by then, and nothing twice.
func TestServer_CloseAll(t *testing.T) {
	t.Parallel()
	l := &lender{}
	s := lifetime.NewServer(l)
	ctx, cancel := context.WithCancel(t.Context())
	open := func(name string) {
		if _, err := s.OpenEphemeralResource(ctx, &tfprotov6.OpenEphemeralResourceRequest{TypeName: name}); err != nil {
			t.Fatal(err)
		}
	}
	renew := func(name, private string) {
		if _, err := s.RenewEphemeralResource(ctx, &tfprotov6.RenewEphemeralResourceRequest{TypeName: name, Private: []byte(private)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"left", "renewed", "closed"} {
		open(name)
	}
	renew("renewed", "renewed")
	if _, err := s.CloseEphemeralResource(ctx, &tfprotov6.CloseEphemeralResourceRequest{TypeName: "closed", Private: []byte("closed")}); err != nil {
		t.Fatal(err)
	}
	l.said = []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: "It failed"}}
	open("failed")
	renew("left", "left") // It failed: the CLI knows it by its old name.
	cancel()

	l.closed, l.ended = nil, false
	s.CloseAll()
	slices.Sort(l.closed)
	if !slices.Equal(l.closed, []string{"left", "renewed+"}) || l.ended {
		t.Errorf("it closes %v, without time: %t", l.closed, l.ended)
	}
	if s.CloseAll(); len(l.closed) != 2 {
		t.Errorf("it closes again: %v", l.closed)
	}
}
