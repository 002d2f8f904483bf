// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"slices"
	"sync/atomic"
)

// Source says who has defined an operation.
type Source string

// The sources. OpenAPI documents mark each operation with one of them.
const (
	Documented   Source = "documented"    // the platform, in its public documents
	ControlPlane Source = "control-plane" // this project, since the platform documents no API for it
)

// Offer is a capability as one platform has it. The attributes are those of the
// resource or data source that is named after the capability.
type Offer struct {
	Capability Capability
	// Source is what the capability stands on, and Lists what its lists stand on
	// where that is something else.
	Source, Lists Source
	// Notes is what the documentation says of the capability on this platform beyond
	// that: Markdown, a sentence or more; "" where there is nothing to say.
	Notes string
	// Lacks names attributes that mean nothing on the platform: to set one is an
	// error, and in the state they are null.
	Lacks []string
	// Requires names attributes that the platform cannot do without although
	// other platforms can.
	Requires []string
	// Fields are what only this platform has.
	Fields []Field
}

// Connection is what the provider hands to every resource and data source: the
// configured platform and the dialects that it could have been.
type Connection struct {
	Started Started // consents, in this process
	Doubts  Doubts  // of the platform's clock, that this run has been told of

	*Platform
	Dialects []Dialect
	// Creates is set by the first resource that is created: what is planned after it
	// belongs to an apply.
	Creates atomic.Bool
}

// Offer returns how the configured platform has a capability, and whether it has
// it at all.
func (c *Connection) Offer(capability Capability) (Offer, bool) {
	for _, d := range c.Dialects {
		if d.Name() == c.Name {
			return offered(d, capability)
		}
	}
	return Offer{}, false
}

// Has reports whether an attribute of a capability means something on the
// configured platform.
func (c *Connection) Has(capability Capability, attribute string) bool {
	offer, ok := c.Offer(capability)
	return ok && !slices.Contains(offer.Lacks, attribute)
}

// Lacks names the attributes of a capability that mean nothing on the configured
// platform, the nested ones of other platforms among them.
func (c *Connection) Lacks(capability Capability) []string {
	var lacks []string
	for _, d := range c.Dialects {
		switch offer, _ := offered(d, capability); {
		case d.Name() == c.Name:
			lacks = append(lacks, offer.Lacks...)
		case len(offer.Fields) > 0:
			lacks = append(lacks, d.Name())
		}
	}
	return lacks
}

// TitlesWith returns the titles of the platforms that have a capability, in the
// order in which the provider lists them.
func (c *Connection) TitlesWith(capability Capability) []string {
	return c.titles(capability, func(Offer) bool { return true })
}

// TitlesWithAttribute returns the titles of the platforms on which an attribute of
// a capability means something.
func (c *Connection) TitlesWithAttribute(capability Capability, attribute string) []string {
	for _, d := range c.Dialects {
		if d.Name() == attribute {
			return []string{d.Title()}
		}
	}
	return c.titles(capability, func(o Offer) bool { return !slices.Contains(o.Lacks, attribute) })
}

func (c *Connection) titles(capability Capability, fits func(Offer) bool) []string {
	var titles []string
	for _, d := range c.Dialects {
		if offer, ok := offered(d, capability); ok && fits(offer) {
			titles = append(titles, d.Title())
		}
	}
	return titles
}

func offered(d Dialect, capability Capability) (Offer, bool) {
	offers := d.Offers()
	at := slices.IndexFunc(offers, func(o Offer) bool { return o.Capability == capability })
	if at < 0 {
		return Offer{}, false
	}
	return offers[at], true
}
