// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// platform is a document under test, with what a request and an answer of its examples need beside them.
type platform struct {
	name      string
	base      string
	validator func() (*contract.Validator, error)
	document  func() (node, error)
	// credentials are what every request carries.
	credentials http.Header
	// params fills a path's parameters in.
	params *strings.Replacer
	// samples are values for the headers that answers have.
	samples map[string]string
	// optional are the parts that an answer may leave out, as "<status> [<path to it>]".
	optional []string
	// exchanges and mutations are how many there are at least.
	exchanges, mutations int
}

// platforms lists every document.
func platforms() []platform {
	return []platform{tokPlatform(), okraPlatform(), oktoPlatform()}
}

func tokPlatform() platform {
	return platform{
		name: "tok", base: base, validator: contract.Tok, document: tokDocument, exchanges: 100, mutations: 500,
		optional:    []string{"400 [error field]"},
		credentials: http.Header{"Authorization": {"ApiKey tok_sandbox_secretsecretsecretsecretsecretse"}},
		params: strings.NewReplacer(
			"{accountId}", "acc_01HXYZ5T9QZ8V3M4N6P7R8S9T1",
			"{consentId}", "cns_01HXYZ5T9QZ8V3M4N6P7R8S9T1",
			"{paymentId}", "pay_01HXYZ5T9QZ8V3M4N6P7R8S9T1",
			"{keyId}", "key_01HXYZ5T9QZ8V3M4N6P7R8S9T1",
			"{webhookId}", "whk_01HXYZ5T9QZ8V3M4N6P7R8S9T1",
			"/callback", "/callback?code=x&state="+strings.Repeat("0a", 32),
		),
		samples: map[string]string{
			"Allow":                 "GET, POST",
			"Date":                  "Wed, 25 Feb 2026 09:00:00 GMT",
			"Idempotent-Replayed":   "true",
			"Location":              "https://app.bilko.io/banking/callback",
			"Retry-After":           "3",
			"WWW-Authenticate":      `ApiKey realm="tok"`,
			"X-RateLimit-Limit":     "300",
			"X-RateLimit-Remaining": "0",
			"X-RateLimit-Reset":     "1772010000",
			"X-Request-Id":          "req_01HXYZ5T9QZ8V3M4N6P7R8S9T1",
		},
	}
}

func okraPlatform() platform {
	return platform{
		name: "okra", base: okraBase, validator: contract.Okra, document: okraDocument, exchanges: 190, mutations: 700,
		credentials: http.Header{"Authorization": {"Bearer " + strings.Repeat("secret", 7)}},
		optional:    []string{"400 [data]", "409 [data]"},
		params:      strings.NewReplacer("/banks/getById", "/banks/getById?id=5d6fe57a4099cc4b210bbeb3"),
		samples: map[string]string{
			"Date":                  "Wed, 25 Feb 2026 09:00:00 GMT",
			"Idempotent-Replayed":   "true",
			"Retry-After":           "1",
			"WWW-Authenticate":      `Bearer realm="okra"`,
			"X-RateLimit-Limit":     "60",
			"X-RateLimit-Remaining": "0",
			"X-RateLimit-Reset":     "1772010000",
			"X-Request-Id":          "req_01HXYZ5T9QZ8V3M4N6P7R8S9T1",
		},
	}
}

func oktoPlatform() platform {
	return platform{
		name: "okto", base: oktoBase, validator: contract.Okto, document: oktoDocument, exchanges: 20, mutations: 150,
		optional:    []string{"200 [data network 0 logo]", "201 [data network 0 logo]"},
		credentials: http.Header{"X-Api-Key": {strings.Repeat("secret", 7)}, "Authorization": {"Bearer okto_mgmt_" + strings.Repeat("token", 6)}},
		params:      strings.NewReplacer("{app_id}", "b41c08ec-c384-84cb-958a-a8884c74a59d"),
		samples: map[string]string{
			"Allow":            "GET",
			"Date":             "Wed, 25 Feb 2026 09:00:00 GMT",
			"Retry-After":      "300",
			"WWW-Authenticate": `Bearer realm="okto"`,
			"X-Request-Id":     "678a3f1e00000000ced7e3483989507c",
		},
	}
}

// loose returns the platform's shared Validator.
func (p platform) loose(tb testing.TB) *contract.Validator {
	tb.Helper()
	v, err := p.validator()
	if err != nil {
		tb.Fatal(err)
	}
	return v
}
