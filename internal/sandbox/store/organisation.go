// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

// Organisation is a client of the platforms.
type Organisation struct {
	ID   string // "org_…"
	Name string
}

// Scopes are the organisation's environments.
func (o Organisation) Scopes() []Scope {
	return []Scope{{Organisation: o.ID, Environment: Sandbox}, {Organisation: o.ID, Environment: Production}}
}

func scanOrganisation(r Scanner) (o Organisation, err error) {
	err = r.Scan(&o.ID, &o.Name)
	return o, err
}

// InsertOrganisation adds an organisation.
func (tx *Tx) InsertOrganisation(o Organisation) error {
	_, err := tx.Exec("INSERT INTO organisations (id, name) VALUES (?, ?)", o.ID, o.Name)
	return err
}

// Organisation returns the organisation of that id, or ErrNotFound.
func (tx *Tx) Organisation(id string) (Organisation, error) {
	return One(tx, scanOrganisation, "SELECT id, name FROM organisations WHERE id = ?", id)
}

// Organisations returns all organisations in the order in which they were added.
func (tx *Tx) Organisations() ([]Organisation, error) {
	return List(tx, scanOrganisation, "SELECT id, name FROM organisations ORDER BY seq")
}
