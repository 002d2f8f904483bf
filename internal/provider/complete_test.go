// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// parts are what a platform consists of beside its dialect. Each names what is
// missing; "" for nothing.
var parts = []struct {
	name    string
	missing func(t *testing.T, d platform.Dialect) string
}{
	{"OpenAPI document", func(_ *testing.T, d platform.Dialect) string {
		return unless(slices.Contains(openapi.Names(), d.Name()), "internal/openapi/"+d.Name()+".yaml")
	}},
	{"sandbox", func(t *testing.T, d platform.Dialect) string {
		t.Helper()
		encoded, err := json.Marshal(acctest.Start(t, acctest.Tok).Sandbox().Credentials())
		if err != nil {
			t.Fatal(err)
		}
		var credentials struct{ Organisations []map[string]any }
		if err := json.Unmarshal(encoded, &credentials); err != nil {
			t.Fatal(err)
		}
		return unless(credentials.Organisations[0][d.Name()] != nil, "credentials in the sandbox")
	}},
	{"descriptor", func(_ *testing.T, d platform.Dialect) string {
		on := descriptor(d)
		return unless(on != nil && on.Document != nil && on.Seeded != nil && on.All != nil, "an entry in acctest.Platforms")
	}},
	{"credentials of the descriptor", func(_ *testing.T, d platform.Dialect) string {
		if on := descriptor(d); on != nil {
			for attribute, variable := range on.Variables {
				if !slices.ContainsFunc(d.Credentials(), func(c platform.Credential) bool { return c.Name == attribute && c.Variable == variable }) {
					return attribute + " from " + variable + ", as the dialect has it"
				}
			}
		}
		return ""
	}},
	{"kinds of the descriptor", func(_ *testing.T, d platform.Dialect) string {
		managed := []platform.Capability{platform.CapabilityAPIKey, platform.CapabilityAppSecret, platform.CapabilityConsent, platform.CapabilityWebhook}
		var all []string
		for _, offer := range d.Offers() {
			on := descriptor(d)
			switch {
			case on == nil:
			case offer.Capability == platform.CapabilityTransactions:
				all = append(all, unless(on.Data != nil, "bank data"))
			case slices.Contains(managed, offer.Capability):
				all = append(all, unless(on.Kind(string(offer.Capability)) != nil, string(offer.Capability)))
			}
		}
		return strings.TrimSpace(strings.Join(all, " "))
	}},
	{"sandbox that takes the descriptor's credentials", func(t *testing.T, d platform.Dialect) string {
		t.Helper()
		on := descriptor(d)
		if on == nil {
			return ""
		}
		var body any
		if on.Probe.Method != http.MethodGet {
			body = map[string]any{}
		}
		status, _ := acctest.Start(t, on).Call(on.Probe.Method, on.Probe.Path, body)
		return unless(status == http.StatusOK, on.Route(on.Probe))
	}},
	{"key forms", func(_ *testing.T, d platform.Dialect) string {
		reader, ok := d.(platform.KeyReader)
		return unless(ok && len(reader.KeyForms()) > 0, "KeyForms in the dialect")
	}},
	{"notes on what it does not document", func(_ *testing.T, d platform.Dialect) string {
		for _, offer := range d.Offers() {
			if offer.Source == platform.ControlPlane && offer.Notes == "" && offer.Capability != platform.CapabilityWebhookTest {
				return "Notes of " + string(offer.Capability)
			}
		}
		return ""
	}},
	{"standing", func(_ *testing.T, d platform.Dialect) string {
		return unless(d.Standing() != (platform.Standing{}), "Standing in the dialect")
	}},
	{"demo story", func(t *testing.T, d platform.Dialect) string {
		t.Helper()
		files, err := filepath.Glob("../cmd/demo/config/" + d.Name() + "/base/*.tf")
		if err != nil {
			t.Fatal(err)
		}
		return unless(len(files) > 0, "internal/cmd/demo/config/"+d.Name())
	}},
	{"README column", func(t *testing.T, d platform.Dialect) string {
		t.Helper()
		readme, err := os.ReadFile("../../README.md")
		if err != nil {
			t.Fatal(err)
		}
		column := slices.ContainsFunc(strings.Split(string(readme), "\n"), func(line string) bool {
			return strings.HasPrefix(line, "|  | ") && strings.Contains(line, " | "+d.Title()+" |")
		})
		return unless(column, "`make docs`")
	}},
}

// TestPlatformIsComplete names what a platform lacks: it is the list of what is left
// to do for a new one.
func TestPlatformIsComplete(t *testing.T) {
	t.Parallel()
	for _, d := range provider.Dialects() {
		for _, part := range parts {
			if missing := part.missing(t, d); missing != "" {
				t.Errorf("%s has no %s: %s is missing", d.Title(), part.name, missing)
			}
		}
	}
}

// sketch is a platform of which there is a dialect only.
type sketch struct{ platform.Dialect }

func (sketch) Name() string { return "sketch" }

func (sketch) Title() string { return "Sketch" }

func (sketch) Standing() platform.Standing { return platform.Standing{} }

func (sketch) Offers() []platform.Offer {
	return []platform.Offer{{Capability: platform.CapabilityAPIKey, Source: platform.ControlPlane}}
}

// TestPlatformIsComplete_sketch proves that each part is missed.
func TestPlatformIsComplete_sketch(t *testing.T) {
	t.Parallel()
	d := sketch{provider.Dialects()[0]}
	missed := map[string]bool{}
	for _, part := range parts {
		missed[part.name] = part.missing(t, d) != ""
	}
	// These three are of a descriptor, which is missed by itself.
	for _, name := range []string{"credentials of the descriptor", "kinds of the descriptor", "sandbox that takes the descriptor's credentials"} {
		delete(missed, name)
	}
	for _, name := range slices.Sorted(maps.Keys(missed)) {
		if !missed[name] {
			t.Errorf("nobody misses the %s of a platform that is sketched", name)
		}
	}
}

// descriptor returns what the tests know of a platform; nil for nothing.
func descriptor(d platform.Dialect) *acctest.Platform {
	at := slices.IndexFunc(acctest.Platforms(), func(p *acctest.Platform) bool { return p.Name == d.Name() })
	if at < 0 {
		return nil
	}
	return acctest.Platforms()[at]
}

func unless(ok bool, missing string) string {
	if ok {
		return ""
	}
	return missing
}
