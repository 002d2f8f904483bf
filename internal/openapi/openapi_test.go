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
			op, _ := item[method].(node)
			f(strings.ToUpper(method)+" "+path, op)
		}
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	if names := openapi.Names(); !slices.Contains(names, "tok") || !slices.Contains(names, "okto") {
		t.Errorf("documents: %v", names)
	}
	for _, name := range []string{"", "nobody", "tok.yaml", "../openapi/tok"} {
		if _, err := openapi.Document(name); err == nil || !strings.Contains(err.Error(), "expected one of: okto, tok") {
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
	return map[string]map[string]string{"tok": tok, "okto": okto}
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

// TestObjectsAreClosed shows that no schema lets an unknown field through, where a server could drift unseen.
func TestObjectsAreClosed(t *testing.T) {
	t.Parallel()
	for _, name := range openapi.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			components, _ := read(t, name)["components"].(node)
			schemas, _ := components["schemas"].(node)
			closed := 0
			for name, schema := range schemas {
				// What ends in Fields is a part of others, which are closed themselves.
				if !strings.HasSuffix(name, "Fields") {
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
