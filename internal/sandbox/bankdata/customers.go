// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Customer is a made-up person or company that banks in Nigeria.
type Customer struct {
	Name string
	// Email is in a domain that is reserved for examples.
	Email string
	// Phone has no area that Nigeria assigns, so that nobody answers it.
	Phone string
	// Company tells it from a person.
	Company bool
}

// CustomerAt returns the customer number i, counted from 0, of owner (an organisation and environment, as "org/env").
// Every fourth one is a company.
func CustomerAt(seed int64, owner string, i int) Customer {
	rng := rand.New(keyOf(seed, "customer", owner, strconv.Itoa(i)).source()) //nolint:gosec // Made-up data, not secrets.
	if company := i%4 == 3; company {
		return NamedCustomerAt(seed, owner, i, companyName(rng), company)
	}
	return NamedCustomerAt(seed, owner, i, personName(rng), false)
}

// NamedCustomerAt returns the customer number i of owner with a given name. The address follows the name.
func NamedCustomerAt(seed int64, owner string, i int, name string, company bool) Customer {
	mailbox := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r == ' ':
			return '.'
		}
		return -1
	}, strings.ToLower(name))
	return Customer{
		Name:    name,
		Email:   strings.TrimLeft(fmt.Sprintf("%s.%d@example.com", mailbox, i+1), "."),
		Phone:   "+234000" + digits(keyOf(seed, "phone", owner, strconv.Itoa(i))[0], 7),
		Company: company,
	}
}

// partnerName draws whom an account pays or is paid by, in capitals as banks write it.
func partnerName(rng *rand.Rand) string {
	if rng.IntN(2) == 0 {
		return strings.ToUpper(companyName(rng))
	}
	return strings.ToUpper(personName(rng))
}

func personName(rng *rand.Rand) string {
	given := []string{
		"Adaeze", "Babatunde", "Chinedu", "Damilola", "Efe", "Folasade", "Halima", "Ifeoma", "Kelechi", "Musa",
		"Ngozi", "Oluwaseun", "Rukayat", "Sani", "Temitope", "Uchenna", "Yakubu", "Zainab",
	}
	family := []string{
		"Abdullahi", "Adebayo", "Balogun", "Danjuma", "Eze", "Ibrahim", "Igwe", "Lawal", "Nwosu", "Obi", "Okafor",
		"Okonkwo", "Olawale", "Osagie", "Usman", "Yusuf",
	}
	return pick(rng, given) + " " + pick(rng, family)
}

func companyName(rng *rand.Rand) string {
	place := []string{"Lagoon", "Savannah", "Niger Delta", "Zuma", "Idanre", "Oguta", "Mambilla", "Osun", "Kainji", "Yankari"}
	trade := []string{"Foods", "Logistics", "Textiles", "Pharmacy", "Motors", "Farms", "Stationers", "Energy", "Interiors"}
	return pick(rng, place) + " " + pick(rng, trade) + pick(rng, []string{" Ltd", " Ventures", " Enterprises"})
}
