// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/privatestate"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// managedExpiry is kept in the private state: the expiry that the provider last
// asked for, as the platform confirmed it. A span is sent and an instant comes
// back, so only a later difference from this one is drift.
const managedExpiry = "managed_expiry"

// rememberExpiry notes what the platform made of the expiry that was asked for, or
// what that was where the platform has made something else of it.
func rememberExpiry(ctx context.Context, private privatestate.Writer, m model, confirmed types.String) diag.Diagnostics {
	if m.ExpiresAfter.IsNull() {
		confirmed = types.StringNull()
	}
	return privatestate.Set(ctx, private, managedExpiry, confirmed.ValueString())
}

// expiryChanges reports whether the plan has to set the key's expiry: the
// configuration changed, or the platform's expiry is another than was set.
func expiryChanges(ctx context.Context, state, plan model, private privatestate.Reader, diags *diag.Diagnostics) bool {
	if plan.ExpiresAfter.IsNull() {
		return false // Not managed: whatever the platform has is fine.
	}
	if plan.ExpiresAfter.IsUnknown() || rotation.Duration(plan.ExpiresAfter) != rotation.Duration(state.ExpiresAfter) {
		return true
	}
	confirmed, damaged := privatestate.Get[string](ctx, private, managedExpiry)
	diags.Append(damaged...)
	return !damaged.HasError() && !sameSecond(confirmed, state.ExpiresAt.ValueString())
}

func sameSecond(a, b string) bool {
	x, errX := time.Parse(time.RFC3339Nano, a)
	y, errY := time.Parse(time.RFC3339Nano, b)
	return errX == nil && errY == nil && x.Truncate(time.Second).Equal(y.Truncate(time.Second))
}

// setExpiry makes the key expire at its creation and expires_after. The platform
// takes a span from its own now on, so that the machine's clock does not matter. It
// returns the expiry, too, that the platform should have by that.
func (r *keyResource) setExpiry(ctx context.Context, m model, key platform.APIKey) (platform.APIKey, types.String, diag.Diagnostics) {
	if why := untimely(key); why != "" {
		return key, types.String{}, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("expires_after"), fmt.Sprintf("The expiry of the %s cannot be set", m.name()),
			fmt.Sprintf("The platform is told how long the key still lives, which is expires_after = %q less its age, and its age is not known: %s. "+
				"Nothing was sent. Apply again when that is mended; or change a value of rotation_triggers in the same apply, which makes a new key that expires by the new rule.",
				m.ExpiresAfter.ValueString(), why))}
	}
	left := key.CreatedAt.Add(rotation.Duration(m.ExpiresAfter)).Sub(key.AsOf.Time())
	if left < time.Second {
		return key, types.String{}, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("expires_after"), fmt.Sprintf("The %s is older than that already", m.name()),
			fmt.Sprintf("Got expires_after = %q, but the key was created at %s, so it would expire at once. Expected a longer time; or change a value of rotation_triggers in the same apply, which makes a new key that expires by the new rule.",
				m.ExpiresAfter.ValueString(), m.CreatedAt.ValueString()))}
	}
	changed, err := r.connection.APIKeys.Expire(ctx, key.ID, left)
	if err != nil {
		return key, types.String{}, diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not set the expiry of the API key %s", key.ID), err)}
	}
	// One of the two answers may have a wrong date.
	ends := endsAt(changed, changed.AsOf.Time(), left)
	if !ends.Equal(convert.Time(changed.ExpiresAt)) {
		ends = endsAt(changed, key.AsOf.Time(), left)
	}
	return changed, ends, nil
}

// untimely says why a key's age is not known; "" where it is. A clock that shows a
// time before the key's creation is wrong by at least as much.
func untimely(key platform.APIKey) string {
	switch now := key.AsOf.Time(); {
	case now.IsZero():
		return key.AsOf.Doubt()
	case key.CreatedAt.IsZero():
		return "the platform does not say when it was created"
	case now.Before(key.CreatedAt.Add(-soon)):
		return fmt.Sprintf("it was created at %s, and the platform's clock says %s, which is earlier", key.CreatedAt.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
	}
	return ""
}
