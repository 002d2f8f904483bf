// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"net/http"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// network is a blockchain network that an app may use.
type network struct {
	Name    string `json:"network_name"`
	ChainID string `json:"chain_id"`
	Logo    string `json:"logo"`
}

// networkList is the data of the answer; the platform's name for the list is
// singular.
type networkList struct {
	Network []network `json:"network"`
}

// listNetworks lists the networks of the secret's environment.
func listNetworks(c *call) (reply, error) {
	return reply{http.StatusOK, networkList{networks(c.scope.Environment)}}, nil
}

// networks returns the test networks, or for production the main ones. The names
// and chain ids are those of the platform's reference.
func networks(environment string) []network {
	list := []network{{Name: "APTOS_TESTNET", ChainID: "2"}, {Name: "POLYGON_TESTNET_AMOY", ChainID: "80002"}, {Name: "SOLANA_DEVNET", ChainID: "103"}}
	if environment == store.Production {
		list = []network{{Name: "APTOS", ChainID: "1"}, {Name: "BASE", ChainID: "8453"}, {Name: "POLYGON", ChainID: "137"}, {Name: "SOLANA", ChainID: "101"}}
	}
	for i := range list {
		list[i].Logo = "https://images.example.com/networks/" + strings.ToLower(list[i].Name) + ".png"
	}
	return list
}
