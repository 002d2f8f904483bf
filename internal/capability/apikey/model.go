// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/spelling"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// model is the resource in configuration, plan and state.
type model struct {
	ID          types.String `tfsdk:"id"`
	Name        types.String `tfsdk:"name"`
	Type        types.String `tfsdk:"type"`
	Key         types.String `tfsdk:"key"`
	KeyHint     types.String `tfsdk:"key_hint"`
	Fingerprint types.String `tfsdk:"fingerprint"`
	Status      types.String `tfsdk:"status"`

	EncryptTo    types.Set    `tfsdk:"encrypt_to"`
	EncryptedKey types.String `tfsdk:"encrypted_key"`

	rotation.Policy
	Overlap      types.String `tfsdk:"overlap"`
	ExpiresAfter types.String `tfsdk:"expires_after"`

	CreatedAt  types.String `tfsdk:"created_at"`
	ExpiresAt  types.String `tfsdk:"expires_at"`
	LastUsedAt types.String `tfsdk:"last_used_at"`
}

// set takes over what the platform says, and what follows from it for the
// rotation. The key itself is kept where the platform does not show it: a secret
// key is only in the answer that creates it, which store takes over. A name that
// means the same keeps its spelling, and what the platform does not say is as it was.
func (m *model) set(key platform.APIKey) {
	m.ID = types.StringValue(key.ID)
	if key.Name != "" {
		m.Name = spelling.Keep(m.Name, key.Name, spelling.SameText)
	}
	if key.Type != "" {
		m.Type = types.StringValue(string(key.Type))
	}
	if key.Key != "" && m.EncryptTo.IsNull() {
		m.Key = types.StringValue(key.Key)
	}
	m.KeyHint = convert.Text(key.KeyHint)
	m.Fingerprint = convert.Text(key.Fingerprint)
	m.Status = types.StringValue(string(key.Status))
	m.CreatedAt = convert.Time(key.CreatedAt)
	m.ExpiresAt = convert.Time(key.ExpiresAt)
	m.LastUsedAt = convert.Time(key.LastUsedAt)
	m.Observe(rotation.Secret{
		CreatedAt: key.CreatedAt,
		ExpiresAt: key.ExpiresAt,
		AsOf:      key.AsOf,
		Overlap:   rotation.Duration(m.Overlap),
	})
}

// dead reports whether the key can never work again.
func (m *model) dead() bool { return platform.KeyStatus(m.Status.ValueString()).Dead() }

// end says how a dead key has ended.
func (m *model) end() string {
	if platform.KeyStatus(m.Status.ValueString()) == platform.KeyExpired {
		return "has expired"
	}
	return "is revoked on the platform"
}

// name names the key to people, never the key itself.
func (m *model) name() string {
	return "API key " + called(m.Name.ValueString(), m.ID.ValueString(), m.KeyHint.ValueString())
}

// called is how people recognise a key: its name, its id and its hint.
func called(name, id, hint string) string {
	if hint == "" {
		return fmt.Sprintf("%q (%s)", name, id)
	}
	return fmt.Sprintf("%q (%s, %s)", name, id, hint)
}
