// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lifetime_test

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/lifetime"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

// packed are values of no object, and of one, in MessagePack.
var (
	none = &tfprotov6.DynamicValue{MsgPack: []byte{0xc0}}       //nolint:gochecknoglobals // A constant.
	some = &tfprotov6.DynamicValue{MsgPack: []byte{0x81, 1, 1}} //nolint:gochecknoglobals // A constant.
)

// applier notes what is applied.
type applier struct {
	relay.Framework

	state *tfprotov6.DynamicValue // after each apply
	asked *[]*tfprotov6.ApplyResourceChangeRequest
	then  func() // happens in the first call
	t     *testing.T
}

func (a applier) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	*a.asked = append(*a.asked, req)
	if second := len(*a.asked) > 1; second != orphan.LeavesNoState(ctx) {
		a.t.Errorf("call %d: marked as the end of what nobody has heard of: %t", len(*a.asked), !second)
	} else if !second {
		a.then()
	} else if _, limited := ctx.Deadline(); !limited || ctx.Err() != nil {
		a.t.Errorf("the end has no time of its own: %v", ctx.Err())
	}
	return &tfprotov6.ApplyResourceChangeResponse{NewState: a.state, Private: []byte("private")}, nil
}

// TestServer_undo proves that what was created is destroyed where the CLI had gone
// before there was an answer, and never else.
func TestServer_undo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prior, after *tfprotov6.DynamicValue
		goes, undone bool
	}{
		"a create that is heard of":     {prior: none, after: some},
		"a create that nobody hears of": {prior: none, after: some, goes: true, undone: true},
		"a create that has failed":      {prior: none, after: none, goes: true},
		"a create without an answer":    {prior: none, goes: true},
		"an update":                     {prior: some, after: some, goes: true},
		"a delete":                      {prior: some, after: none, goes: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked []*tfprotov6.ApplyResourceChangeRequest
			caller, leave := context.WithCancel(t.Context())
			defer leave()
			s := lifetime.NewServer(applier{state: c.after, asked: &asked, t: t, then: func() {
				if c.goes {
					leave()
				}
			}})
			resp, err := s.ApplyResourceChange(orphan.WithCaller(caller, func() bool { return caller.Err() == nil }), &tfprotov6.ApplyResourceChangeRequest{TypeName: "a", PriorState: c.prior, PlannedState: some})
			if err != nil || resp.NewState != c.after {
				t.Errorf("it answers %v and %v", resp, err)
			}
			if undone := len(asked) > 1; undone != c.undone {
				t.Fatalf("undone: %t", undone)
			}
			if end := asked[len(asked)-1]; c.undone && (end.TypeName != "a" || end.PriorState != c.after || string(end.PlannedPrivate) != "private" ||
				!slices.Equal(end.PlannedState.MsgPack, none.MsgPack)) {
				t.Errorf("the end is %+v", end)
			}
		})
	}
}
