// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package okra is the dialect of Okra: POST for nearly everything, reads
// included, a JWT as bearer token, page and limit in the body, amounts as
// numbers in either `debit` or `credit`, and one envelope around every answer.
//
// The endpoints for accounts, balances, transactions and banks are documented
// by Okra; those for API keys and webhooks are features of its dashboard, for
// which the control-plane contract defines an API that a platform team or a
// proxy in front of the dashboard implements. The OpenAPI document in
// internal/openapi marks each.
package okra

import (
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// Dialect is Okra's entry in the provider's list of platforms.
type Dialect struct {
	clock clockwork.Clock // paces the client's waiting; nil is the real one
}

var _ platform.Dialect = Dialect{}

// Name returns the name of Okra's block in the provider block.
func (Dialect) Name() string { return "okra" }

// Title returns the name that people use.
func (Dialect) Title() string { return "Okra" }

// Standing is by the press of July 2025. Okra's hosts do not answer any more.
func (Dialect) Standing() platform.Standing {
	return platform.Standing{
		Is:    "open banking: accounts and transactions of banks in Nigeria",
		Today: "closed in May 2025; nothing answers at its hosts",
		Seen:  "November 2026",
	}
}

// Offers lists what Okra offers. Its webhook, one per environment, is an
// address and a bearer token; it has no event types, no switch and no signature.
func (Dialect) Offers() []platform.Offer {
	return []platform.Offer{
		{
			Capability: platform.CapabilityAPIKey, Source: platform.ControlPlane, Requires: []string{"type"},
			Notes: "Okra has keys on its dashboard, and documents no API for them.",
		},
		{
			Capability: platform.CapabilityWebhook, Source: platform.ControlPlane,
			Lacks: []string{
				"events", "enabled", "description", "overlap", "rotation_triggers", "rotate_after",
				"signing_secret_wo", "signing_secret_wo_version",
				"signing_secret", "encrypt_to", "encrypted_signing_secret", "fingerprint", "secret_version", "secret_created_at",
			},
			Fields: []platform.Field{bearerToken},
			Notes:  "Okra has a form on its dashboard, for one webhook in each environment, and documents no API for it. It delivers every event.",
		},
		{Capability: platform.CapabilityWebhookTest, Source: platform.ControlPlane},
		{
			Capability: platform.CapabilityAccount, Source: platform.Documented, Lacks: []string{"iban"},
			Notes: "The balance is the available one.",
		},
		{Capability: platform.CapabilityAccounts, Source: platform.Documented},
		{
			Capability: platform.CapabilityTransactions, Source: platform.Documented,
			Notes: "`booking_date` is `trans_date`, and the currency is the account's.",
		},
		{Capability: platform.CapabilityBanks, Source: platform.Documented},
	}
}

// Credentials lists the fields of Okra's block.
func (Dialect) Credentials() []platform.Credential {
	return []platform.Credential{
		{
			Name:     credentialSecretKey,
			Variable: "OKRA_SECRET_KEY",
			Description: "Secret API key of the organisation, a JSON Web Token, of the environment that `environment` names. " +
				"Falls back to the environment variable `OKRA_SECRET_KEY`.",
			Required:  true,
			Sensitive: true,
		},
		{
			Name:     credentialClientToken,
			Variable: "OKRA_CLIENT_TOKEN",
			Description: "Client token of the organisation, the same in both environments. It is not a secret, and no call needs it. " +
				"Falls back to the environment variable `OKRA_CLIENT_TOKEN`.",
		},
		{
			Name:     credentialPublicKey,
			Variable: "OKRA_PUBLIC_KEY",
			Description: "Public API key of the environment, a UUID. It is not a secret, and no call needs it. " +
				"Falls back to the environment variable `OKRA_PUBLIC_KEY`.",
		},
	}
}

// Open checks the credentials, the environment and the endpoint offline and
// prepares the client.
func (d Dialect) Open(settings platform.Settings) (*platform.Platform, error) {
	key := settings.Credentials[credentialSecretKey]
	claims, err := checkCredentials(settings.Credentials)
	if err != nil {
		return nil, err
	}
	environment, err := environmentOf(settings.Environment, claims)
	if err != nil {
		return nil, err
	}
	base, err := baseURL(settings.Endpoint, environment)
	if err != nil {
		return nil, err
	}
	api, err := wire.Connect(settings, wire.Access{
		Platform: d.Title(), BaseURL: base, Scheme: "Bearer", Credential: key, Attribute: d.Name() + "." + credentialSecretKey,
		Clock: d.clock, DecodeError: decodeError,
	})
	if err != nil {
		return nil, err
	}

	data := &client{api: api, environment: environment, mostListed: settings.MostListed()}
	control := newControl(data)
	return &platform.Platform{
		Name:        d.Name(),
		Title:       d.Title(),
		Environment: environment,

		OwnFingerprint: platform.Fingerprint(key),

		APIKeys:  apiKeys{control},
		Webhooks: webhooks{control}, Deliveries: deliveries{control},
		Accounts: accounts{data},
		Banks:    banks{data},
	}, nil
}
