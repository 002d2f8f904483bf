// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/mismatch"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// unlike says what of m's settings the platform has otherwise.
func (m *model) unlike(has model) mismatch.Differences {
	var d mismatch.Differences
	d.Compare("name", m.Name, has.Name)
	d.Compare("type", m.Type, has.Type)
	return d
}

// soon is how far an expiry may be from the one that was asked for: a platform may
// count in whole minutes, and an answer is on its way for a while.
const soon = time.Minute

// endsAt returns when a key ends that was asked to live on for a while after an
// instant of the platform's clock. That is what the platform says, where it is near
// enough, and where it is not what was asked for.
func endsAt(key platform.APIKey, from time.Time, left time.Duration) types.String {
	asked := from.Add(left)
	if from.IsZero() || (!key.ExpiresAt.IsZero() && key.ExpiresAt.Sub(asked).Abs() <= soon) {
		return convert.Time(key.ExpiresAt)
	}
	return convert.Time(asked)
}
