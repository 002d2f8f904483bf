// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package emulated

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Credentials are the seeded credentials of every organisation: what a person
// would find on the platforms' dashboards on the first day.
type Credentials struct {
	Organisations []Organisation `json:"organisations"`
}

// Organisation is an organisation with its credentials.
type Organisation struct {
	store.Organisation

	Platforms []PlatformCredentials
}

// PlatformCredentials are an organisation's credentials on one platform.
type PlatformCredentials struct {
	Platform string
	Sections []Section
}

// Section are the credentials of one environment.
type Section struct {
	Environment string // Empty for what is the same in all environments.
	Fields      []Field
}

// Field is one credential, or the identifier that belongs to it.
type Field struct {
	Name  string // As in the provider's block.
	Label string // What people call it; empty if there is nothing else.
	// Value is empty once the credential was replaced by one that nobody keeps.
	Value string
	// Current tells whether it is still in use; nil for what is never replaced.
	Current func(*store.Tx) (bool, error)
}

// String hides the credential, so that it is not printed by accident.
func (f Field) String() string { return f.Name + " (sensitive)" }

// GoString hides the credential from %#v.
func (f Field) GoString() string { return f.String() }

// Get returns a credential of the organisation. One that is the same in all
// environments has the environment "". It panics if there is none of that name.
func (o Organisation) Get(platform, environment, name string) string {
	for _, p := range o.Platforms {
		for _, s := range p.Sections {
			for _, f := range s.Fields {
				if p.Platform == platform && s.Environment == environment && f.Name == name {
					return f.Value
				}
			}
		}
	}
	panic(fmt.Sprintf("the platform %q has no credential %q in the environment %q", platform, name, environment))
}

// MarshalJSON implements json.Marshaler: an object for each platform and in it one
// for each environment, in their order.
func (o Organisation) MarshalJSON() ([]byte, error) {
	shown := object{{"id", o.ID}, {"name", o.Name}}
	for _, p := range o.Platforms {
		var platform object
		for _, s := range p.Sections {
			var section object
			for _, f := range s.Fields {
				var value *string
				if f.Value != "" {
					value = &f.Value
				}
				section = append(section, member{f.Name, value})
			}
			if s.Environment == "" {
				platform = append(platform, section...)
			} else {
				platform = append(platform, member{s.Environment, section})
			}
		}
		shown = append(shown, member{p.Platform, platform})
	}
	return json.Marshal(shown)
}

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%q:%s", m.name, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
