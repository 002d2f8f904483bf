// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package rotation is the one vocabulary in which every secret of the provider
// rotates: what a user may declare, when a secret is due, and what a plan makes
// of it.
//
// Two rules hold throughout. Read alone decides what is due, by the platform's
// clock, and stores it; a plan looks at the state and the configuration and
// never at a clock, so that a plan file that was saved yesterday still applies.
// And only a changed value of a trigger rotates: adding or removing an entry,
// as after an import, does not.
package rotation

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Policy is the part of a resource's model that says when its secret rotates.
// Models embed it.
type Policy struct {
	Triggers    types.Map    `tfsdk:"rotation_triggers"`
	RotateAfter types.String `tfsdk:"rotate_after"`
	RotatesAt   types.String `tfsdk:"rotates_at"`
	Ready       types.Bool   `tfsdk:"ready_for_rotation"`
}

// Secret is what the platform says about the secret that a policy is about.
type Secret struct {
	CreatedAt time.Time
	ExpiresAt time.Time     // zero where it never expires by itself
	AsOf      platform.AsOf // the platform's clock when it said so
	Overlap   time.Duration // how long the old secret outlives a rotation
}

// Observe stores when the secret is due, and whether it is by now. Where nobody can
// tell what time it is, nothing becomes due, and what was due at that time stays so.
func (p *Policy) Observe(s Secret) {
	at := s.dueAt(Duration(p.RotateAfter))
	due, now := convert.Time(at), s.AsOf.Time()
	ready := !at.IsZero() && !now.Before(at)
	if now.IsZero() {
		ready = p.Ready.ValueBool() && p.RotatesAt.Equal(due)
	}
	p.RotatesAt, p.Ready = due, types.BoolValue(ready)
}

// Doubt warns where it is the platform's clock that has decided nothing.
func (p *Policy) Doubt(c *platform.Connection, asOf platform.AsOf) diag.Diagnostics {
	if p.RotatesAt.IsNull() {
		return nil
	}
	return diagnostics.Clock(c, asOf)
}

// dueAt is the earlier of two times: when the secret has reached the age that
// the user allows, and when it has to be replaced so that the old one can still
// overlap with the new one before it expires.
func (s Secret) dueAt(rotateAfter time.Duration) time.Time {
	var at time.Time
	if rotateAfter > 0 && !s.CreatedAt.IsZero() {
		at = s.CreatedAt.Add(rotateAfter)
	}
	if !s.ExpiresAt.IsZero() {
		if latest := s.ExpiresAt.Add(-s.Overlap); at.IsZero() || latest.Before(at) {
			at = latest
		}
	}
	return at
}
