// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"errors"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Customer is a person or company that shared accounts through Okra.
type Customer struct {
	ID        string // 24 hexadecimal digits, as all identifiers of Okra.
	Scope     store.Scope
	Name      string
	Email     string
	Phone     string
	Record    string // The id of the connection that the customer came by.
	CreatedAt time.Time
}

// SeededAt returns when the scope got its seeded customers and accounts, or
// the zero time if it has none yet.
func (tx Tx) SeededAt(s store.Scope) (time.Time, error) {
	var at time.Time
	err := tx.Get(func(r store.Scanner) error { return r.Scan(store.Seconds(&at)) },
		"SELECT seeded_at FROM okra_seeded WHERE organisation = ? AND environment = ?", s.Organisation, s.Environment)
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, nil
	}
	return at, err
}

// SetSeeded notes that the scope got its seeded customers and accounts.
func (tx Tx) SetSeeded(s store.Scope, now time.Time) error {
	_, err := tx.Exec("INSERT INTO okra_seeded (organisation, environment, seeded_at) VALUES (?, ?, ?)",
		s.Organisation, s.Environment, now.Unix())
	return err
}

// InsertCustomer adds a customer.
func (tx Tx) InsertCustomer(c Customer) error {
	_, err := tx.Exec(`INSERT INTO okra_customers (id, organisation, environment, name, email, phone, record, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Scope.Organisation, c.Scope.Environment, c.Name, c.Email, c.Phone, c.Record, c.CreatedAt.Unix())
	return err
}

const customerQuery = `SELECT id, organisation, environment, name, email, phone, record, created_at
	FROM okra_customers WHERE organisation = ?1 AND environment = ?2`

func scanCustomer(r store.Scanner) (c Customer, err error) {
	err = r.Scan(&c.ID, &c.Scope.Organisation, &c.Scope.Environment, &c.Name, &c.Email, &c.Phone, &c.Record, store.Seconds(&c.CreatedAt))
	return c, err
}

// Customer returns the customer of that id, or store.ErrNotFound.
func (tx Tx) Customer(s store.Scope, id string) (c Customer, err error) {
	return store.One(tx.Tx, scanCustomer, customerQuery+" AND id = ?3", s.Organisation, s.Environment, id)
}

// Customers returns a window of the customers by ascending id.
func (tx Tx) Customers(s store.Scope, w store.Window) (list []Customer, err error) {
	return store.List(tx.Tx, scanCustomer, customerQuery+" ORDER BY id LIMIT ?3 OFFSET ?4", s.Organisation, s.Environment, w.Limit, w.Offset)
}

// CountCustomers returns how many customers the scope has.
func (tx Tx) CountCustomers(s store.Scope) (int64, error) {
	return store.Value[int64](tx.Tx, "SELECT count(*) FROM okra_customers WHERE organisation = ? AND environment = ?", s.Organisation, s.Environment)
}
