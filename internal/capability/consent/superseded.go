// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// A consent whose place a renewal has taken stays active until its own expiry
// unless somebody revokes it. Read, which finds out about the change, must not
// write; so it notes the id in the resource's private state, and the next write
// revokes what is noted there.

// privateState is what the framework keeps for a resource beside its state.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// supersededKey is where the ids are kept, as a JSON list of texts, oldest
// first. States of users have it: it must never mean anything else.
const supersededKey = "superseded_consents"

// superseded returns the ids that are noted.
func superseded(ctx context.Context, private privateState) ([]string, diag.Diagnostics) {
	data, diags := private.GetKey(ctx, supersededKey)
	if len(data) == 0 || diags.HasError() {
		return nil, diags
	}
	var ids []string
	if err := json.Unmarshal(data, &ids); err != nil {
		diags.AddError("Private state cannot be read",
			fmt.Sprintf("The note of superseded consents is not a list of ids: %v. Restore the state from a backup that only the CLI has written.", err))
	}
	return ids, diags
}

// noteSuperseded replaces the ids that are noted.
func noteSuperseded(ctx context.Context, private privateState, ids []string) diag.Diagnostics {
	if len(ids) == 0 {
		return private.SetKey(ctx, supersededKey, nil)
	}
	data, err := json.Marshal(ids)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Private state cannot be written", err.Error())}
	}
	return private.SetKey(ctx, supersededKey, data)
}

// supersede notes one more id.
func supersede(ctx context.Context, private privateState, id string) diag.Diagnostics {
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
func (r *consentResource) retire(ctx context.Context, private privateState) diag.Diagnostics {
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
