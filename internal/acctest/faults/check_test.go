// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"reflect"
	"strings"
	"time"
)

// kind is what an operation is about, by how it is checked.
type kind int

const (
	keys     kind = iota // API keys, of which each is live or dead
	hooks                // webhooks with a signing secret, as many as one likes
	oneHook              // the one webhook of an environment
	consents             // bank consents, which have no secret
	secrets              // the one secret of an app
)

// live asks the platform what there is that works, by id.
func (w *world) live() map[string]answer {
	w.t.Helper()
	var all []answer
	switch {
	case w.kind == keys && w.on.name == "okra":
		all = w.must(http.MethodPost, "/keys/list", map[string]any{"status": "active", "limit": 100}).list("keys")
	case w.kind == keys:
		all = w.must(http.MethodGet, "/api-keys?status=active&limit=100", nil).list("data")
	case w.kind == hooks:
		all = w.must(http.MethodGet, "/webhooks?limit=100", nil).list("data")
	case w.kind == oneHook:
		if status, a := w.ask(http.MethodPost, "/webhooks/get", map[string]any{}); status == http.StatusOK {
			all = append(all, a.data())
		}
	case w.kind == consents:
		for _, status := range []string{"pending", "active"} {
			all = append(all, w.must(http.MethodGet, "/consents?limit=100&status="+status, nil).list("data")...)
		}
	}
	found := map[string]answer{}
	for _, o := range all {
		found[idOf(o)] = o
	}
	return found
}

func idOf(o answer) string {
	if id := o.text("id"); id != "" {
		return id
	}
	return o.text("_id")
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
	if w.kind == secrets {
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
		case w.kind == keys && w.held[id] && w.ends(o):
		case w.kind == consents && w.held[id] && notes(w.object(), id):
		case w.kind == consents && id == text(w.object(), "renewal_id"):
		case w.kind == consents && w.loses && o.text("status") == "pending":
			orphans++
		default:
			w.problem("%s lives, and nobody holds it: held before %t, %v", id, w.held[id], o)
		}
	}
	if orphans > 1 {
		w.problem("%d pending consents are nobody's", orphans)
	}
	if w.object() != nil {
		w.checkObject(live[text(w.object(), "id")])
	}
}

// ends reports whether a key ends within the overlap.
func (w *world) ends(key answer) bool {
	at := key.text("expiresAt") + key.text("expires_at")
	end, err := time.Parse(time.RFC3339, at)
	return err == nil && !end.After(w.sandbox.Now().Add(overlap))
}

// checkObject holds what the server has under the state's id against the state.
func (w *world) checkObject(there answer) {
	o := w.object()
	if there == nil {
		w.problem("the platform has no live %s", text(o, "id"))
		return
	}
	for _, pair := range [][2]string{
		{"name", "name"},
		{"url", "url"},
		{"fingerprint", "fingerprint"},
		{"fingerprint", "secretFingerprint"},
		{"secret_version", "secretVersion"},
		{"status", "status"},
		{"enabled", "enabled"},
		{"description", "description"},
	} {
		if value, has := there[pair[1]]; has && value != nil && there.text(pair[1]) != text(o, pair[0]) {
			w.problem("%s is %q in the state, and %q on the platform", pair[0], text(o, pair[0]), there.text(pair[1]))
		}
	}
	if w.kind == keys || w.kind == hooks {
		w.checkText(text(o, "key") + text(o, "signing_secret"))
	}
}

// checkText holds the secret in the state against its fingerprint, which is that of
// the server.
func (w *world) checkText(secret string) {
	switch {
	case w.secretless && secret == "":
	case secret == "":
		w.problem("the state has no secret")
	case text(w.object(), "fingerprint") != fingerprint(secret):
		w.problem("the state's secret is another one than the platform's")
	}
}

// fingerprint is that of a secret.
func fingerprint(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// checkSecret proves that the state's secret is the app's, and works.
func (w *world) checkSecret() {
	if w.object() == nil {
		return
	}
	app := w.sandbox.Credentials().Organisations[0].Get("okto", "sandbox", "app_id")
	present := w.must(http.MethodGet, "/management/v1/apps/"+app+"/secret", nil).data()
	for name, there := range map[string]string{"version": present.text("version"), "fingerprint": present.text("fingerprint"), "status": "current"} {
		if text(w.object(), name) != there {
			w.problem("%s is %q in the state, and %q on the platform", name, text(w.object(), name), there)
		}
	}
	secret := text(w.object(), "secret")
	w.checkText(secret)
	if status, _ := w.send(http.MethodGet, "/okto/api/v1/supported/networks", http.Header{"X-Api-Key": {secret}}, nil); !w.secretless && status != http.StatusOK {
		w.problem("the state's secret does not work: %d", status)
	}
}
