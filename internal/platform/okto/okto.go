// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package okto is the dialect of Okto: REST in snake_case, one envelope around
// every answer, and apps that each have one secret.
//
// Okto documents the App Secret as the credential of its own API and lets a
// person reset it on the dashboard; it documents no API for that. What this
// package calls is the control-plane contract, which a platform team or a proxy
// in front of the dashboard implements, under a credential of its own: the
// management token. So rotating a secret can never lock its owner out. The
// OpenAPI document in internal/openapi marks each endpoint.
package okto

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// The base URLs are those of Okto's published API description.
const (
	productionURL = "https://apigw.okto.tech"
	sandboxURL    = "https://sandbox-api.okto.tech"
)

const (
	credentialAppID = "app_id"
	credentialToken = "management_token"
)

// tokenPrefix is how management tokens begin, and nothing else does.
const tokenPrefix = "okto_mgmt_" //nolint:gosec // A prefix, and no credential.

// Dialect is Okto's entry in the provider's list of platforms.
type Dialect struct {
	clock clockwork.Clock // paces the client's waiting; nil is the real one
}

var _ platform.Dialect = Dialect{}

// Name returns the name of Okto's block in the provider block.
func (Dialect) Name() string { return "okto" }

// Title returns the name that people use.
func (Dialect) Title() string { return "Okto" }

// Standing is by Okto's documentation and published API description.
func (Dialect) Standing() platform.Standing {
	return platform.Standing{
		Is:    "a wallet API, with no bank accounts and no consents",
		Today: "alive, as far as its public documents show",
		Seen:  "November 2026",
	}
}

// Offers lists what Okto offers.
func (Dialect) Offers() []platform.Offer {
	return []platform.Offer{{
		Capability: platform.CapabilityAppSecret, Source: platform.ControlPlane,
		Notes: "Okto documents the reset on its dashboard, and no API for it.",
	}}
}

// Credentials lists the fields of Okto's block.
func (Dialect) Credentials() []platform.Credential {
	return []platform.Credential{
		{
			Name:     credentialAppID,
			Variable: "OKTO_APP_ID",
			Description: "App ID of the app that resources are about unless they name another one. It is not a secret. " +
				"Falls back to the environment variable `OKTO_APP_ID`.",
		},
		{
			Name:     credentialToken,
			Variable: "OKTO_MANAGEMENT_TOKEN",
			Description: "Management token of the organisation, `okto_mgmt_…`, of the environment that `environment` names. It is not the App Secret, which it manages. " +
				"Falls back to the environment variable `OKTO_MANAGEMENT_TOKEN`.",
			Required:  true,
			Sensitive: true,
		},
	}
}

// Open checks the token's shape, the App ID and the environment offline and
// prepares the client.
func (d Dialect) Open(settings platform.Settings) (*platform.Platform, error) {
	token, appID := settings.Credentials[credentialToken], settings.Credentials[credentialAppID]
	if err := checkToken(token); err != nil {
		return nil, err
	}
	if reason := unusable(appID); appID != "" && reason != "" {
		return nil, &platform.ConfigError{
			Attribute: "okto." + credentialAppID,
			Summary:   "Not an Okto App ID",
			Detail:    reason + " Copy the App ID from the dashboard's page of API keys into okto.app_id or the environment variable OKTO_APP_ID.",
		}
	}
	base, err := baseURL(settings)
	if err != nil {
		return nil, err
	}
	api, err := wire.Connect(settings, wire.Access{
		Platform: d.Title(), BaseURL: base, Scheme: "Bearer", Credential: token, Attribute: d.Name() + "." + credentialToken,
		Clock: d.clock, DecodeError: decodeError,
	})
	if err != nil {
		return nil, err
	}
	environment := platform.Environment(settings.Environment)
	return &platform.Platform{
		Name:        d.Name(),
		Title:       d.Title(),
		Environment: environment,
		AppSecrets:  appSecrets{newClient(api, environment, settings.MostListed()), appID},
	}, nil
}

// baseURL returns where the calls go. The environment has to be said: a
// management token does not tell which one it belongs to, and a guess could
// reset the secret of an application in production.
func baseURL(settings platform.Settings) (string, error) {
	var base string
	switch platform.Environment(settings.Environment) {
	case platform.Sandbox:
		base = sandboxURL
	case platform.Production:
		base = productionURL
	default:
		return "", &platform.ConfigError{
			Attribute: "environment",
			Summary:   "Environment is missing",
			Detail: fmt.Sprintf("Got %q. Okto's credentials do not tell which environment they belong to, so the provider block has to: set environment = %q or environment = %q.",
				settings.Environment, platform.Sandbox, platform.Production),
		}
	}
	if settings.Endpoint != "" {
		base = settings.Endpoint
	}
	return base, nil
}

// checkToken refuses what cannot be a management token, above all the App
// Secret, which people have at hand and which cannot manage itself.
func checkToken(token string) error {
	var got string
	switch {
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		got = "The value has a space, a line break or another character that no token has."
	case !strings.HasPrefix(token, tokenPrefix):
		got = "The value does not start with " + tokenPrefix + ". It may be the App Secret: that one authenticates calls to Okto's own API and cannot manage itself."
	case token == tokenPrefix:
		got = "The value is only the prefix " + tokenPrefix + "."
	default:
		return nil
	}
	return &platform.ConfigError{
		Attribute: "okto." + credentialToken,
		Summary:   "Not an Okto management token",
		Detail:    got + " A management token starts with " + tokenPrefix + ". Copy the whole token, without quotes or spaces, into okto.management_token or the environment variable OKTO_MANAGEMENT_TOKEN.",
	}
}

// unusable says why a text cannot be an App ID, "" where it can. Okto documents
// no format. An App ID becomes part of URLs, so a token in its place must be
// stopped before it is sent.
func unusable(appID string) string {
	switch {
	case strings.Contains(appID, tokenPrefix):
		return "The value holds a management token, which is a secret; the App ID is none."
	case strings.ContainsFunc(appID, func(r rune) bool { return r == '/' || unicode.IsSpace(r) || !unicode.IsGraphic(r) }):
		return "The value has a space, a slash, a line break or another character that no App ID has."
	}
	return ""
}
