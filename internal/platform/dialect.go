// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"cmp"
	"time"
)

// Dialect is one platform's way of doing things: how it is configured and how
// a connection to it is opened.
type Dialect interface {
	// Name is the name of the platform's block in the provider block.
	Name() string
	// Title is the platform's name as people write it.
	Title() string
	// Standing says whether the platform can be used today.
	Standing() Standing
	// Offers lists what the platform offers.
	Offers() []Offer
	// Credentials lists the fields of the platform's block.
	Credentials() []Credential
	// Open checks the settings offline and prepares the connection. It makes
	// no call. Its errors are of type *ConfigError where a setting is wrong.
	Open(settings Settings) (*Platform, error)
}

// Standing is what is known from outside of a platform as a service.
type Standing struct {
	Is    string // what kind of platform it is, such as "a wallet API"
	Today string // whether it can be used, such as "closed in May 2025"
	Seen  string // when that was last looked at, such as "November 2026"
}

// Credential describes one field of a platform's block in the provider block.
type Credential struct {
	Name        string // attribute name, such as "api_key"
	Variable    string // environment variable that stands in where the attribute is not set
	Description string // for the documentation, one or two sentences
	Required    bool
	Sensitive   bool
}

// DefaultMaxListItems is how many items of a list are read where the provider block
// does not say.
const DefaultMaxListItems = 5_000

// Settings is the provider block, resolved: environment variables are filled
// in and nothing is unknown.
type Settings struct {
	Environment    string            // "sandbox", "production" or "" where it is not set
	Endpoint       string            // replaces the platform's base URL where it is not ""
	Credentials    map[string]string // by Credential.Name; absent where not set
	MaxRetries     int               // retries after the first attempt
	RequestTimeout time.Duration     // of one attempt
	UserAgent      string
	// RequestsPerMinute is the user's own ceiling; 0 leaves it to the platform.
	RequestsPerMinute int
	// MaxListItems is how many items of a list are read; 0 is the default.
	MaxListItems int
}

// MostListed is how many items of a list are read.
func (s Settings) MostListed() int { return cmp.Or(s.MaxListItems, DefaultMaxListItems) }

// ConfigError is a setting that cannot be used. Its text never holds the value
// of a credential.
type ConfigError struct {
	Attribute string // dotted path in the provider block, such as "tok.api_key"; "" where no single one is to blame
	Summary   string
	Detail    string // what was got, what was expected and what to do
}

// Error returns the summary and the detail as one text.
func (e *ConfigError) Error() string { return e.Summary + ": " + e.Detail }
