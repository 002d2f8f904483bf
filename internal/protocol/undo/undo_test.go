// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package undo_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/undo"
)

// TestNeeded pins which CLIs cannot keep what a failed create leaves.
func TestNeeded(t *testing.T) {
	t.Parallel()
	for cli, want := range map[string]bool{
		"1.16.0-alpha20260617": true, "1.16.0-beta1": true, "1.16.0-rc2": true, "1.16.0": true, "1.16.3": true, "1.17.0-alpha20260812": true, "1.17.0-dev": true,
		"1.16.0-alpha20260603": false, "1.15.9": false, "1.11.4": false, "1.12.6": false, "": false, "a wrapper": false,
	} {
		if got := undo.Needed(cli); got != want {
			t.Errorf("%q needs it: %t", cli, got)
		}
	}
}

// plant is a server whose creates and deletes fail as told.
type plant struct {
	relay.Framework

	createFails, leaves, deleteFails bool

	calls []string
}

func (p *plant) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (p *plant) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	call, fails, next := "create", p.createFails, value("made")
	switch {
	case text(req.PlannedState) == "":
		call, fails, next = "delete "+text(req.PriorState)+" "+string(req.PlannedPrivate), p.deleteFails, value(nil)
	case text(req.PriorState) != "":
		call = "update"
	}
	if orphan.LeavesNoState(ctx) {
		call += ", undone"
	}
	p.calls = append(p.calls, call)
	resp := &tfprotov6.ApplyResourceChangeResponse{NewState: next, Private: []byte("private")}
	if fails {
		resp.Diagnostics = []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: call}}
		if !p.leaves {
			resp.NewState = value(nil)
		}
	}
	return resp, nil
}

func value(of any) *tfprotov6.DynamicValue {
	packed, err := tfprotov6.NewDynamicValue(tftypes.String, tftypes.NewValue(tftypes.String, of))
	if err != nil {
		panic(err)
	}
	return &packed
}

// text returns what a value says; "" for null.
func text(value *tfprotov6.DynamicValue) string {
	if value == nil {
		return ""
	}
	unpacked, err := value.Unmarshal(tftypes.String)
	if err != nil {
		panic(err)
	}
	var s *string
	if err := unpacked.As(&s); err != nil || s == nil {
		return ""
	}
	return *s
}

// TestServer proves which failed creates are undone, with what the create left, and
// what the CLI is then told.
func TestServer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cli   string
		prior any
		plant plant
		calls string
		says  string // the summaries
		state string
	}{
		"made":                       {"1.16.0", nil, plant{}, "create, undone", "", "made"},
		"failed with a state":        {"1.16.0", nil, plant{createFails: true, leaves: true}, "create, undone; delete made private, undone", "create, undone; A failed create was undone", ""},
		"and cannot be ended":        {"1.16.0", nil, plant{createFails: true, leaves: true, deleteFails: true}, "create, undone; delete made private, undone", "create, undone; delete made private, undone; What a failed create has made may remain on the platform", ""},
		"failed without a state":     {"1.16.0", nil, plant{createFails: true}, "create, undone", "create, undone", ""},
		"a failed update":            {"1.16.0", "there", plant{createFails: true, leaves: true}, "update", "update", "made"},
		"on a CLI that can keep it":  {"1.15.9", nil, plant{createFails: true, leaves: true}, "create", "create", "made"},
		"on one that does not tell":  {"", nil, plant{createFails: true, leaves: true}, "create", "create", "made"},
		"on OpenTofu's own versions": {"1.12.6", nil, plant{createFails: true, leaves: true}, "create", "create", "made"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := undo.Server(&test.plant)
			if _, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{TerraformVersion: test.cli}); err != nil {
				t.Fatal(err)
			}
			resp, err := s.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{PriorState: value(test.prior), PlannedState: value("planned")})
			if err != nil {
				t.Fatal(err)
			}
			var says []string
			for _, d := range resp.Diagnostics {
				says = append(says, d.Summary)
			}
			if got := strings.Join(test.plant.calls, "; "); got != test.calls {
				t.Errorf("the calls are %q, want %q", got, test.calls)
			}
			if got := strings.Join(says, "; "); got != test.says {
				t.Errorf("it says %q, want %q", got, test.says)
			}
			if got := text(resp.NewState); got != test.state {
				t.Errorf("the state is %q, want %q", got, test.state)
			}
		})
	}
}
