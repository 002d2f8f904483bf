// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestPlanOfEvents proves that an event which the platform does not have is
// refused at plan, with the nearest one and all others.
func TestPlanOfEvents(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		events any
		want   []string // of the warning; none for none
	}{
		"known":             {events: []any{"account.updated", "transactions.synced"}},
		"not known yet":     {events: unknown},
		"one not known yet": {events: []any{"account.updated", unknown}},
		"mistyped": {
			events: []any{"account.updated", "consent.authorised"},
			want:   []string{"events: ", `"consent.authorised"`, `Did you mean "consent.authorized"?`, "The provider knows account.updated, ", "and transactions.synced"},
		},
		"upper case":      {events: []any{"Account.Updated"}, want: []string{`Did you mean "account.updated"?`}},
		"nothing like it": {events: []any{"zzzzzzzzzzzzzzzzzzzzzzz"}, want: []string{"The provider knows"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, prior := range []inprocess.Object{{}, state(nil)} {
				diags := resourceOn(t, &hooks{}).Plan(prior, config(inprocess.Values{"events": test.events})).Diagnostics
				if test.want == nil {
					diags.None(t)
				} else {
					diags.OneWarning(t, test.want...)
				}
			}
		})
	}
	had := inprocess.Values{"events": []any{"gone.event"}}
	resourceOn(t, &hooks{}).Plan(state(had), config(had)).Diagnostics.None(t) // The platform has taken it.
	resourceOn(t, &hooks{}).Plan(state(inprocess.Values{"events": []any{"gone.event"}}), nil).Diagnostics.None(t)
}

// TestPlanOfChanges proves which attributes a change leaves as they are.
func TestPlanOfChanges(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		more inprocess.Values
		want []string
	}{
		"nothing":            {},
		"the order":          {more: inprocess.Values{"events": []any{"account.updated", "consent.expired"}}},
		"enabled, said":      {more: inprocess.Values{"enabled": true}},
		"disabled":           {more: inprocess.Values{"enabled": false}, want: []string{"enabled", "ready_for_rotation", "rotates_at", "updated_at"}},
		"the URL":            {more: inprocess.Values{"url": "https://example.com/new"}, want: []string{"ready_for_rotation", "rotates_at", "updated_at", "url"}},
		"an event":           {more: inprocess.Values{"events": []any{"account.updated"}}, want: []string{"events", "ready_for_rotation", "rotates_at", "updated_at"}},
		"a new description":  {more: inprocess.Values{"description": "Ledger"}, want: []string{"description", "ready_for_rotation", "rotates_at", "updated_at"}},
		"nothing in another": {more: inprocess.Values{"description": nil}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := resourceOn(t, &hooks{}).Plan(state(nil), config(test.more))
			plan.Diagnostics.None(t)
			if !slices.Equal(plan.Changes(), test.want) || len(plan.Replaces) != 0 {
				t.Errorf("changes %v, replaces because of %v, want changes of %v", plan.Changes(), plan.Replaces, test.want)
			}
		})
	}
}

// TestLifeCycle creates, changes and clears, and compares what the platform was
// asked for.
func TestLifeCycle(t *testing.T) {
	t.Parallel()
	h := &hooks{webhook: stored(1)}
	r := resourceOn(t, h)
	object, diags := r.Create(config(inprocess.Values{"description": "Ledger", "enabled": false}))
	diags.None(t)
	if object.Attributes["signing_secret"] != secretText || object.Attributes["id"] != "whk_1" || object.Attributes["secret_version"] != int64(1) {
		t.Errorf("the state is %v", object.Attributes)
	}
	if object.Identity["id"] != "whk_1" || object.Identity["platform"] != "tok" {
		t.Errorf("the identity is %v", object.Identity)
	}
	if len(h.keys) != 1 || len(h.keys[0]) < 20 {
		t.Errorf("the idempotency keys are %q", h.keys)
	}
	object, diags = r.Apply(r.Plan(object, config(inprocess.Values{"events": []any{"account.updated"}})))
	diags.None(t)
	if object.Attributes["signing_secret"] != secretText || object.Attributes["description"] != nil || object.Attributes["enabled"] != true {
		t.Errorf("after the change the state is %v", object.Attributes)
	}
	slices.Sort(h.sent[0].Events)
	want := []platform.WebhookSettings{
		{URL: "https://example.com/hook", Events: []string{"account.updated", "consent.expired"}, Description: "Ledger"},
		{URL: "https://example.com/hook", Events: []string{"account.updated"}, Enabled: true},
	}
	if fmt.Sprint(h.sent) != fmt.Sprint(want) {
		t.Errorf("the platform was asked for %v, want %v", h.sent, want)
	}
	h.err = fails(platform.KindInvalid)
	_, diags = r.Create(config(nil))
	diags.OneError(t, "Could not create the webhook", "went wrong")
	before := object
	object, diags = r.Apply(r.Plan(object, config(nil)))
	diags.OneError(t, "Could not change the webhook whk_1", "went wrong")
	if fmt.Sprint(object.Attributes["events"]) != fmt.Sprint(before.Attributes["events"]) {
		t.Errorf("after the refusal the state is %v", object.Attributes)
	}
}

// TestRead proves that drift in every attribute is seen, and that only the
// platform's own "not found" removes a webhook from the state.
func TestRead(t *testing.T) {
	t.Parallel()
	h := &hooks{webhook: stored(1)}
	h.webhook.URL, h.webhook.Description, h.webhook.Enabled, h.webhook.Events = "https://example.org", "By hand", new(bool), []string{"consent.revoked"}
	object, diags := resourceOn(t, h).Read(state(nil))
	diags.None(t)
	want := inprocess.Values{
		"url": "https://example.org", "description": "By hand", "enabled": false, "events": []any{"consent.revoked"}, "signing_secret": secretText,
	}
	for name, v := range want {
		if fmt.Sprint(object.Attributes[name]) != fmt.Sprint(v) {
			t.Errorf("%s is %v, want %v", name, object.Attributes[name], v)
		}
	}
	for kind := platform.KindUnexpected; kind <= platform.KindWrongEnvironment; kind++ {
		object, diags := resourceOn(t, &hooks{err: fails(kind)}).Read(state(nil))
		if kind == platform.KindNotFound {
			diags.OneWarning(t, "The webhook whk_1 for https://example.com/hook no longer exists")
			if object.Attributes != nil {
				t.Errorf("a webhook that is gone is still in the state: %v", object.Attributes)
			}
			continue
		}
		diags.OneError(t, "Could not read the webhook whk_1", "went wrong")
		if object.Attributes["signing_secret"] != secretText {
			t.Errorf("kind %d: the webhook was removed from the state", kind)
		}
	}
}

// TestReadAfterRotationOutside proves that a secret which no longer signs does
// not stay in the state as if it did, and that this is said once.
func TestReadAfterRotationOutside(t *testing.T) {
	t.Parallel()
	r := resourceOn(t, &hooks{webhook: stored(3)})
	object, diags := r.Read(state(nil))
	diags.OneWarning(t, "signing_secret: ", "whk_1", "version 3", "version 1", "the plan rotates")
	if strings.Contains(diags.Warnings()[0], secretText) {
		t.Error("the warning holds the secret")
	}
	if object.Attributes["signing_secret"] != nil || object.Attributes["secret_version"] != int64(3) || object.Attributes["fingerprint"] != "sha256:03" {
		t.Errorf("the state is %v", object.Attributes)
	}
	object, diags = r.Read(object)
	diags.None(t)
	plan := r.Plan(object, config(nil))
	plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates", "it was rotated outside")
	if len(plan.Replaces) != 0 {
		t.Errorf("the next plan replaces the webhook because of %v", plan.Replaces)
	}
	object, diags = r.Apply(plan)
	diags.None(t)
	if object.Attributes["signing_secret"] != secretText || object.Attributes["secret_version"] != int64(4) {
		t.Errorf("after the rotation the state is %v", object.Attributes)
	}
	object, diags = r.Read(object)
	diags.None(t)
	if changes := r.Plan(object, config(nil)).Changes(); len(changes) != 0 {
		t.Errorf("the plan after the rotation changes %v", changes)
	}
}

// TestReadAfterLostRotation proves that a rotation whose answer was lost is told
// from one that others made, and that one which did not take place is no loss.
func TestReadAfterLostRotation(t *testing.T) {
	t.Parallel()
	giver := func(version string) inprocess.Values { return giving(secondGiven, version, nil) }
	rotating := func(version string) inprocess.Values {
		return config(inprocess.Values{"rotation_triggers": map[string]any{"v": version}})
	}
	for name, test := range map[string]struct {
		config func(version string) inprocess.Values
		took   bool
		read   string // the warning of the refresh
		reason string // why the plan rotates
	}{
		"made by the platform":           {rotating, true, "is lost: the answer to its last rotation was lost", "the answer to its last rotation was lost"},
		"made by the platform, not done": {rotating, false, "", `the trigger "v" changed`},
		"given":                          {giver, true, "is another one: the answer to its last change was lost", "the answer to its last change was lost"},
		"given, not done":                {giver, false, "", `changed from "1" to "2"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &hooks{webhook: stored(1)}
			r := resourceOn(t, h)
			object, diags := r.Create(test.config("1"))
			diags.None(t)
			h.stuck = &platform.Error{Kind: platform.KindUnreachable, OutcomeUnknown: true, Err: errors.New("no answer")}
			object, diags = r.Apply(r.Plan(object, test.config("2")))
			diags.OneError(t, "Could not rotate the signing secret of the webhook whk_1", "no answer")
			h.stuck = nil
			if test.took {
				h.webhook.SecretVersion++
			}
			object, diags = r.Read(object)
			if test.read == "" {
				diags.None(t)
			} else {
				diags.OneWarning(t, test.read)
			}
			plan := r.Plan(object, test.config("2"))
			plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates", test.reason)
			object, diags = r.Apply(plan)
			diags.None(t)
			object, diags = r.Read(object)
			diags.None(t)
			if changes := r.Plan(object, test.config("2")).Changes(); len(changes) != 0 {
				t.Errorf("the plan after the rotation changes %v", changes)
			}

			h.webhook.SecretVersion++
			_, diags = r.Read(object)
			diags.OneWarning(t, " outside")
		})
	}
}

// TestDelete proves that a webhook that is gone counts as removed, and nothing
// else that fails does.
func TestDelete(t *testing.T) {
	t.Parallel()
	for kind := platform.KindUnexpected; kind <= platform.KindWrongEnvironment; kind++ {
		r := resourceOn(t, &hooks{err: fails(kind)})
		object, diags := r.Apply(r.Plan(state(nil), nil))
		if kind == platform.KindNotFound {
			diags.None(t)
			continue
		}
		diags.OneError(t, "Could not delete the webhook whk_1", "went wrong")
		if object.Attributes["id"] != "whk_1" {
			t.Errorf("kind %d: the webhook was removed from the state", kind)
		}
	}
}

// TestInterrupt proves that an interrupted run still brings a write that has
// begun to its end: the answer may hold the only copy of a signing secret.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	r := serve(t, &hooks{webhook: stored(1)}).Within(interrupted).Resource("openbanking_webhook")
	object, diags := r.Create(config(nil))
	diags.None(t)
	if object.Attributes["signing_secret"] != secretText {
		t.Errorf("the secret is lost: %v", object.Attributes)
	}
	object, diags = r.Apply(r.Plan(object, config(inprocess.Values{"enabled": false})))
	diags.None(t)
	_, diags = r.Apply(r.Plan(object, nil))
	diags.None(t)
}

// TestImport proves that a webhook is imported without its secret, and that the
// plan is empty then.
func TestImport(t *testing.T) {
	t.Parallel()
	r := resourceOn(t, &hooks{webhook: stored(2)})
	imported, diags := r.Import("", inprocess.Values{"id": "whk_1", "platform": "tok"})
	diags.None(t)
	object, diags := r.Read(imported)
	diags.None(t)
	if object.Attributes["signing_secret"] != nil || object.Attributes["secret_version"] != int64(2) {
		t.Errorf("the state is %v", object.Attributes)
	}
	if changes := r.Plan(object, config(nil)).Changes(); len(changes) != 0 {
		t.Errorf("the plan after the import changes %v", changes)
	}
	_, diags = r.Import("", inprocess.Values{"id": "whk_1", "platform": "okra"})
	diags.OneError(t, `"okra"`, `"tok"`)
}

// TestValidate checks configurations without a platform.
func TestValidate(t *testing.T) {
	t.Parallel()
	r := resourceOn(t, &hooks{})
	r.Validate(config(nil)).None(t)
	r.Validate(config(inprocess.Values{"url": "http://127.0.0.1:9000/hook", "description": strings.Repeat("ž", 500)})).None(t)
	for name, more := range map[string]inprocess.Values{
		"url":            {"url": "http://example.com/hook"},
		"events":         {"events": []any{}},
		"description":    {"description": ""},
		"signing_secret": {"signing_secret": secretText},
	} {
		r.Validate(config(more)).OneError(t, name+": ")
	}
	r.Validate(config(inprocess.Values{"events": []any{""}})).OneError(t, "events")
	r.Validate(config(inprocess.Values{"events": []any{"consent.expired", nil}})).OneError(t, "events: Element is null: Got an element that is null", "compact()")
	r.Validate(config(inprocess.Values{"url": "https://example.com/a hook"})).OneError(t, "url: ", "white space in it")
	r.Validate(config(inprocess.Values{"url": "https://example.com/hook\n"})).OneError(t, "url: ", "white space at its beginning or end")
	r.Validate(config(inprocess.Values{"url": "https://example.com/" + strings.Repeat("a", 2029)})).OneError(t, "url: ", "2049 characters", "at most 2048")
	r.Validate(config(inprocess.Values{"description": strings.Repeat("x", 501)})).OneError(t, "description: ")
}

// TestPlanOfDescription proves that a description has something to see in it, unless
// somebody gave the webhook such a one by hand.
func TestPlanOfDescription(t *testing.T) {
	t.Parallel()
	plan := func(prior inprocess.Object, description any) inprocess.Diagnostics {
		return resourceOn(t, &hooks{}).Plan(prior, config(inprocess.Values{"description": description})).Diagnostics
	}
	for _, blank := range []string{" ", "\n", "\u00a0", "\u3000\u3164"} {
		for _, prior := range []inprocess.Object{{}, state(nil), state(inprocess.Values{"description": "ledger"})} {
			plan(prior, blank).OneError(t, "description: Empty description", "nothing to see")
		}
		plan(state(inprocess.Values{"description": blank}), blank).None(t)
	}
	for _, fine := range []any{"of the ledger\nand its tests\n", "می\u200cخواهم", unknown, nil} {
		plan(inprocess.Object{}, fine).None(t)
	}
}

// TestData proves that the list shows metadata only.
func TestData(t *testing.T) {
	t.Parallel()
	h := &hooks{webhook: stored(2)}
	h.webhook.SigningSecret = secretText
	data, diags := serve(t, h).Data("openbanking_webhooks", nil)
	diags.None(t)
	want := []any{map[string]any{
		"id": "whk_1", "url": "https://example.com/hook", "events": []any{"account.updated", "consent.expired"}, "enabled": true, "description": nil,
		"fingerprint": "sha256:02", "secret_version": int64(2), "secret_created_at": "2026-03-01T12:00:00Z",
		"created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z",
	}}
	if fmt.Sprint(data["webhooks"]) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", data["webhooks"], want)
	}
	_, diags = serve(t, &hooks{err: fails(platform.KindForbidden)}).Data("openbanking_webhooks", nil)
	diags.OneError(t, "Could not list the webhooks", "went wrong")
}
