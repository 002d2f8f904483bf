// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lifetime

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/undo"
)

// extra is how long it may take to begin the undoing of something. Once the platform
// is asked for it, there are ten seconds more.
const extra = 5 * time.Second

// Server undoes what it has made when nobody heard of it, and closes what it has opened
// when nobody else does.
type Server struct {
	relay.Framework

	leases leases
}

// NewServer returns a server that does what the given one does.
func NewServer(inner relay.Framework) *Server { return &Server{Framework: inner} }

// ApplyResourceChange ends what it has created where no CLI is left that could put it
// into a state: a key that nobody has, and nobody would revoke.
func (s *Server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resp, err := s.Framework.ApplyResourceChange(ctx, req)
	if undo.Made(req, resp) && !orphan.Heard(ctx) {
		s.undo(ctx, req, resp)
	}
	return resp, err
}

// undo destroys what was created for a CLI that has gone.
func (s *Server) undo(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest, created *tfprotov6.ApplyResourceChangeResponse) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), extra)
	defer cancel()
	resp, err := undo.Create(ctx, s.Framework, req, created)
	if resp != nil {
		report(ctx, "The CLI has gone; what was created for it was not ended", resp.Diagnostics, err)
	}
}

// report logs what nobody else can be told any more.
func report(ctx context.Context, message string, said []*tfprotov6.Diagnostic, err error) {
	for _, d := range said {
		tflog.Warn(ctx, message, map[string]any{"summary": d.Summary, "detail": d.Detail})
	}
	if err != nil {
		tflog.Warn(ctx, message, map[string]any{"error": err.Error()})
	}
}
