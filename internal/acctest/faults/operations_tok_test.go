// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// The triggers of a rotation, before and after.
func triggers(version string) engine.Values {
	return engine.Values{"rotation_triggers": engine.Values{"version": version}}
}

// keyOperations are those of API keys on a platform.
func keyOperations(on *acctest.Platform, key engine.Values) []*operation {
	overlapping := with(key, engine.Values{"overlap": overlap.String()})
	all := []*operation{
		{name: "create", after: overlapping},
		{name: "refresh", before: key, after: key, phase: plans},
		{name: "rename", before: key, after: with(key, engine.Values{"name": "other"})},
		{name: "change the expiry", before: key, after: with(key, engine.Values{"expires_after": "30d"})},
		{name: "rename and change the expiry", before: key, after: with(key, engine.Values{"name": "other", "expires_after": "30d"})},
		{name: "rotate", before: with(key, triggers("1")), after: with(key, triggers("2"))},
		{name: "rotate with an overlap", before: with(overlapping, triggers("1")), after: with(overlapping, triggers("2"))},
		{name: "rotate, new first", before: with(key, triggers("1")), after: with(key, triggers("2")), firstNew: true},
		{name: "rotate with an overlap, new first", before: with(overlapping, triggers("1")), after: with(overlapping, triggers("2")), firstNew: true},
		{name: "delete", before: key},
		{name: "delete with an overlap", before: overlapping},
		{name: "import", after: key, phase: imports, secretless: true},
	}
	for _, o := range all {
		o.is(on, "api_key")
	}
	return all
}

// hookOperations are those of Tok's webhooks.
func hookOperations() []*operation {
	hook := engine.Values{"url": "https://hooks.example.com/", "events": []any{"consent.expired"}}
	patched := engine.Values{"url": "https://other.example.com/", "events": []any{"consent.expired", "consent.revoked"}, "description": "changed", "enabled": false}
	given := func(version, secret string) engine.Values {
		return with(hook, engine.Values{"signing_secret_wo": secret, "signing_secret_wo_version": version})
	}
	one, two := given("1", "whsec_d3pNUTVrdlhxWjhyTDJ5VDZuQjRjSjlmSDFnQTdz"), given("2", "whsec_bm90IHRoZSBvbmUgdGhhdCB3YXMgZ2l2ZW4gYmVmb3Jl")
	all := []*operation{
		{name: "create", after: hook},
		{name: "create with a secret of the user's", after: one, secretless: true},
		{name: "refresh", before: hook, after: hook, phase: plans},
		{name: "patch", before: hook, after: patched},
		{name: "rotate in place", before: with(hook, triggers("1")), after: with(hook, triggers("2"))},
		{name: "patch and rotate in place", before: with(hook, triggers("1")), after: with(patched, triggers("2"))},
		{name: "change the secret of the user's", before: one, after: two, secretless: true},
		{name: "replace", before: hook, after: hook, options: []engine.PlanOption{engine.Replace("openbanking_webhook.test")}},
		{name: "replace, new first", before: hook, after: hook, firstNew: true, options: []engine.PlanOption{engine.Replace("openbanking_webhook.test")}},
		{name: "delete", before: hook},
		{name: "import", after: hook, phase: imports, secretless: true},
	}
	for _, o := range all {
		o.is(acctest.Tok, "webhook")
		o.name = "webhook: " + o.name
	}
	return all
}

// consentOperations are those of bank consents.
func consentOperations() []*operation {
	consent := engine.Values{"bank_id": "erste-hr", "callback_url": "https://app.example.com/callback"}
	renewing := with(consent, engine.Values{"renew_before_expiry": "14d"})
	all := []*operation{
		{name: "plan to create", after: consent, phase: plans},
		{name: "create", after: consent, loses: true},
		{name: "refresh an approved one", before: consent, after: consent, prepare: approved, phase: plans},
		{name: "start a renewal", before: renewing, after: renewing, prepare: due, loses: true},
		{name: "refresh with a renewal", before: renewing, after: renewing, prepare: renewal, phase: plans},
		{name: "promote a renewal", before: renewing, after: renewing, prepare: renewalApproved, phase: plans},
		{name: "retire what a renewal superseded", before: renewing, after: with(renewing, engine.Values{"renew_before_expiry": "15d"}), prepare: promoted},
		{name: "delete", before: consent},
		{name: "delete with a renewal", before: renewing, prepare: renewal},
		{name: "delete with one superseded", before: renewing, prepare: promoted},
		{name: "replace a dead one", before: consent, after: consent, prepare: revoked, loses: true},
		{name: "replace for another bank", before: consent, after: with(consent, engine.Values{"bank_id": "pbz-hr"}), loses: true},
		{name: "import", after: consent, phase: imports},
	}
	for _, o := range all {
		o.is(acctest.Tok, "consent")
		o.name = "consent: " + o.name
	}
	return all
}

// What happens to a consent before an operation. Each brings the state up to it.

func approved(w *world) { w.Of("consent").Approve(text(w.object(), "id")) }

func due(w *world) {
	approved(w)
	w.keeping(func() { w.settled("approved") })
	w.pass(80 * 24 * time.Hour)
}

func renewal(w *world) {
	due(w)
	w.keeping(func() { w.settled("renewing") })
}

func renewalApproved(w *world) {
	renewal(w)
	w.Of("consent").Approve(text(w.object(), "renewal_id"))
}

func promoted(w *world) {
	renewalApproved(w)
	w.keeping(func() { w.settled("promoted") })
}

func revoked(w *world) { w.Of("consent").Revoke(text(w.object(), "id")) }

// keeping does something while the configuration is what it was before.
func (w *world) keeping(do func()) {
	w.declare(w.before)
	do()
	w.declare(w.after)
}
