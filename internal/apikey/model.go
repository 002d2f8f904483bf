// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/value"
)

// model is the resource in configuration, plan and state.
type model struct {
	ID          types.String `tfsdk:"id"`
	Name        types.String `tfsdk:"name"`
	Key         types.String `tfsdk:"key"`
	KeyHint     types.String `tfsdk:"key_hint"`
	Fingerprint types.String `tfsdk:"fingerprint"`
	Status      types.String `tfsdk:"status"`
	CreatedAt   types.String `tfsdk:"created_at"`
	ExpiresAt   types.String `tfsdk:"expires_at"`
	LastUsedAt  types.String `tfsdk:"last_used_at"`
}

// set takes over what the platform says. The key itself is kept: the platform
// shows it once, in the answer that creates it.
func (m *model) set(key platform.APIKey) {
	m.ID = types.StringValue(key.ID)
	m.Name = types.StringValue(key.Name)
	m.KeyHint = value.Text(key.KeyHint)
	m.Fingerprint = value.Text(key.Fingerprint)
	m.Status = types.StringValue(string(key.Status))
	m.CreatedAt = value.Time(key.CreatedAt)
	m.ExpiresAt = value.Time(key.ExpiresAt)
	m.LastUsedAt = value.Time(key.LastUsedAt)
}
