// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestDestroyDuringRenewal proves that a renewal dies with its consent, whether
// Read has seen its approval or not, and the consent in force last.
func TestDestroyDuringRenewal(t *testing.T) {
	t.Parallel()
	for _, status := range []platform.ConsentStatus{platform.ConsentPending, platform.ConsentActive} {
		f, l, object := started(t)
		l.put("cns_2", status)
		_, diags := f.Apply(f.Plan(object, nil))
		diags.None(t)
		l.check(t, []string{}, []string{"cns_2", "cns_1"})
	}
}

// TestDestroyFails proves that a consent which cannot be revoked keeps the
// resource in the state, with all that is left to revoke.
func TestDestroyFails(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"cns_1", "cns_2"} {
		f, l, object := started(t)
		l.broken[id] = &platform.Error{Kind: platform.KindUnreachable, Err: errors.New("DELETE went wrong")}
		object, diags := f.Apply(f.Plan(object, nil))
		diags.OneError(t, "Could not revoke the consent "+id, "DELETE went wrong")
		has(t, object, inprocess.Values{"id": "cns_1", "renewal_id": "cns_2"})
		delete(l.broken, id)
		_, diags = f.Apply(f.Plan(object, nil))
		diags.None(t)
		if alive := l.alive(); len(alive) != 0 {
			t.Errorf("%v are still alive", alive)
		}
	}
}

// promoted is a fixture whose renewal cns_2 has superseded cns_1.
func promoted(t *testing.T) (*fixture, *ledger, inprocess.Object) {
	t.Helper()
	f, l, object := started(t)
	l.put("cns_2", platform.ConsentActive)
	return f, l, f.read(t, object)
}

// TestSupersededIsRevokedLater proves that a superseded consent which cannot be
// revoked is a warning, and tried again by the next change, until it is gone.
func TestSupersededIsRevokedLater(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]bool{"revoked": false, "gone": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, l, object := promoted(t)
			l.broken["cns_1"] = &platform.Error{Kind: platform.KindUnreachable, Err: errors.New("DELETE went wrong")}
			object, diags := f.Apply(f.Plan(object, renews("7d")))
			diags.OneWarning(t, "Superseded consent cns_1 could not be revoked", "DELETE went wrong", "tries again")
			delete(l.broken, "cns_1")
			var revoked []string
			if gone {
				l.broken["cns_1"] = &platform.Error{Kind: platform.KindNotFound, Err: errors.New("gone")}
			} else {
				revoked = []string{"cns_1"}
			}
			object, diags = f.Apply(f.Plan(object, renews("6d")))
			diags.None(t)
			delete(l.broken, "cns_1")
			_, diags = f.Apply(f.Plan(object, renews("5d")))
			diags.None(t)
			if !slices.Equal(l.revoked, revoked) { // And not once more.
				t.Errorf("%v were revoked, want %v", l.revoked, revoked)
			}
		})
	}
}

// TestReplacementInheritsNothing proves that what replaces a consent, to which
// the CLI hands its private state, leaves the notes in it to their owner.
func TestReplacementInheritsNothing(t *testing.T) {
	t.Parallel()
	f, l, object := promoted(t)
	object.Attributes, object.Identity = nil, nil // The second plan of a replacement.
	object, diags := f.Apply(f.Plan(object, renews("14d")))
	diags.None(t)
	has(t, object, inprocess.Values{"id": "cns_3"})
	_, diags = f.Apply(f.Plan(object, nil))
	diags.None(t)
	l.check(t, []string{"cns_1", "cns_2"}, []string{"cns_3"})
}

// TestSupersededIsLeftBehind proves that a consent which disappears says which
// others nobody will revoke any more.
func TestSupersededIsLeftBehind(t *testing.T) {
	t.Parallel()
	f, l, object := promoted(t)
	l.forget("cns_2")
	object, diags := f.Read(object)
	if said := strings.Join(diags.Warnings(), "\n"); !strings.Contains(said, "The consent cns_2 for erste-hr no longer exists") ||
		!strings.Contains(said, "The consent cns_2 leaves superseded ones behind: It had taken the place of cns_1") {
		t.Errorf("the warnings are %s", said)
	}
	if object.Attributes != nil {
		t.Errorf("the state is %v", object.Attributes)
	}
}

// TestPrivateState proves that a damaged note is an error and not forgotten.
func TestPrivateState(t *testing.T) {
	t.Parallel()
	notes := damaged{}
	if _, diags := superseded(t.Context(), notes); !diags.HasError() || !strings.Contains(diags[0].Detail(), "backup") {
		t.Errorf("got %v, want an error with a way out", diags)
	}
	if diags := supersede(t.Context(), notes, "cns_1"); !diags.HasError() {
		t.Error("a damaged note was overwritten")
	}
}

// damaged is a private state that holds something else than a list of ids.
type damaged struct{}

func (damaged) GetKey(context.Context, string) ([]byte, diag.Diagnostics) {
	return []byte(`{"a":1}`), nil
}

func (damaged) SetKey(context.Context, string, []byte) diag.Diagnostics { return nil }
