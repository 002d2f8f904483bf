// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"slices"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// operations are all of them.
func operations() []*operation {
	secretKey := engine.Values{"name": "ci", "type": "secret"}
	all := keyOperations(acctest.Tok, engine.Values{"name": "ci"})
	all = append(all, hookOperations()...)
	all = append(all, consentOperations()...)
	for _, o := range keyOperations(acctest.Okra, secretKey) {
		// What is the same on Tok makes the same calls in another form.
		if !slices.Contains([]string{"rename and change the expiry", "rotate", "rotate, new first", "delete"}, o.name) {
			all = append(all, o)
		}
	}
	all = append(all, publicKeyOperations()...)
	all = append(all, oneHookOperations()...)
	return append(all, secretOperations()...)
}

// publicKeyOperations are those in which the type of a key matters.
func publicKeyOperations() []*operation {
	key := engine.Values{"name": "web", "type": "public"}
	all := []*operation{
		{name: "create", after: key},
	}
	for _, o := range all {
		o.is(acctest.Okra, "api_key")
		o.name = "public key: " + o.name
	}
	return all
}

// oneHookOperations are those of the one webhook of an environment.
func oneHookOperations() []*operation {
	hook := engine.Values{"url": "https://hooks.example.com/"}
	token := func(version, token string) engine.Values {
		return with(hook, engine.Values{"okra": engine.Values{"bearer_token_wo": token, "bearer_token_wo_version": version}})
	}
	all := []*operation{
		{name: "create", after: token("1", "deliver-me-first"), untold: true},
		{name: "refresh", before: hook, after: hook, phase: plans},
		{name: "change the url", before: hook, after: engine.Values{"url": "https://other.example.com/"}},
		{name: "change the token", before: token("1", "deliver-me-first"), after: token("2", "deliver-me-second")},
		{name: "replace", before: hook, after: hook, options: []engine.PlanOption{engine.Replace("openbanking_webhook.test")}, untold: true},
		{name: "delete", before: hook},
		{name: "import", after: hook, phase: imports},
	}
	for _, o := range all {
		o.is(acctest.Okra, "webhook")
		o.name = "webhook: " + o.name
	}
	return all
}

// secretOperations are those of an app's secret. Its delete makes no call.
func secretOperations() []*operation {
	secret := engine.Values{"rotation_triggers": engine.Values{"version": "1"}}
	rotated := engine.Values{"rotation_triggers": engine.Values{"version": "2"}}
	all := []*operation{
		{name: "plan to create", after: secret, phase: plans},
		{name: "create", after: secret},
		{name: "refresh", before: secret, after: secret, phase: plans},
		{name: "change the policy", before: secret, after: with(secret, engine.Values{"rotate_after": "30d"})},
		{name: "rotate", before: secret, after: rotated},
		{name: "rotate, new first", before: secret, after: rotated, firstNew: true},
		{name: "replace what was reset outside", before: secret, after: secret, prepare: resetOutside},
		{name: "import", after: engine.Values{}, phase: imports, secretless: true},
	}
	for _, o := range all {
		o.is(acctest.Okto, "app_secret")
		o.name = "app secret: " + o.name
	}
	return all
}

// resetOutside resets the app's secret, as somebody does on the dashboard.
func resetOutside(w *world) {
	if _, err := w.Platform.Reset(w.ctx, w.Sandbox(), w.Credentials[w.kind.Owner]); err != nil {
		w.t.Fatal(err)
	}
}
