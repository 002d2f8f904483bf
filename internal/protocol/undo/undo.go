// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package undo stands between the CLI and the plugin framework: on a CLI that
// cannot keep what a failed create leaves in the state, it undoes the create.
//
// A provider may answer a create with an error and a state, which the CLI saves as
// tainted. Terraform 1.16 (seen in all its pre-releases from alpha20260617 to rc2,
// and in 1.17.0-alpha20260812) first puts such an object into its working state
// with a status that no state file has, and mends that an instant later. When
// another object saves the state in that instant, the CLI panics and loses the
// state of everything that the run has made. One object that an error names is the
// smaller loss, so the provider leaves none: what the create has made is deleted as
// a destroy would delete it, and the CLI gets the error alone.
//
// The CLI is told by the version that it gives when it configures the provider.
// OpenTofu gives its own in the same place, and nothing in the protocol tells the
// two apart. That does no harm: OpenTofu counts to 1.12 today, and a later one that
// is taken for Terraform 1.16 has its failed creates undone without need.
package undo

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

// affected is the first version with the fault. None is known yet to be free of it
// again.
var affected = version.Must(version.NewVersion("1.16.0-alpha20260617"))

// Needed reports whether a CLI of that version cannot keep what a failed create
// leaves.
func Needed(cli string) bool {
	v, err := version.NewVersion(cli)
	return err == nil && v.GreaterThanOrEqual(affected)
}

// Server returns a server that does what the given one does, and undoes failed
// creates where the CLI needs that.
func Server(inner relay.Framework) relay.Framework { return &server{Framework: inner} }

type server struct {
	relay.Framework

	cli atomic.Pointer[string] // the version of a CLI that needs it; nil for others
}

func (s *server) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	s.cli.Store(nil)
	if Needed(req.TerraformVersion) {
		s.cli.Store(&req.TerraformVersion)
	}
	return s.Framework.ConfigureProvider(ctx, req)
}

func (s *server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	cli := s.cli.Load()
	if cli == nil || !isNull(req.PriorState) {
		return s.Framework.ApplyResourceChange(ctx, req)
	}
	ctx = orphan.WithoutState(ctx)
	resp, err := s.Framework.ApplyResourceChange(ctx, req)
	if err != nil || !Made(req, resp) || !relay.Failed(resp.Diagnostics) {
		return resp, err
	}
	undone, err := Create(ctx, s.Framework, req, resp)
	if err != nil {
		return resp, err
	}
	resp.Diagnostics = append(append(resp.Diagnostics, undone.Diagnostics...), outcome(*cli, relay.Failed(undone.Diagnostics)))
	resp.NewState, resp.NewIdentity, resp.Private = null(), nil, nil
	return resp, nil
}

// outcome says why the state has nothing of a create, and what that means.
func outcome(cli string, remains bool) *tfprotov6.Diagnostic {
	why := fmt.Sprintf("Terraform %s crashes, and loses the whole state, when a create fails with something in the state while another resource is saved. So nothing of the failed create is left in the state. ", cli)
	if remains {
		return &tfprotov6.Diagnostic{
			Severity: tfprotov6.DiagnosticSeverityError, Summary: "What a failed create has made may remain on the platform",
			Detail: why + "It could not be ended either: the errors beside this one say what it is and why. End it on the platform's dashboard, or import it; then apply again.",
		}
	}
	return &tfprotov6.Diagnostic{
		Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "A failed create was undone",
		Detail: why + "What the platform had made by then was ended. Apply again: that creates it anew.",
	}
}

// Made reports whether a call was a create that has left something to undo.
func Made(req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse) bool {
	return isNull(req.PriorState) && resp != nil && !isNull(resp.NewState)
}

// Create undoes a create: what it has made is destroyed as a destroy would, but at
// once, since nobody uses it. See [orphan.WithoutState].
func Create(ctx context.Context, inner tfprotov6.ResourceServer, req *tfprotov6.ApplyResourceChangeRequest, created *tfprotov6.ApplyResourceChangeResponse) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return inner.ApplyResourceChange(orphan.WithoutState(ctx), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: req.TypeName, PriorState: created.NewState, PlannedState: null(), Config: null(),
		PlannedPrivate: created.Private, PlannedIdentity: created.NewIdentity, ProviderMeta: req.ProviderMeta,
	})
}

// null is no object, in MessagePack.
func null() *tfprotov6.DynamicValue { return &tfprotov6.DynamicValue{MsgPack: []byte{0xc0}} }

// isNull reports whether there is no object. A value that cannot be read is one.
func isNull(value *tfprotov6.DynamicValue) bool {
	if value == nil {
		return true
	}
	null, err := value.IsNull()
	return err == nil && null
}
