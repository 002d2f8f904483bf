// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// resources are the capabilities whose attributes are those of a resource. Of the
// others they are those of a data source.
var resources = map[platform.Capability]bool{
	platform.CapabilityAPIKey: true, platform.CapabilityAppSecret: true, platform.CapabilityConsent: true, platform.CapabilityWebhook: true,
}

// typeOf names the type that a capability is named after, as everything does.
func typeOf(c platform.Capability) string {
	if resources[c] {
		return typeName + "_" + string(c)
	}
	return "data." + typeName + "_" + string(c)
}

// TestOffersNameAttributes proves that what a dialect says of attributes is about
// attributes that there are: of the resource or data source that is named after the
// capability.
func TestOffersNameAttributes(t *testing.T) {
	t.Parallel()
	all := everything(t)
	for _, d := range Dialects() {
		for _, offer := range d.Offers() {
			of := typeOf(offer.Capability) + "."
			for _, name := range append(append([]string{}, offer.Lacks...), offer.Requires...) {
				if _, ok := all[of+name]; !ok {
					t.Errorf("%s speaks of %s%s, which does not exist", d.Title(), of, name)
				}
			}
		}
	}
}

// TestOffersAreThere proves that a platform has the operations of exactly what it
// offers: of anything more nobody could use them, of anything less a call would
// panic.
func TestOffersAreThere(t *testing.T) {
	t.Parallel()
	for _, d := range Dialects() {
		settings := platform.Settings{Environment: string(platform.Sandbox), Credentials: map[string]string{}}
		if d.Name() == "tok" {
			settings.Environment = "" // The sample says it.
		}
		for _, c := range d.Credentials() {
			settings.Credentials[c.Name] = samples[d.Name()+"."+c.Name]
		}
		p, err := d.Open(settings)
		if err != nil {
			t.Fatal(err)
		}
		there := map[platform.Capability]bool{
			platform.CapabilityAPIKey: p.APIKeys != nil, platform.CapabilityAppSecret: p.AppSecrets != nil,
			platform.CapabilityConsent: p.Consents != nil, platform.CapabilityWebhook: p.Webhooks != nil,
			platform.CapabilityWebhookTest: p.Deliveries != nil, platform.CapabilityBanks: p.Banks != nil,
			platform.CapabilityAccount: p.Accounts != nil, platform.CapabilityAccounts: p.Accounts != nil, platform.CapabilityTransactions: p.Accounts != nil,
		}
		for _, offer := range d.Offers() {
			if !there[offer.Capability] {
				t.Errorf("%s offers %s, and has no operations for it", d.Title(), offer.Capability)
			}
			delete(there, offer.Capability)
		}
		for capability, has := range there {
			if has {
				t.Errorf("%s has operations for %s, which it does not offer", d.Title(), capability)
			}
		}
	}
}

// TestOnlyDialectsNamePlatforms proves that what capabilities share knows platforms by
// what they offer alone, in code and in what it says to users.
func TestOnlyDialectsNamePlatforms(t *testing.T) {
	t.Parallel()
	var names []string
	for _, d := range Dialects() {
		names = append(names, d.Name())
	}
	named := regexp.MustCompile(`(?i)\b(` + strings.Join(names, "|") + `)\b`)
	for _, folder := range []string{"capability", "encryption", "framework", "function", "iban", "protocol", "rotation"} {
		files := os.DirFS("../" + folder)
		err := fs.WalkDir(files, ".", func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := fs.ReadFile(files, path)
			for i, line := range strings.Split(string(text), "\n") {
				if named.MatchString(line) {
					t.Errorf("%s/%s:%d names a platform: %s", folder, path, i+1, strings.TrimSpace(line))
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestOffersSayTheirSource proves that no offer is without a source, and that a
// platform with an API document has each source that it names there: what is ours is
// never passed off as the platform's.
func TestOffersSayTheirSource(t *testing.T) {
	t.Parallel()
	for _, d := range Dialects() {
		document, err := openapi.Document(d.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, offer := range d.Offers() {
			for _, source := range []platform.Source{offer.Source, cmp.Or(offer.Lists, offer.Source)} {
				if source != platform.Documented && source != platform.ControlPlane {
					t.Errorf("%s: %s stands on %q", d.Title(), offer.Capability, source)
				}
				if !strings.Contains(string(document), "x-source: "+string(source)+"\n") {
					t.Errorf("%s: %s stands on %q, which no operation of its OpenAPI document is", d.Title(), offer.Capability, source)
				}
			}
		}
	}
}

// TestStandingIsTold proves that the README and the provider's page say of each
// platform whether it can be used today.
func TestStandingIsTold(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var resp provider.SchemaResponse
	New("test")().Schema(t.Context(), provider.SchemaRequest{}, &resp)
	for _, d := range Dialects() {
		s := d.Standing()
		for _, said := range []string{s.Is, s.Today, s.Seen} {
			if said == "" || !strings.Contains(string(readme), said) {
				t.Errorf("the README does not say %q of %s", said, d.Title())
			}
			if block := resp.Schema.Attributes[d.Name()].GetMarkdownDescription(); !strings.Contains(block, said) {
				t.Errorf("the page does not say %q of %s: %s", said, d.Title(), block)
			}
		}
	}
}
