// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"context"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Tables are the tables of all platforms.
func Tables() []store.Platform { return tables(PlatformOptions{}) }

// Idle waits until no delivery is due or under way.
func (s *Sandbox) Idle(ctx context.Context) error {
	s.engine.Wake()
	return s.engine.Idle(ctx)
}

// LimitSize lets the database grow by at most that many pages.
func (s *Sandbox) LimitSize(ctx context.Context, pages int64) error {
	return s.store.LimitSize(ctx, pages)
}
