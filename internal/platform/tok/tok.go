// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package tok is the dialect of Tok: a REST API in camelCase with cursor
// paging, an API key in the Authorization header, and one error envelope.
//
// The endpoints for accounts, transactions and consents are documented by Tok;
// those for API keys, webhooks, banks and the list of consents are the
// control-plane contract, which a platform team or a proxy in front of a
// dashboard implements. The OpenAPI document in internal/openapi marks each.
package tok

import (
	"fmt"
	"strings"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// The base URLs are documented in Tok's API overview.
const (
	productionURL = "https://api.tokapi.io/v1"
	sandboxURL    = "https://sandbox.api.tokapi.io/v1"
)

const credentialAPIKey = "api_key"

// fieldNames is what Tok's documents leave open of an account.
const fieldNames = "The names of an account's fields are the control-plane contract's."

// Dialect is Tok's entry in the provider's list of platforms.
type Dialect struct {
	clock clockwork.Clock // paces the client's waiting; nil is the real one
}

var _ platform.Dialect = Dialect{}

// Name returns the name of Tok's block in the provider block.
func (Dialect) Name() string { return "tok" }

// Title returns the name that people use.
func (Dialect) Title() string { return "Tok" }

// Standing is by Tok's own documents, which are those of a design.
func (Dialect) Standing() platform.Standing {
	return platform.Standing{
		Is:    "open banking: accounts, transactions and consents of banks",
		Today: "announced: there are documents, and no service that could be found",
		Seen:  "November 2026",
	}
}

// Offers lists what Tok offers.
func (Dialect) Offers() []platform.Offer {
	return []platform.Offer{
		{
			Capability: platform.CapabilityAPIKey, Source: platform.ControlPlane, Lacks: []string{"type"},
			Notes: "Tok documents no API for keys.",
		},
		{
			Capability: platform.CapabilityConsent, Source: platform.Documented, Lists: platform.ControlPlane,
			Notes: "Tok documents creating, reading and revoking a consent. The names of the fields and the status `pending` are the control-plane contract's.",
		},
		{
			Capability: platform.CapabilityWebhook, Source: platform.ControlPlane,
			Requires: []string{"events"},
			Notes:    "Tok documents no API for webhooks. The events of the contract are `" + strings.Join(webhooks{}.Events(), "`, `") + "`.",
		},
		{Capability: platform.CapabilityWebhookTest, Source: platform.ControlPlane},
		{
			Capability: platform.CapabilityAccount, Source: platform.Documented, Lacks: []string{"nuban", "customer_id"},
			Notes: fieldNames,
		},
		{
			Capability: platform.CapabilityAccounts, Source: platform.Documented, Lacks: []string{"customer_id", "date_from", "date_to"},
			Notes: fieldNames,
		},
		{Capability: platform.CapabilityTransactions, Source: platform.Documented},
		{
			Capability: platform.CapabilityBanks, Source: platform.ControlPlane,
			Notes: "Tok documents no list of its banks.",
		},
	}
}

// Credentials lists the fields of Tok's block.
func (Dialect) Credentials() []platform.Credential {
	return []platform.Credential{{
		Name:     credentialAPIKey,
		Variable: "TOK_API_KEY",
		Description: "API key of the organisation, `tok_sandbox_…` or `tok_live_…`. Its prefix decides the environment. " +
			"Falls back to the environment variable `TOK_API_KEY`.",
		Required:  true,
		Sensitive: true,
	}}
}

// Open checks the key's shape and environment offline and prepares the client.
func (d Dialect) Open(settings platform.Settings) (*platform.Platform, error) {
	key := settings.Credentials[credentialAPIKey]
	environment, err := environmentOf(key)
	if err != nil {
		return nil, err
	}
	if settings.Environment != "" && settings.Environment != string(environment) {
		return nil, &platform.ConfigError{
			Attribute: "environment",
			Summary:   "Key and environment do not match",
			Detail: fmt.Sprintf("The Tok API key is a %s key, but the provider's environment is %q. Use a key of the %s environment, or set environment = %q or leave it out: the key's prefix decides it.",
				environment, settings.Environment, settings.Environment, environment),
		}
	}

	base := settings.Endpoint
	if base == "" {
		base = productionURL
		if environment == platform.Sandbox {
			base = sandboxURL
		}
	}
	api, err := wire.Connect(settings, wire.Access{
		Platform: d.Title(), BaseURL: base, Scheme: "ApiKey", Credential: key, Attribute: d.Name() + "." + credentialAPIKey,
		Clock: d.clock, DecodeError: decodeError,
	})
	if err != nil {
		return nil, err
	}

	c := newClient(api, environment, settings.MostListed())
	return &platform.Platform{
		Name:        d.Name(),
		Title:       d.Title(),
		Environment: environment,

		OwnFingerprint: platform.Fingerprint(key),

		APIKeys:  apiKeys{c},
		Consents: consents{c},
		Webhooks: webhooks{c}, Deliveries: deliveries{c},
		Accounts: accounts{c},
		Banks:    banks{c},
	}, nil
}

// environmentOf reads the environment from a key's prefix, which Tok documents.
// Length and alphabet of what follows are not documented and not checked.
func environmentOf(key string) (platform.Environment, error) {
	refuse := func(got string) error {
		return &platform.ConfigError{
			Attribute: "tok." + credentialAPIKey,
			Summary:   "Not a Tok API key",
			Detail:    got + " A Tok API key starts with tok_sandbox_ or tok_live_. Copy the whole key, without quotes or spaces, into tok.api_key or the environment variable TOK_API_KEY.",
		}
	}
	if strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "", refuse("The value has a space, a line break or another character that no key has.")
	}
	for prefix, environment := range map[string]platform.Environment{
		"tok_sandbox_": platform.Sandbox,
		"tok_live_":    platform.Production,
	} {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			if rest == "" {
				return "", refuse("The value is only the prefix " + prefix + ".")
			}
			return environment, nil
		}
	}
	return "", refuse("The value starts with neither of Tok's prefixes.")
}
