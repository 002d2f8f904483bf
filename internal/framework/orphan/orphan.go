// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package orphan keeps hold of what a create may have made although its answer,
// and with it the only copy of a secret, was lost.
//
// Such a create fails, but leaves a state: a placeholder in place of the id, and
// the digest of the call's idempotency key in the private state. A CLI marks what it saves
// beside an error as tainted. The next Read looks up what the key has made and
// puts its id in the placeholder's place, and the taint has it replaced, since
// nobody has its secret; where nothing was made, the state is dropped. Names and
// attributes decide nothing: what is looked up is going to be revoked.
//
// Where the CLI cannot keep such a state (see internal/protocol/undo), the state is used at
// once: what the key has made is looked up and ended before the create returns.
//
// The key itself is in no state: under it the platform repeats the lost answer, so
// that a state would hold a secret although the configuration encrypts it or gives
// it write-only. A Create is given no private state either, so that no key can be
// made before the call and handed on from plan to apply, or from a failed apply to
// the next one's Create.
package orphan

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/privatestate"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// prefix begins a placeholder. No platform has ids with a colon.
const prefix = "unknown:"

// createDigest is where the private state has the digest of the idempotency key.
const createDigest = "create_idempotency_key_sha256"

// NewID returns a placeholder, such as "unknown:k3q7vd2m5xtb". It is random, so
// that those of several objects can be told from each other.
func NewID() string { return prefix + strings.ToLower(rand.Text()[:12]) }

// Is reports whether an id is a placeholder.
func Is(id types.String) bool { return strings.HasPrefix(id.ValueString(), prefix) }

// Remember keeps the digest of the idempotency key until it is known what the key
// has made.
func Remember(ctx context.Context, private privatestate.Writer, idempotencyKey string) diag.Diagnostics {
	return privatestate.Set(ctx, private, createDigest, platform.DigestKey(idempotencyKey))
}

// Forget drops the digest, which has done its work.
func Forget(ctx context.Context, private privatestate.Writer) diag.Diagnostics {
	return privatestate.Drop(ctx, private, createDigest)
}

// Thing is what may have been made, in the words of diagnostics.
type Thing struct {
	Noun   string // such as "API key"
	Called string // what follows the noun, such as `"ci"`
	ID     string // the placeholder
	// Mark is by what a person tells it from others, such as `the name "ci"`.
	Mark string
	// List is the data source that lists such things.
	List string
}

// known names the thing, with its id or its placeholder.
func (t Thing) known(id string) string { return fmt.Sprintf("%s %s (%s)", t.Noun, t.Called, id) }

// Failed is the error of the create. It comes beside a state with the placeholder.
func (t Thing) Failed(ctx context.Context, err error) diag.Diagnostic {
	summary := fmt.Sprintf("Could not create the %s %s", t.Noun, t.Called)
	if LeavesNoState(ctx) {
		return diag.NewErrorDiagnostic(summary, fmt.Sprintf(
			"%s\n\nThis version of Terraform cannot note the %[2]s that may have been made, so the platform is asked at once what the call has made, and that is ended. "+
				"Should the platform carry the call out later still, one %[2]s remains that nobody uses: %[3]s",
			diagnostics.Detail(err), t.Noun, t.look()))
	}
	return diag.NewErrorDiagnostic(summary, fmt.Sprintf(
		"%s\n\nThe state notes the %[2]s that may have been made, tainted and under the placeholder id %[3]s. The next plan or apply asks the platform what the call has made. "+
			"If it made one, that is replaced and ends at once, since its secret was lost with the answer; if it made none, the next apply creates it. "+
			"Where the platform cannot tell, as with a webhook of which there can be one only, nothing is replaced or ended on a guess: the plan says what is there, for you to import.\n\n%[4]s",
		diagnostics.Detail(err), t.Noun, t.ID, t.forgotten()))
}

// forgotten says what to do when the platform has forgotten the idempotency key.
func (t Thing) forgotten() string {
	return fmt.Sprintf("The platform remembers the call for 24 hours. A look after that may find nothing, and leave at most one %s that nobody uses: %s", t.Noun, t.look())
}

// look says where a person finds what was made, and what to do with it.
func (t Thing) look() string {
	return fmt.Sprintf("%s shows it, with %s and created at the time of the failed apply. End it on the platform's dashboard.", t.List, t.Mark)
}

// unclear is the error of a look-up that told nothing.
func (t Thing) unclear(ctx context.Context, err error) diag.Diagnostic {
	next := fmt.Sprintf("The state keeps %s until it is known. If the platform never tells, remove the resource from the state (terraform state rm) and look yourself: %s shows what was made, with %s.",
		t.ID, t.List, t.Mark)
	if LeavesNoState(ctx) {
		next = "Look yourself: if it was made, " + t.look()
	}
	return diag.NewErrorDiagnostic(fmt.Sprintf("Could not find out whether the %s was created", t.known(t.ID)), diagnostics.Detail(err)+"\n\n"+next)
}

// made says that the thing was made after all.
func (t Thing) made(id string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(fmt.Sprintf("The %s was created after all", t.known(id)), fmt.Sprintf(
		"The answer to a create was lost; the platform made the %s %s by it, which now takes the place of %s in the state. "+
			"What a platform shows once, its secret, is in nobody's hands. The failed apply left it tainted, so that the next one replaces it and ends it at once.", t.Noun, id, t.ID))
}

// notMade says that there is no such thing.
func (t Thing) notMade() diag.Diagnostic {
	return diag.NewWarningDiagnostic(fmt.Sprintf("The %s was not created", t.known(t.ID)), fmt.Sprintf(
		"The answer to a create was lost; the platform knows of no %[1]s that it made by it, so %[2]s is removed from the state and the next apply creates the %[1]s. %[3]s",
		t.Noun, t.ID, t.forgotten()))
}

// perhaps says that there is a thing of which the platform does not tell who made
// it.
func (t Thing) perhaps(err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(fmt.Sprintf("The %s may have been created", t.known(t.ID)), fmt.Sprintf(
		"The answer to a create was lost, and it cannot be told whether it made what is there: %s. Nothing is replaced or ended on a guess, so %s is removed from the state and what is there stays. "+
			"If it is yours, with %s, import it; a create refuses to take its place. %s lists it.", err, t.ID, t.Mark, t.List))
}

// Unsettled is the error of what cannot be done before a refresh has looked up
// what was made.
func (t Thing) Unsettled() diag.Diagnostic {
	return diag.NewErrorDiagnostic(fmt.Sprintf("It is not known yet whether the %s was created", t.known(t.ID)), fmt.Sprintf(
		"Got the id %[1]s, a placeholder: a create stayed without an answer, and it takes a refresh to look up what it made. Nothing was changed; run again without -refresh=false. "+
			"Where the refresh itself says this, the state has no trace of the call, as after an import, which takes no placeholder: remove the resource from the state (terraform state rm) and apply again. "+
			"What may have been made shows in %[2]s, with %[3]s; end it on the platform's dashboard.",
		t.ID, t.List, t.Mark))
}

// find finds out what a create has made, and reports whether it made anything that
// is known. An error says nothing about that: the state has to stay as it is.
func find[T any](ctx context.Context, t Thing, private privatestate.Reader, look func(ctx context.Context, madeUnder platform.KeyDigest) (T, error)) (T, bool, diag.Diagnostics) {
	var none T
	madeUnder, diags := privatestate.Get[platform.KeyDigest](ctx, private, createDigest)
	if diags.HasError() {
		return none, false, diags
	}
	if madeUnder == "" {
		return none, false, append(diags, t.Unsettled())
	}
	found, err := look(ctx, madeUnder)
	switch {
	case platform.IsNotFound(err):
		return none, false, diags
	case platform.KindOf(err) == platform.KindExists:
		return none, false, append(diags, t.perhaps(err))
	case err != nil:
		return none, false, append(diags, t.unclear(ctx, err))
	}
	return found, true, diags
}

// Settle finds out, for a Read, what a create has made, and whether it made
// anything. After an error the state has to stay as it is.
func Settle[T any](ctx context.Context, t Thing, private privatestate.Reader, look func(ctx context.Context, madeUnder platform.KeyDigest) (T, error), idOf func(T) string) (T, bool, diag.Diagnostics) {
	found, made, diags := find(ctx, t, private, look)
	switch {
	case made:
		diags.Append(t.made(idOf(found)))
	case len(diags) == 0:
		diags.Append(t.notMade())
	}
	return found, made, diags
}

// End finds out, for a Delete, what a create has made, and whether there is
// anything to end. It writes the errors and what is left of the state.
//
// The digest can be missing: of a tainted object that is replaced without
// a refresh, a CLI hands over no private state. Nothing is guessed then. The error
// comes beside a null state, which for a CLI says that nothing is known about the
// object, so that it keeps the one it has: beside any other it would keep the
// private state of this answer, and the digest would be gone for good.
func End[T any](ctx context.Context, t Thing, req resource.DeleteRequest, resp *resource.DeleteResponse, look func(ctx context.Context, madeUnder platform.KeyDigest) (T, error)) (T, bool) {
	found, made, diags := find(ctx, t, req.Private, look)
	resp.Diagnostics.Append(diags...)
	if diags.HasError() {
		resp.State.RemoveResource(ctx)
	}
	return found, made
}
