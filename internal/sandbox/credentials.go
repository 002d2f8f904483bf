// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"context"
	"strconv"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Credentials are the seeded credentials of every organisation.
type Credentials = emulated.Credentials

// OrganisationCredentials are the seeded credentials of one organisation.
type OrganisationCredentials = emulated.Organisation

// organisations are the seeded ones. Two of them make it possible to test that
// neither sees the other's data.
func (s *Sandbox) organisations() (list []store.Organisation) {
	for i, name := range []string{"Adria Ledger", "Sava Invoicing"} {
		id := ids.Stable(ids.Organisation, strconv.FormatInt(s.seed, 10), strconv.Itoa(i))
		list = append(list, store.Organisation{ID: id, Name: name})
	}
	return list
}

// fill fills what is empty: a new database, one that was reset, or the tables of a
// platform that there was not yet when the database was made. The same seed gives
// the same identifiers and credentials everywhere; only the instant of creation is
// now.
func (s *Sandbox) fill(tx *store.Tx) error {
	now := s.clock.Now().Truncate(time.Second)
	err := s.fillTable(tx, "organisations", tx.InsertOrganisation)
	for _, p := range s.platforms {
		if err == nil {
			err = s.fillTable(tx, p.Tables.Seeded, func(o store.Organisation) error { return p.Fill(tx, o, now) })
		}
	}
	return err
}

// fillTable calls fill for each organisation if the table is empty.
func (s *Sandbox) fillTable(tx *store.Tx, table string, fill func(store.Organisation) error) error {
	filled, err := tx.Has(table)
	for _, o := range s.organisations() {
		if err == nil && !filled {
			err = fill(o)
		}
	}
	return err
}

// Credentials returns the seeded credentials, without those that were replaced
// since. If the database cannot be read, which tells them, all that can be replaced
// are left out.
//
//nolint:contextcheck,nolintlint // Read by contextcheck where it is called: a look at the database takes no context.
func (s *Sandbox) Credentials() (c Credentials) {
	var replaceable []*emulated.Field
	for _, organisation := range s.organisations() {
		o := OrganisationCredentials{Organisation: organisation}
		for _, p := range s.platforms {
			sections, err := p.Credentials(organisation)
			if err != nil {
				s.options.Logger.Error("the seeded credentials cannot be derived", "platform", p.Tables.Name, "error", err)
			}
			for _, section := range sections {
				for i := range section.Fields {
					if section.Fields[i].Current != nil {
						replaceable = append(replaceable, &section.Fields[i])
					}
				}
			}
			o.Platforms = append(o.Platforms, emulated.PlatformCredentials{Platform: p.Tables.Name, Sections: sections})
		}
		c.Organisations = append(c.Organisations, o)
	}
	err := s.store.View(context.Background(), func(tx *store.Tx) error {
		for _, f := range replaceable {
			if current, err := f.Current(tx); err != nil {
				return err
			} else if !current {
				f.Value = ""
			}
		}
		return nil
	})
	if err != nil {
		s.options.Logger.Error("reading which credentials were replaced failed", "error", err)
		for _, f := range replaceable {
			f.Value = ""
		}
	}
	return c
}
