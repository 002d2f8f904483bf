// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// every lists what a new secret decides.
var every = []string{"created_at", "fingerprint", "id", "ready_for_rotation", "rotates_at", "secret", "status", "version"}

// TestPlan proves what resets a secret and what does not, though no clock is
// asked, and that each reset is explained.
func TestPlan(t *testing.T) {
	t.Parallel()
	superseded, due := inprocess.Values{"status": "superseded"}, inprocess.Values{"ready_for_rotation": true}
	tests := map[string]struct {
		first    inprocess.Values // the configuration that is applied
		state    inprocess.Values // what a refresh has changed since
		config   inprocess.Values
		changes  []string // besides those of every, where replaces is set
		replaces string
		warning  []string
	}{
		"nothing": {first: triggers, config: triggers},
		"a trigger's value": {
			first: triggers, config: inprocess.Values{"rotation_triggers": map[string]any{"who": "eva", "what": "1"}},
			changes: []string{"rotation_triggers"}, replaces: "rotation_triggers",
			warning: []string{"The app secret wallet/4 rotates", `the trigger "who" changed`, "stop at once"},
		},
		"a trigger not known": {
			first: triggers, config: inprocess.Values{"rotation_triggers": map[string]any{"who": unknown, "what": "1"}},
			changes: []string{"rotation_triggers"}, replaces: "rotation_triggers",
			warning: []string{`the trigger "who" is not known yet and counts as changed`},
		},
		"no trigger known": {
			first: triggers, config: inprocess.Values{"rotation_triggers": unknown},
			changes: []string{"rotation_triggers"}, replaces: "rotation_triggers",
			warning: []string{`the triggers "what", "who" are not known yet and count as changed`},
		},
		"another trigger": {
			first: triggers, config: inprocess.Values{"rotation_triggers": map[string]any{"who": "ana", "what": "1", "why": "x"}},
			changes: []string{"ready_for_rotation", "rotates_at", "rotation_triggers", "status"},
		},
		"no triggers any more": {first: triggers, config: none, changes: []string{"ready_for_rotation", "rotates_at", "rotation_triggers", "status"}},
		"due": {
			first: aged, state: due, config: aged,
			replaces: "ready_for_rotation",
			warning:  []string{"The app secret wallet/4 rotates", "due since 2026-05-30T12:00:00Z", "stop at once"},
		},
		"due, and policy change": {
			first: aged, state: due, config: inprocess.Values{"rotate_after": "30d"},
			changes: []string{"ready_for_rotation", "rotate_after", "rotates_at", "status"},
			warning: []string{"waits for the next plan"},
		},
		"due, and same policy": {
			first: aged, state: due, config: inprocess.Values{"rotate_after": "2160h"},
			changes: []string{"rotate_after"}, replaces: "ready_for_rotation",
			warning: []string{"due since"},
		},
		"superseded": {
			first: none, state: superseded, config: none,
			replaces: "status",
			warning:  []string{"The app secret wallet/4 was reset outside", "another openbanking_app_secret", "two ways out", "resets the secret again", "`state rm`", "import wallet"},
		},
		"superseded and due": {
			first: aged, state: inprocess.Values{"status": "superseded", "ready_for_rotation": true}, config: aged,
			replaces: "status",
			warning:  []string{"reset outside"},
		},
		"the app named": {first: none, config: inprocess.Values{"app_id": "wallet"}},
		"another app": {
			first: none, config: inprocess.Values{"app_id": "kiosk"},
			changes: []string{"app_id"}, replaces: "app_id",
			warning: []string{"from wallet to kiosk", "wallet/4 gives way", "it goes on working", "stop at once"},
		},
		"another app, and superseded": {
			first: none, state: superseded, config: inprocess.Values{"app_id": "kiosk"},
			changes: []string{"app_id"}, replaces: "app_id",
			warning: []string{"it no longer worked", "stop at once"},
		},
		"an app not known": {
			first: none, config: inprocess.Values{"app_id": unknown},
			changes: []string{"app_id"}, replaces: "app_id",
			warning: []string{"not known yet"},
		},
		"the provider's app": {
			first: inprocess.Values{"app_id": "kiosk"}, config: none,
			changes: []string{"app_id"}, replaces: "app_id",
			warning: []string{"from kiosk to wallet"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, r, object := created(t, test.first)
			maps.Copy(object.Attributes, test.state)
			d.getErr = fails(platform.KindUnreachable) // Nobody is asked.
			plan := r.Plan(object, test.config)
			if test.warning == nil {
				plan.Diagnostics.None(t)
			} else {
				plan.Diagnostics.OneWarning(t, test.warning...)
				if strings.Contains(strings.Join(plan.Diagnostics.Warnings(), ""), "secret-text") {
					t.Error("the warning holds the secret")
				}
			}
			changes, replaces := test.changes, []string(nil)
			if test.replaces != "" {
				changes, replaces = slices.Sorted(slices.Values(append(changes, every...))), []string{test.replaces}
			}
			if !slices.Equal(plan.Changes(), changes) {
				t.Errorf("changes %v, want %v", plan.Changes(), changes)
			}
			if !slices.Equal(slices.Compact(plan.Replaces), replaces) {
				t.Errorf("replaces because of %v, want %v", plan.Replaces, replaces)
			}
			if len(d.resets) != 0 {
				t.Errorf("the plan has reset %v", d.resets)
			}
		})
	}
}

// TestPlanCreate proves that the plan of a creation says which secret dies, and
// finds an app that is missing or unknown before anything is applied.
func TestPlanCreate(t *testing.T) {
	t.Parallel()
	d := newDashboard()
	r := resourceOn(t, d)
	plan := r.Plan(inprocess.Object{}, none)
	plan.Diagnostics.OneWarning(t, "The secret of the app wallet is reset", "version 3:", "stop at once", "imported by the app's id")
	if plan.Attributes["app_id"] != "wallet" {
		t.Errorf("the app is planned as %v", plan.Attributes["app_id"])
	}
	for _, name := range []string{"id", "secret", "version", "fingerprint", "status"} {
		if plan.Attributes[name] != unknown {
			t.Errorf("%s is planned as %v, want it unknown", name, plan.Attributes[name])
		}
	}

	used := d.apps["kiosk"]
	used.LastUsedAt = start.Add(-day)
	d.apps["kiosk"] = used
	r.Plan(inprocess.Object{}, inprocess.Values{"app_id": "kiosk"}).Diagnostics.OneWarning(t, "version 9, last used at 2026-02-28T12:00:00Z")
	r.Plan(inprocess.Object{}, inprocess.Values{"app_id": unknown}).Diagnostics.None(t)
	r.Plan(inprocess.Object{}, inprocess.Values{"app_id": "walet"}).Diagnostics.
		OneError(t, "app_id: Unknown app", `"walet"`, "Okto", "sandbox", `"kiosk" (Kiosk) and "wallet" (Wallet)`)

	d.getErr = fails(platform.KindUnauthenticated)
	r.Plan(inprocess.Object{}, none).Diagnostics.OneError(t, "Could not read the secret of the app wallet", "credential")
	d.getErr = fails(platform.KindNotFound)
	r.Plan(inprocess.Object{}, none).Diagnostics.OneError(t, "Unknown app", "dashboard")

	d.defaultApp = ""
	r.Plan(inprocess.Object{}, none).Diagnostics.OneError(t, "app_id: App is missing", "Set app_id here", "okto.app_id")
	if len(d.resets) != 0 {
		t.Errorf("the plan has reset %v", d.resets)
	}
}

// TestPlanDestroy proves that a destroy is warned of where the secret outlives
// it, and only there: the end of a replacement that made the new secret first
// has a plan for destroying the old one too.
func TestPlanDestroy(t *testing.T) {
	t.Parallel()
	outlives := []string{"The app secret wallet/4 outlives its resource", "until the next reset"}
	tests := map[string]struct {
		change func(*dashboard, inprocess.Object)
		warns  bool
	}{
		"current":                       {func(*dashboard, inprocess.Object) {}, true},
		"superseded":                    {func(_ *dashboard, o inprocess.Object) { o.Attributes["status"] = "superseded" }, false},
		"superseded since the refresh":  {func(d *dashboard, _ inprocess.Object) { d.reset("wallet") }, false},
		"the app is gone":               {func(d *dashboard, _ inprocess.Object) { delete(d.apps, "wallet") }, false},
		"the platform cannot be asked":  {func(d *dashboard, _ inprocess.Object) { d.getErr = fails(platform.KindUnreachable) }, true},
		"nor the state, which is older": {func(_ *dashboard, o inprocess.Object) { o.Attributes["status"] = nil }, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, r, object := created(t, none)
			test.change(d, object)
			plan := r.Plan(object, nil)
			if test.warns {
				plan.Diagnostics.OneWarning(t, outlives...)
			} else {
				plan.Diagnostics.None(t)
			}
		})
	}
}
