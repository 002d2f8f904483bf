// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package openapi_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
)

// node is a part of a document.
type node = map[string]any

// read parses a document.
func read(t *testing.T, name string) node {
	t.Helper()
	text, err := openapi.Document(name)
	if err != nil {
		t.Fatal(err)
	}
	var doc node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// operations calls f for every operation of a document.
func operations(doc node, f func(name string, op node)) {
	paths, _ := doc["paths"].(node)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item, _ := paths[path].(node)
		for _, method := range slices.Sorted(maps.Keys(item)) {
			op, ok := item[method].(node)
			if !ok {
				continue // A list beside the operations, such as the path's own servers.
			}
			f(strings.ToUpper(method)+" "+path, op)
		}
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	if names := openapi.Names(); !slices.Equal(names, []string{"okra", "okto", "tok"}) {
		t.Errorf("documents: %v", names)
	}
	for _, name := range []string{"", "nobody", "tok.yaml", "../openapi/tok"} {
		if _, err := openapi.Document(name); err == nil || !strings.Contains(err.Error(), "expected one of: okra, okto, tok") {
			t.Errorf("%q: error %v", name, err)
		}
	}
	text, err := openapi.Document("tok")
	if err != nil {
		t.Fatal(err)
	}
	text[0] = 'X'
	if again, _ := openapi.Document("tok"); again[0] == 'X' {
		t.Error("Document shares its data between callers")
	}
}

// TestMarks pins which operations a platform documents and which are this project's: neither may be passed off as the
// other.
func TestMarks(t *testing.T) {
	t.Parallel()
	for platform, want := range marks() {
		got := map[string]string{}
		operations(read(t, platform), func(name string, op node) { got[name], _ = op["x-source"].(string) })
		if !maps.Equal(got, want) {
			t.Errorf("%s: got  %v\nwant %v", platform, got, want)
		}
	}
}

// marks lists every operation by platform.
func marks() map[string]map[string]string {
	const documented, controlPlane = "documented", "control-plane"
	tok := map[string]string{
		"GET /accounts":                            documented,
		"GET /accounts/{accountId}":                documented,
		"GET /accounts/{accountId}/transactions":   documented,
		"POST /consents":                           documented,
		"GET /consents/{consentId}":                documented,
		"DELETE /consents/{consentId}":             documented,
		"GET /callback":                            documented,
		"POST /payments":                           documented,
		"GET /payments/{paymentId}":                controlPlane,
		"GET /banks":                               controlPlane,
		"GET /consents":                            controlPlane,
		"GET /organisation":                        controlPlane,
		"POST /api-keys":                           controlPlane,
		"GET /api-keys":                            controlPlane,
		"GET /api-keys/{keyId}":                    controlPlane,
		"PATCH /api-keys/{keyId}":                  controlPlane,
		"DELETE /api-keys/{keyId}":                 controlPlane,
		"POST /webhooks":                           controlPlane,
		"GET /webhooks":                            controlPlane,
		"GET /webhooks/{webhookId}":                controlPlane,
		"PATCH /webhooks/{webhookId}":              controlPlane,
		"DELETE /webhooks/{webhookId}":             controlPlane,
		"POST /webhooks/{webhookId}/rotate-secret": controlPlane,
		"POST /webhooks/{webhookId}/test":          controlPlane,
		"GET /webhooks/{webhookId}/deliveries":     controlPlane,
	}
	okto := map[string]string{
		"GET /api/v1/supported/networks":                 documented,
		"GET /management/v1/apps":                        controlPlane,
		"GET /management/v1/apps/{app_id}":               controlPlane,
		"GET /management/v1/apps/{app_id}/secret":        controlPlane,
		"POST /management/v1/apps/{app_id}/secret/reset": controlPlane,
	}
	return map[string]map[string]string{"tok": tok, "okto": okto, "okra": okraMarks()}
}

// okraMarks lists Okra's: nearly everything is a POST.
func okraMarks() map[string]string {
	marks := map[string]string{"GET /banks/list": "documented", "GET /banks/getById": "documented"}
	for mark, paths := range map[string][]string{
		"documented": {
			"/products/accounts", "/accounts/getById", "/accounts/getAccountDetails", "/accounts/getByCustomer", "/accounts/getByBank",
			"/accounts/getByDate", "/accounts/getByCustomerDate", "/accounts/getByName", "/accounts/getByBalance",
			"/products/transactions", "/transactions/getById", "/transactions/getByAccount", "/transactions/getByCustomer",
			"/transactions/getByDate", "/transactions/getByBank", "/transactions/getByType", "/transactions/getByNuban",
			"/transactions/getByCustomerDate",
			"/products/balances", "/balance/getById", "/balance/getByCustomer", "/balance/getByAccount",
			"/customers/list", "/customers/create", "/customers/get", "/customers/generate",
		},
		"control-plane": {
			"/keys/create", "/keys/list", "/keys/getById", "/keys/update", "/keys/revoke",
			"/webhooks/set", "/webhooks/get", "/webhooks/remove", "/webhooks/test", "/webhooks/deliveries",
		},
	} {
		for _, path := range paths {
			marks["POST "+path] = mark
		}
	}
	return marks
}

// TestOkraSandboxServers pins which paths the platform's sandbox has and production does not.
func TestOkraSandboxServers(t *testing.T) {
	t.Parallel()
	doc := read(t, "okra")
	paths, _ := doc["paths"].(node)
	var found []string
	for path, item := range paths {
		object, _ := item.(node)
		servers, _ := object["servers"].([]any)
		for _, server := range servers {
			object, _ := server.(node)
			if url, _ := object["url"].(string); !strings.Contains(url, "/sandbox") {
				t.Errorf("%s is at %s", path, url)
			}
		}
		if len(servers) > 0 {
			found = append(found, path)
		}
	}
	slices.Sort(found)
	if want := []string{"/customers/create", "/customers/generate", "/customers/get"}; !slices.Equal(found, want) {
		t.Errorf("paths with servers of their own: %q, want %q", found, want)
	}
}

// TestOperationsAreComplete holds every document to what a reader, and a generator, needs of an operation.
func TestOperationsAreComplete(t *testing.T) {
	t.Parallel()
	for _, name := range openapi.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ids := map[string]string{}
			operations(read(t, name), func(name string, op node) {
				for _, key := range []string{"operationId", "summary", "x-source"} {
					if text, _ := op[key].(string); text == "" {
						t.Errorf("%s has no %s", name, key)
					}
				}
				if tags, _ := op["tags"].([]any); len(tags) != 1 {
					t.Errorf("%s has the tags %v, want one", name, tags)
				}
				id, _ := op["operationId"].(string)
				if other, ok := ids[id]; ok {
					t.Errorf("%s and %s are both called %s", name, other, id)
				}
				ids[id] = name
			})
		})
	}
}

// TestObjectsAreClosed shows that no schema lets an unknown field through, where a server could drift unseen. Filters
// do, on purpose, and say so.
func TestObjectsAreClosed(t *testing.T) {
	t.Parallel()
	for _, name := range openapi.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			components, _ := read(t, name)["components"].(node)
			schemas, _ := components["schemas"].(node)
			closed := 0
			for name, schema := range schemas {
				switch {
				case strings.HasSuffix(name, "Fields"): // A part of others, which are closed themselves.
				case strings.HasSuffix(name, "Filter"): // What of a request the platform documents that it ignores.
					if object, _ := schema.(node); object["additionalProperties"] != true {
						t.Errorf("%s does not say that unknown fields are ignored", name)
					}
				default:
					closed += requireClosed(t, name, schema)
				}
			}
			if closed < 20 {
				t.Errorf("only %d closed objects were found", closed)
			}
		})
	}
}

// requireClosed looks for objects in a schema and returns how many there are.
func requireClosed(t *testing.T, at string, schema any) int {
	t.Helper()
	object, ok := schema.(node)
	if !ok {
		return 0
	}
	closed := 0
	_, hasProperties := object["properties"]
	_, isComposed := object["allOf"]
	if (hasProperties && object["type"] == "object") || (isComposed && object["if"] == nil && !hasProperties) {
		if object["additionalProperties"] != false && object["unevaluatedProperties"] != false {
			t.Errorf("%s lets unknown fields through", at)
		}
		closed++
	}
	properties, _ := object["properties"].(node)
	for name, property := range properties {
		closed += requireClosed(t, at+"."+name, property)
	}
	return closed + requireClosed(t, at+"[]", object["items"])
}
