// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package oddplatform_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/oddplatform"
)

// text is a change of a text.
func text(change func(string) string) func(any) any {
	return func(value any) any {
		said, _ := value.(string)
		return change(said)
	}
}

var (
	parsed = text(func(url string) string {
		return strings.Replace(url, "https://example.com", "HTTPS://EXAMPLE.com:443/.", 1)
	})
	composed  = text(func(name string) string { return " " + strings.ReplaceAll(name, "\u00e9", "e\u0301") })
	typed     = text(func(note string) string { return note + "\r\n" })
	shouted   = text(strings.ToUpper)
	elsewhere = text(func(url string) string { return strings.TrimSuffix(url, "/") + "/elsewhere" })
)

func twice(value any) any {
	events, _ := value.([]any)
	return append(append([]any{}, events...), events...)
}

func oneMore(value any) any {
	events, _ := value.([]any)
	return append(append([]any{}, events...), "account.updated")
}

// TestSameMeaning proves that what a platform writes otherwise, and means the same
// by, is the same: the object is created, refreshed, changed, imported and destroyed
// without a word, and the state keeps the configured spelling.
func TestSameMeaning(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind
		field     string // as the platform calls it
		attribute string
		change    func(any) any
	}{
		"tok webhook url":         {tokWebhook, "url", "url", parsed},
		"okra webhook url":        {okraWebhook, "url", "url", parsed},
		"tok webhook description": {tokWebhook, "description", "description", typed},
		"tok webhook events":      {tokWebhook, "events", "events", twice},
		"tok consent":             {tokConsent, "callbackUrl", "callback_url", parsed},
		"tok key name":            {tokKey, "name", "name", composed},
		"okra key name":           {okraKey, "name", "name", composed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := oddplatform.Start(t, test.on)
			test.odd(w, test.field, test.change)
			resources := test.declare(nil)
			if said := applied(t, w, resources); len(said) > 0 {
				t.Errorf("the creation says %v", said)
			}
			settled(t, w, resources, "after the creation")
			if got := w.Object(test.address()).Attributes[test.attribute]; fmt.Sprint(got) != fmt.Sprint(test.attributes[test.attribute]) {
				t.Errorf("the state has %v", got)
			}
			id := fmt.Sprint(w.Object(test.address()).Attributes["id"])
			if test.changes != nil {
				resources = test.declare(test.changes)
				if said := applied(t, w, resources); len(said) > 0 {
					t.Errorf("the change says %v", said)
				}
				settled(t, w, resources, "after the change")
			}
			w.Forget(test.address())
			if _, err := w.Import(t.Context(), test.address(), id); err != nil {
				t.Fatal(err)
			}
			if plan := planned(t, w, resources); plan.Action(test.address()).Replaces() {
				t.Errorf("after the import the object is replaced: %+v", plan.Changes)
			}
			applied(t, w, resources)
			settled(t, w, resources, "after the import")
			applied(t, w, nil)
		})
	}
}

// TestImportOfAnotherSpelling proves that an import of a URL which the platform
// spells otherwise than the configuration changes nothing.
func TestImportOfAnotherSpelling(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind
		field string
	}{"tok webhook": {tokWebhook, "url"}, "okra webhook": {okraWebhook, "url"}, "tok consent": {tokConsent, "callbackUrl"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := oddplatform.Start(t, test.on)
			applied(t, w, test.declare(nil))
			id := fmt.Sprint(w.Object(test.address()).Attributes["id"])
			method, path, _ := strings.Cut(test.routes[1], " ")
			w.Rewrite(w.Route(method, path), oddplatform.Change(test.field, parsed, test.path...))
			w.Forget(test.address())
			if _, err := w.Import(t.Context(), test.address(), id); err != nil {
				t.Fatal(err)
			}
			settled(t, w, test.declare(nil), "after the import")
		})
	}
}

// TestOtherValue proves that a value which is another one is told in words of the
// provider's own, with both values, and that the object stays: after the creation as
// a warning, since an error would taint it; then the plan changes it in place, and
// where the platform goes on, that is an error. What cannot be changed is an error of
// the plan, in place of a replacement that would come out the same.
func TestOtherValue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind
		field, attribute string
		change           func(any) any
		asked, has       string
	}{
		"tok webhook url":         {tokWebhook, "url", "url", elsewhere, `"https://example.com"`, `"https://example.com/elsewhere"`},
		"okra webhook url":        {okraWebhook, "url", "url", elsewhere, `"https://example.com"`, `"https://example.com/elsewhere"`},
		"tok webhook events":      {tokWebhook, "events", "events", oneMore, `["consent.expired","consent.revoked"]`, `"account.updated"`},
		"tok webhook description": {tokWebhook, "description", "description", shouted, `"café"`, `"CAFÉ"`},
		"tok webhook enabled":     {tokWebhook, "enabled", "enabled", func(any) any { return false }, "asked for true", "has false"},
		"tok key name":            {tokKey, "name", "name", shouted, `"café"`, `"CAFÉ"`},
		"okra key name":           {okraKey, "name", "name", shouted, `"café"`, `"CAFÉ"`},
		"tok key expiry":          {tokKey, "expiresAt", "expires_at", text(func(string) string { return "2027-01-01T00:00:00Z" }), `"2026-03-31T12:00:00Z"`, `"2027-01-01T00:00:00Z"`},
		"okra key expiry":         {okraKey, "expires_at", "expires_at", func(any) any { return nil }, `"2026-03-31T12:00:00Z"`, "none"},
		"okra key type":           {okraKey, "type", "type", func(any) any { return "machine" }, `"secret"`, `"machine"`},
		"tok consent bank":        {tokConsent, "bankId", "bank_id", func(any) any { return "nlb-rs" }, `"erste-hr"`, `"nlb-rs"`},
		"tok consent callback":    {tokConsent, "callbackUrl", "callback_url", elsewhere, `"https://example.com"`, `"https://example.com/elsewhere"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := oddplatform.Start(t, test.on)
			fixed := test.attribute == "type" || test.changes == nil
			if fixed {
				test.changes = nil // The platform is asked for no change.
			}
			test.odd(w, test.field, test.change)
			resources := test.declare(nil)
			both := []string{test.attribute + ": asked for", test.asked, test.has}
			says(t, applied(t, w, resources).Warnings(), both...)
			made := w.Object(test.address())
			if made.Tainted {
				t.Error("the object is tainted")
			}
			plan, err := w.Plan(t.Context(), resources)
			if fixed {
				if err == nil {
					t.Fatalf("the plan does %s", plan.Action(test.address()))
				}
				says(t, plan.Diagnostics.Errors(), both...)
				said := engine.Values{test.attribute: strings.Trim(test.has, `"`)}
				maps.Copy(said, test.changes)
				if plan := planned(t, w, test.declare(said)); !plan.Empty() {
					t.Errorf("with what the platform has, the plan is not empty: %+v", plan.Changes)
				}
				return
			}
			if err != nil || plan.Action(test.address()) != engine.Update {
				t.Fatalf("the plan does %s: %v", plan.Action(test.address()), err)
			}
			refused, err := w.Apply(t.Context(), plan)
			if err == nil {
				t.Fatal("the apply succeeds")
			}
			says(t, refused.Errors(), both...)
			if kept := w.Object(test.address()); kept.Tainted || kept.Attributes["id"] != made.Attributes["id"] {
				t.Errorf("the object is tainted, or another: %+v", kept)
			}
			w.Behave()
			applied(t, w, resources)
			settled(t, w, resources, "once the platform behaves")
			applied(t, w, nil)
		})
	}
}
