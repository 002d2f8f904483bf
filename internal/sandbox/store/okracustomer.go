// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"errors"
	"time"
)

// OkraCustomer is a person or company that shared accounts through Okra.
type OkraCustomer struct {
	ID        string // 24 hexadecimal digits, as all identifiers of Okra.
	Scope     Scope
	Name      string
	Email     string
	Phone     string
	Record    string // The id of the connection that the customer came by.
	CreatedAt time.Time
}

// OkraSeededAt returns when the scope got its seeded customers and accounts, or
// the zero time if it has none yet.
func (tx *Tx) OkraSeededAt(s Scope) (time.Time, error) {
	var at time.Time
	err := tx.get(func(r scanner) error { return r.Scan(seconds{&at}) },
		"SELECT seeded_at FROM okra_seeded WHERE organisation = ? AND environment = ?", s.Organisation, s.Environment)
	if errors.Is(err, ErrNotFound) {
		return time.Time{}, nil
	}
	return at, err
}

// SetOkraSeeded notes that the scope got its seeded customers and accounts.
func (tx *Tx) SetOkraSeeded(s Scope, now time.Time) error {
	_, err := tx.exec("INSERT INTO okra_seeded (organisation, environment, seeded_at) VALUES (?, ?, ?)",
		s.Organisation, s.Environment, now.Unix())
	return err
}

// InsertOkraCustomer adds a customer.
func (tx *Tx) InsertOkraCustomer(c OkraCustomer) error {
	_, err := tx.exec(`INSERT INTO okra_customers (id, organisation, environment, name, email, phone, record, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Scope.Organisation, c.Scope.Environment, c.Name, c.Email, c.Phone, c.Record, c.CreatedAt.Unix())
	return err
}

const okraCustomerQuery = `SELECT id, organisation, environment, name, email, phone, record, created_at
	FROM okra_customers WHERE organisation = ?1 AND environment = ?2`

func scanOkraCustomer(r scanner) (c OkraCustomer, err error) {
	err = r.Scan(&c.ID, &c.Scope.Organisation, &c.Scope.Environment, &c.Name, &c.Email, &c.Phone, &c.Record, seconds{&c.CreatedAt})
	return c, err
}

// OkraCustomer returns the customer of that id, or ErrNotFound.
func (tx *Tx) OkraCustomer(s Scope, id string) (c OkraCustomer, err error) {
	err = tx.get(func(r scanner) (err error) {
		c, err = scanOkraCustomer(r)
		return err
	}, okraCustomerQuery+" AND id = ?3", s.Organisation, s.Environment, id)
	return c, err
}

// OkraCustomers returns a window of the customers by ascending id.
func (tx *Tx) OkraCustomers(s Scope, w Window) (list []OkraCustomer, err error) {
	err = tx.each(func(r scanner) error {
		c, err := scanOkraCustomer(r)
		list = append(list, c)
		return err
	}, okraCustomerQuery+" ORDER BY id LIMIT ?3 OFFSET ?4", s.Organisation, s.Environment, w.Limit, w.Offset)
	return list, err
}

// CountOkraCustomers returns how many customers the scope has.
func (tx *Tx) CountOkraCustomers(s Scope) (n int64, err error) {
	err = tx.get(func(r scanner) error { return r.Scan(&n) },
		"SELECT count(*) FROM okra_customers WHERE organisation = ? AND environment = ?", s.Organisation, s.Environment)
	return n, err
}
