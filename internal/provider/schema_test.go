// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
)

// TestSchemasAreValid runs the framework's own checks of every schema.
func TestSchemasAreValid(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p := &openbankingProvider{}
	var block provider.SchemaResponse
	p.Schema(ctx, provider.SchemaRequest{}, &block)
	if diags := block.Schema.ValidateImplementation(ctx); diags.HasError() {
		t.Errorf("the provider block: %v", diags)
	}
	for _, makes := range p.Resources(ctx) {
		r := makes()
		var schema resource.SchemaResponse
		r.Schema(ctx, resource.SchemaRequest{}, &schema)
		if diags := schema.Schema.ValidateImplementation(ctx); diags.HasError() {
			t.Errorf("%T: %v", r, diags)
		}
		identified, ok := r.(resource.ResourceWithIdentity)
		if !ok {
			t.Errorf("%T has no identity", r)
			continue
		}
		var identity resource.IdentitySchemaResponse
		identified.IdentitySchema(ctx, resource.IdentitySchemaRequest{}, &identity)
		if diags := identity.IdentitySchema.ValidateImplementation(ctx); diags.HasError() {
			t.Errorf("the identity of %T: %v", r, diags)
		}
		if _, ok := r.(resource.ResourceWithImportState); !ok {
			t.Errorf("%T cannot be imported", r)
		}
	}
	for _, makes := range p.EphemeralResources(ctx) {
		e := makes()
		var schema ephemeral.SchemaResponse
		e.Schema(ctx, ephemeral.SchemaRequest{}, &schema)
		if diags := schema.Schema.ValidateImplementation(ctx); diags.HasError() {
			t.Errorf("%T: %v", e, diags)
		}
	}
	for _, makes := range p.DataSources(ctx) {
		d := makes()
		var schema datasource.SchemaResponse
		d.Schema(ctx, datasource.SchemaRequest{}, &schema)
		if diags := schema.Schema.ValidateImplementation(ctx); diags.HasError() {
			t.Errorf("%T: %v", d, diags)
		}
	}
}

// TestOffers keeps the list of what the provider offers.
func TestOffers(t *testing.T) {
	t.Parallel()
	schemas := inprocess.Serve(t, New("test")()).Schemas()
	if got, want := slices.Sorted(maps.Keys(schemas.ResourceSchemas)), []string{
		"openbanking_api_key", "openbanking_app_secret", "openbanking_consent", "openbanking_webhook",
	}; !slices.Equal(got, want) {
		t.Errorf("the resources are %v, want %v", got, want)
	}
	if got, want := slices.Sorted(maps.Keys(schemas.DataSourceSchemas)), []string{
		"openbanking_account", "openbanking_accounts", "openbanking_api_keys", "openbanking_banks",
		"openbanking_consents", "openbanking_transactions", "openbanking_webhooks",
	}; !slices.Equal(got, want) {
		t.Errorf("the data sources are %v, want %v", got, want)
	}
	if got, want := slices.Sorted(maps.Keys(schemas.EphemeralResourceSchemas)), []string{
		"openbanking_accounts", "openbanking_api_key", "openbanking_transactions",
	}; !slices.Equal(got, want) {
		t.Errorf("the ephemeral resources are %v, want %v", got, want)
	}
}

// attributes lists every attribute of a schema by its dotted name.
func attributes(prefix string, list []*tfprotov6.SchemaAttribute) map[string]*tfprotov6.SchemaAttribute {
	all := map[string]*tfprotov6.SchemaAttribute{}
	for _, a := range list {
		name := prefix + "." + a.Name
		all[name] = a
		if a.NestedType != nil {
			maps.Copy(all, attributes(name, a.NestedType.Attributes))
		}
	}
	return all
}

// everything lists the attributes of the provider, by type and name.
func everything(t *testing.T) map[string]*tfprotov6.SchemaAttribute {
	t.Helper()
	schemas := inprocess.Serve(t, New("test")()).Schemas()
	all := attributes("provider", schemas.Provider.Block.Attributes)
	for name, schema := range schemas.ResourceSchemas {
		maps.Copy(all, attributes(name, schema.Block.Attributes))
	}
	for name, schema := range schemas.DataSourceSchemas {
		maps.Copy(all, attributes("data."+name, schema.Block.Attributes))
	}
	for name, schema := range schemas.EphemeralResourceSchemas {
		maps.Copy(all, attributes("ephemeral."+name, schema.Block.Attributes))
	}
	return all
}

// TestEverythingIsDescribed proves that each type and each attribute says what
// it is, in sentences.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	schemas := inprocess.Serve(t, New("test")())
	blocks := map[string]*tfprotov6.Schema{"provider": schemas.Schemas().Provider}
	maps.Copy(blocks, schemas.Schemas().ResourceSchemas)
	for name, schema := range schemas.Schemas().DataSourceSchemas {
		blocks["data."+name] = schema
	}
	for name, schema := range schemas.Schemas().EphemeralResourceSchemas {
		blocks["ephemeral."+name] = schema
	}
	for name, schema := range blocks {
		if schema.Block.Description == "" || schema.Block.DescriptionKind != tfprotov6.StringKindMarkdown {
			t.Errorf("%s is not described in Markdown", name)
		}
		if len(schema.Block.BlockTypes) != 0 {
			t.Errorf("%s has blocks; nested attributes take their place in protocol 6", name)
		}
	}
	all := everything(t)
	for name, a := range all {
		text := strings.TrimSpace(a.Description)
		if !strings.HasSuffix(text, ".") || len(text) < len("An id.") {
			t.Errorf("%s is described as %q, want sentences", name, text)
		}
	}
	if len(all) < 100 {
		t.Errorf("found only %d attributes, so the walk misses some", len(all))
	}
}

// TestSensitive keeps the list of what is never shown.
func TestSensitive(t *testing.T) {
	t.Parallel()
	var sensitive []string
	for name, a := range everything(t) {
		if a.Sensitive {
			sensitive = append(sensitive, name)
		}
	}
	slices.Sort(sensitive)
	want := []string{
		"ephemeral.openbanking_api_key.key", "openbanking_api_key.key", "openbanking_app_secret.secret",
		"openbanking_webhook.okra.bearer_token_wo", "openbanking_webhook.signing_secret", "openbanking_webhook.signing_secret_wo",
		"provider.okra.secret_key", "provider.okto.management_token", "provider.tok.api_key",
	}
	if !slices.Equal(sensitive, want) {
		t.Errorf("sensitive are %v, want %v", sensitive, want)
	}
}

// TestDataHoldsNoSecret proves that no data source has an attribute that only a
// secret could fill.
func TestDataHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for name := range everything(t) {
		if strings.HasPrefix(name, "data.") && (strings.HasSuffix(name, ".key") || strings.HasSuffix(name, "_secret")) {
			t.Errorf("%s shows a secret", name)
		}
	}
}

// TestIdentities keeps the identity of every resource, which is final.
func TestIdentities(t *testing.T) {
	t.Parallel()
	p := inprocess.Serve(t, New("test")())
	identities := p.Identities()
	for name := range p.Schemas().ResourceSchemas {
		identity, ok := identities[name]
		if !ok {
			t.Errorf("%s has no identity", name)
			continue
		}
		required := map[string]bool{}
		for _, a := range identity.IdentityAttributes {
			required[a.Name] = a.RequiredForImport
			if a.Description == "" {
				t.Errorf("%s of %s's identity is not described", a.Name, name)
			}
		}
		if want := map[string]bool{"id": true, "platform": false, "environment": false}; identity.Version != 0 || !maps.Equal(required, want) {
			t.Errorf("the identity of %s is %v in version %d", name, required, identity.Version)
		}
	}
}
