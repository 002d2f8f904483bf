// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Change is a resource's recipients before and after, as a plan sees it.
type Change struct {
	What string // names the secret to people, such as "API key key_01J9…"
	// State and Plan are the recipients. The state's are null for a new object.
	State, Plan types.Set
	Held        Stored // the secret in the state
	// Triggers are the state's rotation_triggers, for the remedy.
	Triggers types.Map
	// New reports whether the plan makes another secret: it creates the object,
	// replaces it or rotates in place.
	New bool
}

// Decide says what the state will hold after the plan. Other recipients, which would
// need the plain text of a ciphertext, are an error. Without recipients the ciphertext
// stays until the next rotation; that is no error, since before a destroy CLIs plan
// what the configuration says. Recipients that are not known yet are decided upon when
// the apply plans again, before it calls anything.
func (c Change) Decide() (Stored, diag.Diagnostics) {
	wanted, diags := parseAll(c.Plan)
	if diags.HasError() {
		return c.Held, diags
	}
	switch {
	case c.New:
		return c.ofNew(), diags
	case !c.Held.Encrypted.IsNull() && c.Plan.IsNull():
		if !c.State.IsNull() {
			diags.Append(c.ends())
		}
		return c.Held, diags
	case !c.Held.Encrypted.IsNull():
		if c.differs(wanted) {
			diags.Append(c.refuse())
		}
		return c.Held, diags
	case c.Plan.IsNull() || c.Held.Plain.IsNull():
		return c.Held, diags
	}
	diags.AddAttributeWarning(path.Root(attribute), fmt.Sprintf("Older states hold the %s", c.What),
		"It is encrypted in place, and its plain text leaves the state. Versions of the state from before this apply, and backups of them, go on holding it. "+
			"To make them worthless, rotate: change a value of rotation_triggers. Otherwise delete them.")
	if c.Plan.IsUnknown() {
		return Stored{types.StringUnknown(), types.StringUnknown()}, diags
	}
	return Stored{types.StringNull(), types.StringUnknown()}, diags
}

// Write decides and writes that into a plan, whose attribute for the plain secret
// has the given name.
func (c Change) Write(ctx context.Context, plan *tfsdk.Plan, plain string) diag.Diagnostics {
	stored, diags := c.Decide()
	if diags.HasError() {
		return diags
	}
	diags.Append(plan.SetAttribute(ctx, path.Root(plain), stored.Plain)...)
	diags.Append(plan.SetAttribute(ctx, path.Root("encrypted_"+plain), stored.Encrypted)...)
	return diags
}

// ofNew is what is planned for a secret that does not exist yet.
func (c Change) ofNew() Stored {
	planned := Stored{types.StringUnknown(), types.StringUnknown()}
	switch {
	case c.Plan.IsUnknown():
	case c.Plan.IsNull():
		planned.Encrypted = types.StringNull()
	default:
		planned.Plain = types.StringNull()
	}
	return planned
}

// differs reports whether the plan is certain to encrypt to others than the state
// does. Only the keys count, not how they are written.
func (c Change) differs(wanted []recipient) bool {
	if c.Plan.IsUnknown() {
		return false
	}
	before, after := keysOf(c.State), map[string]bool{}
	for _, r := range wanted {
		after[r.key] = true
		if !before[r.key] {
			return true
		}
	}
	for _, element := range c.Plan.Elements() {
		if element.IsUnknown() {
			return false // It may be any of the state's.
		}
	}
	return !maps.Equal(before, after)
}

func keysOf(set types.Set) map[string]bool {
	// What is in the state was valid when it was applied.
	parsed, _ := parseAll(set)
	keys := map[string]bool{}
	for _, r := range parsed {
		keys[r.key] = true
	}
	return keys
}

// ends says what becomes of a ciphertext without recipients.
func (c Change) ends() diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root(attribute), fmt.Sprintf("The %s stays encrypted until it is rotated", c.What),
		"The plan takes the recipients away and keeps the secret. The provider cannot decrypt it, so the state goes on holding the ciphertext for the recipients of before. "+
			"The next rotation stores a plain secret; to rotate now, change a value of rotation_triggers.")
}

func (c Change) refuse() diag.Diagnostic {
	remedy := "Change a value of rotation_triggers in the same apply."
	if len(c.Triggers.Elements()) == 0 {
		remedy = "There is no trigger whose value could change: apply one first, such as rotation_triggers = { recipients = \"1\" }, with the recipients as they were, " +
			"and then change its value together with them."
	}
	return diag.NewAttributeErrorDiagnostic(path.Root(attribute), fmt.Sprintf("Recipients of the %s change without a new secret", c.What),
		fmt.Sprintf("Got other recipients than the ciphertext in the state is for, but the plan keeps the secret. The provider cannot decrypt it, so only a new secret can be stored in another way. %s "+
			"-replace comes too late to change that; a resource that was tainted (`terraform taint`, `tofu taint`) is replaced in any case. "+
			"A destroy plans the configuration first, and says this too: run it with -refresh=false.", remedy))
}
