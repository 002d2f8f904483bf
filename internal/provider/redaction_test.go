// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// opaque has no form by which it could be told: only the name of the place where
// it stands says that it is secret.
const opaque = "kW9zQ2xV7bN4mR8t"

// Everything that the platforms' documents mark as secret is removed, wherever it
// may stand: in a body, in a URL, in a header, in the text of an error.
func TestRedactionKnowsTheDocuments(t *testing.T) {
	t.Parallel()
	for _, platform := range openapi.Names() {
		places, err := contract.Secrets(platform)
		if err != nil || len(places) == 0 {
			t.Fatalf("%s: %d secrets, %v", platform, len(places), err)
		}
		for _, place := range places {
			shown := map[string]string{}
			switch place.In {
			case "header":
				shown = redact.Header(http.Header{place.Name: {"Scheme " + opaque}})
			case "query":
				query := url.Values{place.Name: {opaque}, "limit": {"1"}}.Encode()
				shown["query"] = redact.Query(query)
				shown["URL"] = redact.URL(&url.URL{Scheme: "https", Host: "api.example", RawQuery: query})
				shown["error"] = redact.Mask("GET https://api.example/?" + query + " failed")
			case "body":
				body, err := json.Marshal(map[string]any{"data": []any{map[string]any{place.Name: opaque, "id": "x"}}})
				if err != nil {
					t.Fatal(err)
				}
				shown["body"] = string(redact.JSON(body))
				shown["error"] = redact.Mask("got " + string(body))
				shown["quoted"] = redact.Mask(fmt.Sprintf("got %q", body))
				shown["cut short"] = redact.Mask(strings.SplitAfter(string(body), opaque)[0])
			}
			if len(shown) == 0 {
				t.Errorf("%s: a secret is in a %s, which this test does not know", platform, place.In)
			}
			for where, text := range shown {
				if strings.Contains(text, opaque) || !strings.Contains(text, redact.Redacted) {
					t.Errorf("%s, %s %s: the %s is shown as %s", platform, place.In, place.Name, where, text)
				}
			}
		}
	}
}

// TestPlatformsPublishTheirForms proves that the redaction knows a secret of each
// platform by its form, as the sandbox makes it, and all by the names of their fields.
func TestPlatformsPublishTheirForms(t *testing.T) {
	t.Parallel()
	credentials := credentialsOf(t)
	for _, d := range Dialects() {
		for _, c := range d.Credentials() {
			text := fmt.Sprintf(`{%q:%q}`, c.Name, opaque)
			if c.Sensitive && strings.Contains(redact.Mask(text), opaque) {
				t.Errorf("%s: the %s is shown", d.Name(), c.Name)
			}
		}
		var patterns []*regexp.Regexp
		if reader, ok := d.(platform.KeyReader); ok {
			for _, form := range reader.KeyForms() {
				if form.Pattern != nil {
					patterns = append(patterns, form.Pattern)
				}
			}
		}
		if len(patterns) == 0 {
			t.Errorf("%s: no KeyForm has a Pattern, so that logs and errors show its secrets", d.Name())
		}
		for _, pattern := range patterns {
			secret := pattern.FindString(credentials)
			if got := redact.Mask("is " + secret + ", it says"); secret == "" || got != "is "+redact.Redacted+", it says" {
				t.Errorf("%s: a credential of the form %s is shown as %q", d.Name(), pattern, got)
			}
		}
	}
}

// credentialsOf returns the sandbox's credentials as JSON.
func credentialsOf(t *testing.T) string {
	t.Helper()
	s, err := sandbox.New(t.Context(), sandbox.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(s.Credentials())
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// suspicious are names that sound like a secret's.
var suspicious = regexp.MustCompile(`(?i)secret|token|password|credential|signature|key|^code$|^state$`)

// harmless are properties and parameters with such names that are no secrets. A
// new one is either marked in the document or, after some thought, added here.
var harmless = []string{
	"apiKeyId", "keyHint", "key_hint", "secretFingerprint", "secretVersion", "secretCreatedAt", "keyId", "has_token", "keys",
	"clientToken", "client_token", "public_key", "webhook-signature", "code", "credentials",
	"idempotencyKeySha256", "idempotency_key_sha256",
}

// Whoever adds a field to a document that sounds like a secret has to say whether
// it is one.
func TestDocumentsMarkTheirSecrets(t *testing.T) {
	t.Parallel()
	for _, platform := range openapi.Names() {
		text, err := openapi.Document(platform)
		if err != nil {
			t.Fatal(err)
		}
		var document map[string]any
		if err := yaml.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		places, err := contract.Secrets(platform)
		if err != nil {
			t.Fatal(err)
		}
		delete(document["components"].(map[string]any), "securitySchemes") //nolint:forcetypeassert // Each document has components.
		for _, name := range named(document) {
			marked := slices.ContainsFunc(places, func(p contract.Secret) bool { return p.Name == name })
			if suspicious.MatchString(name) && !marked && !slices.Contains(harmless, name) {
				t.Errorf("%s: %s sounds like a secret; mark it with x-secret, or say here that it is none", platform, name)
			}
		}
	}
}

// named lists the names of all properties and parameters.
func named(part any) []string {
	var names []string
	switch part := part.(type) {
	case map[string]any:
		if properties, ok := part["properties"].(map[string]any); ok {
			for name := range properties {
				names = append(names, name)
			}
		}
		if name, ok := part["name"].(string); ok && part["in"] != nil {
			names = append(names, name)
		}
		for key, member := range part {
			if key != "examples" {
				names = append(names, named(member)...)
			}
		}
	case []any:
		for _, item := range part {
			names = append(names, named(item)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
