// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// What becomes of the secret in the state.
const (
	statusCurrent    = "current"    // it is the app's secret
	statusSuperseded = "superseded" // the app has another one, so it no longer works
)

// model is the resource in configuration, plan and state.
type model struct {
	ID          types.String `tfsdk:"id"`
	AppID       types.String `tfsdk:"app_id"`
	Version     types.Int64  `tfsdk:"version"`
	Secret      types.String `tfsdk:"secret"`
	Fingerprint types.String `tfsdk:"fingerprint"`
	Status      types.String `tfsdk:"status"`
	CreatedAt   types.String `tfsdk:"created_at"`

	EncryptTo       types.Set    `tfsdk:"encrypt_to"`
	EncryptedSecret types.String `tfsdk:"encrypted_secret"`

	rotation.Policy
}

// idOf is the id of one secret of an app.
func idOf(s platform.AppSecret) string { return fmt.Sprintf("%s/%d", s.AppID, s.Version) }

// set takes over a secret that was just made, but for its text.
func (m *model) set(made platform.AppSecret) {
	m.ID = types.StringValue(idOf(made))
	m.Version = types.Int64Value(made.Version)
	m.describe(made)
	m.compare(made)
}

// describe takes over what the platform says about this very secret.
func (m *model) describe(s platform.AppSecret) {
	m.Fingerprint = convert.Text(s.Fingerprint)
	m.CreatedAt = convert.Time(s.CreatedAt)
}

// compare holds the secret in the state against the one that the app has, and
// stores whether it is due. It changes nothing that describes the secret: where
// the app has another one by now, the state still says what it was.
func (m *model) compare(present platform.AppSecret) {
	m.Status = types.StringValue(statusCurrent)
	if !m.is(present) {
		m.Status = types.StringValue(statusSuperseded)
	}
	createdAt, err := time.Parse(time.RFC3339Nano, m.CreatedAt.ValueString())
	if err != nil {
		createdAt = time.Time{} // Null: the platform did not say.
	}
	m.Observe(rotation.Secret{CreatedAt: createdAt, AsOf: present.AsOf})
}

// is reports whether the app's secret is the one in the state. The fingerprint
// tells apart what two counts of versions could confuse; an import has none yet.
func (m *model) is(present platform.AppSecret) bool {
	known := m.Fingerprint.ValueString()
	return m.Version.ValueInt64() == present.Version &&
		(known == "" || present.Fingerprint == "" || known == present.Fingerprint)
}

// name names the secret to people, never the secret itself.
func (m *model) name() string { return "app secret " + m.ID.ValueString() }
