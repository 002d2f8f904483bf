// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
)

// customerSpec says what sandbox customer to make, as the platform documents it.
type customerSpec struct {
	Name          string `json:"name"`
	Bank          string `json:"bank"`
	Username      string `json:"username"`
	Password      string `json:"password"`
	Type          string `json:"type"`
	NoOfAccount   int64  `json:"noOfAccount"`
	Volume        string `json:"volume"`
	Identity      int64  `json:"identity"`
	InternetSpeed int64  `json:"internetSpeed"`
}

// The types of customers: a person, or a company.
const (
	individual = "ind"
	corporate  = "corp"
)

// volumes are how many transactions each account gets.
func volumes() map[string]int { return map[string]int{"low": 20, "medium": 200, "high": 1000} }

// maxCustomers is how many customers one request makes at most.
const maxCustomers = 10

const messageCustomersCreated = "Customers successfully created"

func createCustomers(c *call) (reply, error) {
	specs, err := c.customerSpecs()
	if err != nil {
		return reply{}, err
	}
	made, err := c.makeCustomers(specs)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusCreated, message: messageCustomersCreated, data: customerData{Customers: made}}, nil
}

// customerSpecs reads the body: a list, as the platform's page has it, or one
// customer alone, as its client sends it.
func (c *call) customerSpecs() ([]customerSpec, error) {
	if err := apihttp.JSONType(c.r); err != nil {
		return nil, err
	}
	var list []apihttp.Fields
	if bytes.HasPrefix(bytes.TrimSpace(c.body), []byte("{")) {
		one, err := apihttp.ParseFields(c.body)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	} else if err := json.Unmarshal(c.body, &list); err != nil {
		return nil, apihttp.Invalidf("", "The request's body must be a JSON list of customers.")
	}
	if len(list) < 1 || len(list) > maxCustomers {
		return nil, apihttp.Invalidf("", "The list has %d customers: expected 1 to %d.", len(list), maxCustomers)
	}
	specs := make([]customerSpec, len(list))
	for i, f := range list {
		var err error
		if specs[i], err = (fields{f}).customerSpec(); err != nil {
			if invalid, ok := errors.AsType[*apihttp.InvalidError](err); ok && len(list) > 1 {
				return nil, apihttp.Invalidf(fmt.Sprintf("%d.%s", i, invalid.Field), "Customer %d of the list: %s", i+1, invalid.Message)
			}
			return nil, err
		}
	}
	return specs, nil
}

// customerSpec reads one customer. Every field must be there.
func (f fields) customerSpec() (s customerSpec, err error) {
	for _, text := range []struct {
		name string
		dest *string
	}{
		{"name", &s.Name}, {"bank", &s.Bank}, {"username", &s.Username}, {"password", &s.Password}, {"type", &s.Type}, {"volume", &s.Volume},
	} {
		if *text.dest, err = f.id(text.name); err != nil {
			return s, err
		}
	}
	for _, n := range []struct {
		name        string
		dest        *int64
		least, most int64
	}{
		{"noOfAccount", &s.NoOfAccount, 1, maxAccounts}, {"identity", &s.Identity, 1, 100}, {"internetSpeed", &s.InternetSpeed, 2, 4},
	} {
		var given bool
		if *n.dest, given, err = f.Whole(n.name, n.least, n.most); err != nil {
			return s, err
		}
		if !given {
			return s, apihttp.Missing(n.name)
		}
	}
	if _, ok := bankdata.NigerianBankByID(s.Bank); !ok {
		return s, apihttp.Invalidf("bank", "The bank %q does not exist: expected an id of banks/list.", apihttp.Clip(s.Bank))
	}
	if s.Type != individual && s.Type != corporate {
		return s, unknownChoice("type", s.Type, individual, corporate)
	}
	if volumes()[s.Volume] == 0 {
		return s, unknownChoice("volume", s.Volume, "low", "medium", "high")
	}
	return s, nil
}

// makeCustomers makes the customers with their accounts and transactions, and
// tells the webhook. Their credentials at the bank are not kept: nothing needs
// them again.
func (c *call) makeCustomers(specs []customerSpec) ([]customer, error) {
	made := make([]tables.Customer, len(specs))
	for i, spec := range specs {
		number, err := c.tx.CountCustomers(c.scope)
		if err != nil {
			return nil, err
		}
		bank, _ := bankdata.NigerianBankByID(spec.Bank) // It was checked.
		who := bankdata.NamedCustomerAt(c.api.Seed, c.dataOwner(), int(number), spec.Name, spec.Type == corporate)
		with := connection{bank: bank, accounts: int(spec.NoOfAccount), transactions: volumes()[spec.Volume], at: c.now}
		if made[i], err = c.addCustomer(who, int(number), c.now, []connection{with}); err != nil {
			return nil, err
		}
		if err := c.announce(made[i], with); err != nil {
			return nil, err
		}
	}
	return c.showCustomers(made)
}

// announce tells the webhook that a customer was connected and has transactions.
func (c *call) announce(made tables.Customer, with connection) error {
	if err := c.emit(authNotice(made.Record, made.ID, with.bank.ID)); err != nil {
		return err
	}
	return c.emit(transactionsNotice(made.Record, made.ID, with.bank.ID, int64(with.accounts)*int64(with.transactions)))
}

const messageCustomersGenerated = "Customers successfully generated"

// generateCustomers makes up customers that customers/create would take, and
// makes them at once if that is asked for.
func generateCustomers(c *call) (reply, error) {
	f, err := c.parameters()
	if err != nil {
		return reply{}, err
	}
	number, given, err := f.Whole("number", 1, maxCustomers)
	if err != nil {
		return reply{}, err
	}
	if !given {
		number = 1
	}
	var create bool
	if _, err := f.Decode("create", &create, "true or false"); err != nil {
		return reply{}, err
	}
	first, err := c.tx.CountCustomers(c.scope)
	if err != nil {
		return reply{}, err
	}
	specs := make([]customerSpec, number)
	for i := range specs {
		specs[i] = c.madeUp(int(first) + i)
	}
	data := any(struct {
		Customers []customerSpec `json:"customers"`
	}{specs})
	if create {
		made, err := c.makeCustomers(specs)
		if err != nil {
			return reply{}, err
		}
		data = customerData{Customers: made}
	}
	return reply{message: messageCustomersGenerated, data: data}, nil
}

// madeUp is what would make customer number i of the scope.
func (c *call) madeUp(i int) customerSpec {
	who := bankdata.CustomerAt(c.api.Seed, c.dataOwner(), i)
	banks := bankdata.NigerianBanks()
	s := customerSpec{
		Name: who.Name, Bank: banks[i%len(banks)].ID, Username: who.Email, Password: "okra-sandbox", Type: individual,
		NoOfAccount: int64(1 + i%3), Volume: "low", Identity: int64(1 + i%100), InternetSpeed: int64(2 + i%3),
	}
	if who.Company {
		s.Type, s.Volume = corporate, "medium"
	}
	return s
}
