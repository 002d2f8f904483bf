// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package platform holds what the provider's capabilities know of an
// open-banking platform: the domain types, the operations on them, and the
// errors they end in. A dialect (internal/platform/tok, …) implements it for one
// platform; a capability (internal/capability/apikey, internal/capability/consent, …) uses it and
// never knows which platform is behind it.
package platform

import "strings"

// Environment is one of the two data worlds that every platform keeps apart.
type Environment string

// The environments. Credentials and objects of one are unknown to the other.
const (
	Sandbox    Environment = "sandbox"
	Production Environment = "production"
)

// Environments lists the accepted values of the provider's `environment`.
func Environments() []string { return []string{string(Sandbox), string(Production)} }

// Capability names something that a platform may or may not offer. The name is
// the resource or data source without the provider's prefix.
type Capability string

// The capabilities that a dialect can have.
const (
	CapabilityAPIKey       Capability = "api_key"
	CapabilityAppSecret    Capability = "app_secret"
	CapabilityConsent      Capability = "consent"
	CapabilityWebhook      Capability = "webhook"
	CapabilityWebhookTest  Capability = "webhook_test"
	CapabilityAccount      Capability = "account"
	CapabilityAccounts     Capability = "accounts"
	CapabilityTransactions Capability = "transactions"
	CapabilityBanks        Capability = "banks"
)

// Platform is one configured connection to one environment of one platform. A
// capability that the platform lacks is nil.
type Platform struct {
	Name        string // as in the provider block and in resource identities, such as "tok"
	Title       string // as people write it, such as "Tok"
	Environment Environment
	// OwnFingerprint is the fingerprint of the key that the provider itself
	// authenticates with, which it must never revoke; "" where there is none.
	OwnFingerprint string

	APIKeys    APIKeys
	AppSecrets AppSecrets
	Consents   Consents
	Webhooks   Webhooks
	Deliveries Deliveries
	Accounts   Accounts
	Banks      Banks
}

// Enumerate writes a list as people say it: "Tok", "Tok and Okra", "Tok, Okra
// and Okto".
func Enumerate(words []string) string {
	switch len(words) {
	case 0:
		return "none"
	case 1:
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
