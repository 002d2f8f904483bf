// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// live asks the platform what there is that works, by id. A secret that always is
// there has none.
func (w *world) live() map[string]acctest.Object {
	w.t.Helper()
	found := map[string]acctest.Object{}
	if w.kind.Owner == "" {
		for _, o := range w.Of(w.kind.Type).Working() {
			found[o.ID] = o
		}
	}
	return found
}

// check holds the server against the state, and notes what is wrong. All that is
// there has to be accounted for: what was there at first, what a person has made by
// hand, what the state has, and what it had whose overlap is not over.
func (w *world) check(when string) {
	w.t.Helper()
	before := len(w.problems)
	defer func() {
		for i := before; i < len(w.problems); i++ {
			w.problems[i] = when + ": " + w.problems[i]
		}
	}()
	for _, o := range w.objects() {
		if o.Tainted || strings.HasPrefix(text(o, "id"), "unknown:") {
			w.problem("the state has %s, tainted %t", text(o, "id"), o.Tainted)
		}
	}
	if deposed := len(w.workspace.Deposed(w.address())); deposed > 0 {
		w.problem("the state has %d deposed objects", deposed)
	}
	if (w.object() != nil) != (len(w.resources) > 0) {
		w.problem("declared are %d, the state has %v", len(w.resources), w.workspace.Addresses())
		return
	}
	if w.kind.Owner != "" {
		w.checkSecret()
		return
	}
	live := w.live()
	if w.twin != "" && !reflect.DeepEqual(live[w.twin], w.twinSeen) {
		w.problem("the object that was made by hand was %v and is %v", w.twinSeen, live[w.twin])
	}
	orphans := 0
	for id, o := range live {
		if id == w.twin || w.seeded[id] || (w.object() != nil && id == text(w.object(), "id")) {
			continue
		}
		switch {
		case w.held[id] && w.ends(o):
		case w.kind.Secret == "" && w.held[id] && notes(w.object(), id):
		case id == text(w.object(), "renewal_id"):
		case w.loses && o.Status == "pending":
			orphans++
		default:
			w.problem("%s lives, and nobody holds it: held before %t, %v", id, w.held[id], o)
		}
	}
	if orphans > 1 {
		w.problem("%d pending consents are nobody's", orphans)
	}
	if w.object() != nil {
		there, is := live[text(w.object(), "id")]
		w.checkObject(there, is)
	}
}

// ends reports whether a key ends within the overlap.
func (w *world) ends(key acctest.Object) bool {
	end, err := time.Parse(time.RFC3339, key.ExpiresAt)
	return err == nil && !end.After(w.Sandbox().Now().Add(overlap))
}

// checkObject holds what the server has under the state's id against the state.
func (w *world) checkObject(there acctest.Object, is bool) {
	o := w.object()
	if !is {
		w.problem("the platform has no live %s", text(o, "id"))
		return
	}
	for _, name := range []string{"name", "url", "fingerprint", "secret_version", "status", "enabled", "description"} {
		if value, has := there.Has(name); has && value != text(o, name) {
			w.problem("%s is %q in the state, and %q on the platform", name, text(o, name), value)
		}
	}
	if w.kind.Secret != "" {
		w.checkText(text(o, w.kind.Secret))
	}
}

// checkText holds the secret in the state against its fingerprint, which is that of
// the server.
func (w *world) checkText(secret string) {
	switch {
	case w.secretless && secret == "":
	case secret == "":
		w.problem("the state has no secret")
	case text(w.object(), "fingerprint") != acctest.Fingerprint(secret):
		w.problem("the state's secret is another one than the platform's")
	}
}

// checkSecret proves that the state's secret is the app's, and works.
func (w *world) checkSecret() {
	if w.object() == nil {
		return
	}
	secrets := w.Of(w.kind.Type)
	present := secrets.Read(w.Credentials[w.kind.Owner])
	for name, there := range map[string]string{"version": present.Text("version"), "fingerprint": present.Fingerprint, "status": "current"} {
		if text(w.object(), name) != there {
			w.problem("%s is %q in the state, and %q on the platform", name, text(w.object(), name), there)
		}
	}
	secret := text(w.object(), w.kind.Secret)
	w.checkText(secret)
	if w.secretless {
		return
	}
	if status := secrets.Works(secret); status != http.StatusOK {
		w.problem("the state's secret does not work: %d", status)
	}
}
