// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox

import "context"

// Idle waits until no delivery is due or under way.
func (s *Sandbox) Idle(ctx context.Context) error {
	s.engine.Wake()
	return s.engine.Idle(ctx)
}

// LimitSize lets the database grow by at most that many pages.
func (s *Sandbox) LimitSize(ctx context.Context, pages int64) error {
	return s.store.LimitSize(ctx, pages)
}

// OktoRoutes lists the endpoints of the Okto API.
func (s *Sandbox) OktoRoutes() []string { return s.okto.Routes() }

// OkraRoutes lists the endpoints of the Okra API.
func (s *Sandbox) OkraRoutes() []string { return s.okra.Routes() }

// Routes lists the endpoints of the Tok API.
func (s *Sandbox) Routes() []string { return s.tok.Routes() }
