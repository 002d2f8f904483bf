// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// okraWebhook is the one webhook of an environment, which Okra looks up by no key.
func okraWebhook() kind {
	return kind{acctest.Okra.Kind("webhook"), "okra webhook", acctest.Okra, engine.Values{
		"url": "https://hooks.example.com/", "okra": engine.Values{"bearer_token_wo": "deliver-me", "bearer_token_wo_version": "1"},
	}}
}

// TestOkraWebhookNotMade proves that a create that did not reach Okra is made by
// the next apply.
func TestOkraWebhookNotMade(t *testing.T) {
	t.Parallel()
	for _, failure := range []string{"reset_before", "status"} {
		w := newWorld(t, okraWebhook())
		w.loseCreate(failure)
		w.apply(w.plan())
		if object := w.object(); object.Tainted || w.webhook() != id(object) {
			t.Errorf("%s: the state has %+v", failure, object)
		}
		if p := w.plan(); !p.Empty() {
			t.Errorf("%s: the next plan is not empty: %+v", failure, p.Changes)
		}
	}
}

// TestOkraWebhookMade proves that a webhook which may be that of a lost create, or
// somebody else's, is neither removed nor replaced: the plan says so, the apply
// says how to adopt it, and then it is managed.
func TestOkraWebhookMade(t *testing.T) {
	t.Parallel()
	for _, failure := range []string{"reset_after", "truncate", "non_json"} {
		t.Run(failure, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, okraWebhook())
			w.loseCreate(failure)
			made := w.webhook()
			if made == "" {
				t.Fatal("Okra has no webhook")
			}
			p := w.plan()
			if !slices.ContainsFunc(p.Diagnostics.Warnings(), func(text string) bool {
				return strings.Contains(text, "may have been created") && strings.Contains(text, made) && strings.Contains(text, "import it")
			}) {
				t.Errorf("the plan says %v", p.Diagnostics)
			}
			_, err := w.workspace.Apply(t.Context(), p)
			w.refused(err, "one exists already", "create_before_destroy", "terraform import openbanking_webhook.<name> "+made)
			if w.webhook() != made || w.object() != nil {
				t.Fatalf("the platform has %q, the state %+v", w.webhook(), w.object())
			}
			if _, err := w.workspace.Import(t.Context(), w.address(), made); err != nil {
				t.Fatal(err)
			}
			w.apply(w.plan())
			if p := w.plan(); !p.Empty() || w.webhook() != made {
				t.Errorf("the platform has %q, the next plan is %+v", w.webhook(), p.Changes)
			}
		})
	}
}

// TestOkraWebhookDestroyed proves that a destroy leaves a webhook alone of which
// nobody can tell who made it.
func TestOkraWebhookDestroyed(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]engine.PlanOption{
		"with a refresh": {engine.Destroy()}, "without": {engine.Destroy(), engine.NoRefresh()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, okraWebhook())
			w.loseCreate("reset_after")
			made := w.webhook()
			p := w.plan(options...)
			said, err := w.workspace.Apply(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			// Of the refresh before a destroy, CLIs show the errors alone; there it is
			// the failed create that has said so.
			warnings := strings.Join(said.Warnings(), "\n")
			if len(options) > 1 && (!strings.Contains(warnings, "may have been created") || !strings.Contains(warnings, made)) {
				t.Errorf("nobody says that the webhook stays: %s", warnings)
			}
			if w.webhook() != made || w.object() != nil {
				t.Errorf("the platform has %q, the state %+v", w.webhook(), w.object())
			}
		})
	}
}
