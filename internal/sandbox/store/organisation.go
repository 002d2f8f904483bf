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

// InsertOrganisation adds an organisation.
func (tx *Tx) InsertOrganisation(o Organisation) error {
	_, err := tx.Exec("INSERT INTO organisations (id, name) VALUES (?, ?)", o.ID, o.Name)
	return err
}

// Organisation returns the organisation of that id, or ErrNotFound.
func (tx *Tx) Organisation(id string) (Organisation, error) {
	o := Organisation{ID: id}
	err := tx.Get(func(r Scanner) error { return r.Scan(&o.Name) }, "SELECT name FROM organisations WHERE id = ?", id)
	return o, err
}

// Organisations returns all organisations in the order in which they were added.
func (tx *Tx) Organisations() ([]Organisation, error) {
	var list []Organisation
	err := tx.Each(func(r Scanner) error {
		var o Organisation
		err := r.Scan(&o.ID, &o.Name)
		list = append(list, o)
		return err
	}, "SELECT id, name FROM organisations ORDER BY seq")
	return list, err
}
