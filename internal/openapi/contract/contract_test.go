// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// TestNewRefusesDocuments covers documents that are broken, or that use what the package would not check.
func TestNewRefusesDocuments(t *testing.T) {
	t.Parallel()
	text, err := openapi.Document("tok")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		old, with string
		want      string
	}{
		"no YAML":            {string(text), "\t{", "parse"},
		"no OpenAPI":         {string(text), "a: b", "parse"},
		"a broken reference": {"'#/components/schemas/BankList'", "'#/components/schemas/Nothing'", "read the OpenAPI document"},
		"no such keyword":    {"operationId: listBanks", "operation: listBanks", "not valid"},
		"a bad pattern":      {"'^acc_[0-7]", "'^acc_(?=x)[0-7]", "compile the schema of accountId"},
		"a cookie":           {"name: limit\n      in: query", "name: limit\n      in: cookie", "which no platform uses"},
		"a list parameter":   {"schema: { type: integer, minimum: 1, maximum: 100", "schema: { type: array, minimum: 1, maximum: 100", "cannot check"},
		"no fallback":        {"    RouteNotFound:\n      description: What", "    Elsewhere:\n      description: What", "components/responses/RouteNotFound"},
		"a bad server":       {"  /banks:\n", "  /banks:\n    servers: [{ url: 'http://[::1' }]\n", "a server of /banks"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := strings.ReplaceAll(string(text), tt.old, tt.with)
			if changed == string(text) {
				t.Fatalf("the document does not hold %q", tt.old)
			}
			if _, err := contract.New([]byte(changed), base); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

// BenchmarkNew measures what a test binary pays once.
func BenchmarkNew(b *testing.B) {
	text, err := openapi.Document("tok")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := contract.New(text, base); err != nil {
			b.Fatal(err)
		}
	}
}
