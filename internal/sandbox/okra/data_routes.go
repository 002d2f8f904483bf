// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import "net/http"

// dataRoutes lists the endpoints of the data that the platform documents. Most
// lookups are a POST with the filter in the body.
func dataRoutes() []route {
	read := func(path string, handle func(*call) (reply, error)) route {
		return route{method: http.MethodPost, path: path, handle: handle, data: true}
	}
	return []route{
		read("/products/accounts", accountsBy()),
		read("/accounts/getById", accountsBy(byAccountID)),
		read("/accounts/getAccountDetails", getAccountDetails),
		read("/accounts/getByCustomer", accountsBy(byCustomer)),
		read("/accounts/getByBank", accountsBy(byBank)),
		read("/accounts/getByDate", accountsBy(byDate)),
		read("/accounts/getByCustomerDate", accountsBy(byCustomer, byDate)),
		read("/accounts/getByName", accountsBy(byName)),
		read("/accounts/getByBalance", accountsBy(byBalance("balance"))),

		read("/products/transactions", transactionsBy()),
		read("/transactions/getById", getTransaction),
		read("/transactions/getByAccount", transactionsBy(ofAccount)),
		read("/transactions/getByCustomer", transactionsBy(ofCustomer)),
		read("/transactions/getByDate", transactionsBy(ofDays)),
		read("/transactions/getByBank", transactionsBy(ofBank)),
		read("/transactions/getByType", transactionsBy(ofType)),
		read("/transactions/getByNuban", transactionsBy(ofNUBAN)),
		read("/transactions/getByCustomerDate", transactionsBy(ofCustomer, ofDays)),

		read("/products/balances", balancesBy()),
		read("/balance/getById", balancesBy(byBalance("id"))),
		read("/balance/getByCustomer", balancesBy(byCustomer)),
		read("/balance/getByAccount", balancesBy(byAccount)),

		read("/customers/list", listCustomers),
		{method: http.MethodPost, path: "/customers/get", handle: getCustomer, data: true, sandboxOnly: true},
		{method: http.MethodPost, path: "/customers/create", handle: createCustomers, data: true, write: true, sandboxOnly: true},
		{method: http.MethodPost, path: "/customers/generate", handle: generateCustomers, data: true, write: true, sandboxOnly: true},

		{method: http.MethodGet, path: "/banks/list", handle: listBanks, open: true},
		{method: http.MethodGet, path: "/banks/getById", handle: getBank, open: true},
	}
}
