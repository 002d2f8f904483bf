// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
)

const (
	messageCustomers = "Customers successfully retrieved"
	messageCustomer  = "Customer successfully retrieved"
)

// customer is a customer as the platform shows it.
type customer struct {
	ID          string       `json:"_id"`
	Name        string       `json:"name"`
	Email       []string     `json:"email"`
	Phone       []string     `json:"phone"`
	Credentials []credential `json:"credentials"`
	Record      []string     `json:"record"`
	Owner       []string     `json:"owner"`
	Blocked     bool         `json:"blocked"`
	LinkLater   bool         `json:"linkLater"`
	DebitLater  bool         `json:"debitLater"`
	Unconnected bool         `json:"unconnected"`
	Manual      bool         `json:"manual"`
	OtherInfo   []any        `json:"otherInfo"`
	Env         string       `json:"env"`
	CreatedAt   string       `json:"created_at"`
	LastUpdated string       `json:"last_updated"`
	Version     int          `json:"__v"`
}

// credential is an account that the customer gave access to.
type credential struct {
	Bank        string `json:"bank"`
	NUBAN       string `json:"nuban"`
	AccountName string `json:"accountName"`
	Connected   bool   `json:"connected"`
}

// customerData is a list of customers.
type customerData struct {
	Customers  []customer  `json:"customers"`
	Pagination *pagination `json:"pagination,omitempty"` // Not where they are made.
}

// showCustomers shows customers with their accounts.
func (c *call) showCustomers(list []tables.Customer) ([]customer, error) {
	owner, err := c.owner()
	if err != nil {
		return nil, err
	}
	shown := make([]customer, len(list))
	for i, s := range list {
		accounts, err := c.tx.Accounts(c.scope, tables.AccountFilter{CustomerID: s.ID}, tables.EveryRow())
		if err != nil {
			return nil, err
		}
		credentials := make([]credential, len(accounts))
		for n, a := range accounts {
			credentials[n] = credential{Bank: a.BankID, NUBAN: a.NUBAN, AccountName: a.Name, Connected: true}
		}
		shown[i] = customer{
			ID: s.ID, Name: s.Name, Email: []string{s.Email}, Phone: []string{s.Phone}, Credentials: credentials,
			Record: []string{s.Record}, Owner: []string{owner}, OtherInfo: nothing(), Env: env(s.Scope.Environment),
			CreatedAt: instant(s.CreatedAt), LastUpdated: instant(s.CreatedAt),
		}
	}
	return shown, nil
}

func listCustomers(c *call) (reply, error) {
	_, p, err := c.paged()
	if err != nil {
		return reply{}, err
	}
	total, err := c.tx.CountCustomers(c.scope)
	if err != nil {
		return reply{}, err
	}
	found, err := c.tx.Customers(c.scope, p.window())
	if err != nil {
		return reply{}, err
	}
	shown, err := c.showCustomers(found)
	if err != nil {
		return reply{}, err
	}
	pagination := p.of(total)
	return reply{message: messageCustomers, data: customerData{Customers: shown, Pagination: &pagination}}, nil
}

func getCustomer(c *call) (reply, error) {
	f, err := c.parameters()
	if err != nil {
		return reply{}, err
	}
	id, err := f.id("customer")
	if err != nil {
		return reply{}, err
	}
	found, err := c.tx.Customer(c.scope, id)
	if isNotFound(err) {
		return reply{}, notFound("customer", id)
	}
	if err != nil {
		return reply{}, err
	}
	shown, err := c.showCustomers([]tables.Customer{found})
	if err != nil {
		return reply{}, err
	}
	return reply{message: messageCustomer, data: shown[0]}, nil
}
