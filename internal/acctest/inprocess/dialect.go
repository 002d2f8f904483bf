// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import "github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"

// Dialect is a platform of which only the name and the offer are known: all that a
// capability sees of a dialect.
type Dialect struct {
	platform.Dialect

	Platform *platform.Platform // which it describes
	Offered  []platform.Offer
}

// Offering returns a connection to a platform that has the given capabilities.
func Offering(p *platform.Platform, offers ...platform.Offer) *platform.Connection {
	return &platform.Connection{Platform: p, Dialects: []platform.Dialect{Dialect{Platform: p, Offered: offers}}}
}

// Name returns the platform's name.
func (d Dialect) Name() string { return d.Platform.Name }

// Title returns the platform's title.
func (d Dialect) Title() string { return d.Platform.Title }

// Offers returns what the platform is said to have.
func (d Dialect) Offers() []platform.Offer { return d.Offered }
