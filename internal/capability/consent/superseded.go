// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/privatestate"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// A consent whose place a renewal has taken stays active until its own expiry
// unless somebody revokes it. Read, which finds out about the change, must not
// write; so it notes the id in the resource's private state, and the next write
// revokes what is noted there.

// supersededKey is where the ids are kept, as a JSON list of texts, oldest
// first. States of users have it: it must never mean anything else.
const supersededKey = "superseded_consents"

// superseded returns the ids that are noted.
func superseded(ctx context.Context, private privatestate.Reader) ([]string, diag.Diagnostics) {
	return privatestate.Get[[]string](ctx, private, supersededKey)
}

// noteSuperseded replaces the ids that are noted.
func noteSuperseded(ctx context.Context, private privatestate.Writer, ids []string) diag.Diagnostics {
	if len(ids) == 0 {
		return privatestate.Drop(ctx, private, supersededKey)
	}
	return privatestate.Set(ctx, private, supersededKey, ids)
}

// supersede notes one more id.
func supersede(ctx context.Context, private privatestate.ReadWriter, id string) diag.Diagnostics {
	ids, diags := superseded(ctx, private)
	if diags.HasError() {
		return diags
	}
	diags.Append(noteSuperseded(ctx, private, append(ids, id))...)
	return diags
}

// retire revokes the superseded consents, which changes nothing for the accounts
// that their successor has taken over. What cannot be revoked stays noted: a
// change that has nothing to do with it must not fail because of it.
func (r *consentResource) retire(ctx context.Context, private privatestate.ReadWriter) diag.Diagnostics {
	ids, diags := superseded(ctx, private)
	if len(ids) == 0 || diags.HasError() {
		return diags
	}
	writing, cancel := platform.WithGrace(ctx)
	defer cancel()
	var left []string
	for _, id := range ids {
		if err := r.revoke(writing, id); err != nil {
			left = append(left, id)
			diags.AddWarning(fmt.Sprintf("Superseded consent %s could not be revoked", id),
				fmt.Sprintf("%s\n\nIts renewal has taken its place, so nothing depends on it. It ends by itself at its own expiry; until then the next apply that changes or destroys the resource tries again.", diagnostics.Detail(err)))
		}
	}
	diags.Append(noteSuperseded(ctx, private, left)...)
	return diags
}

// revoke ends a consent. One that the platform no longer knows, and one that is
// dead, is as good as revoked.
func (r *consentResource) revoke(ctx context.Context, id string) error {
	if err := r.connection.Consents.Revoke(ctx, id); err != nil && !platform.IsNotFound(err) {
		return err
	}
	return nil
}
