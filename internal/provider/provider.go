// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package provider is the provider block, and the one list of everything that
// the provider offers.
package provider

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/capability/account"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/capability/apikey"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/capability/appsecret"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/capability/bank"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/capability/consent"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/capability/webhook"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	functions "github.com/openbanking-iac/terraform-provider-openbanking/internal/function"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/bulk"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/okra"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/okto"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/tok"
)

// Address is the provider's address in the registry.
const Address = "registry.terraform.io/openbanking-iac/openbanking"

// typeName is the prefix of every resource and data source.
const typeName = "openbanking"

// Dialects lists the platforms. A new platform is one package and one line.
func Dialects() []platform.Dialect {
	return []platform.Dialect{
		tok.Dialect{},
		okra.Dialect{},
		okto.Dialect{},
	}
}

func (p *openbankingProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		apikey.NewResource,
		appsecret.NewResource,
		consent.NewResource,
		webhook.NewResource(Dialects()),
	}
}

func (p *openbankingProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		account.NewAccount,
		account.NewAccounts,
		account.NewTransactions,
		apikey.NewDataSource,
		bank.NewDataSource,
		consent.NewDataSource,
		webhook.NewDataSource,
	}
}

// EphemeralResources lists what lives for a run only.
func (p *openbankingProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		account.NewAccountsEphemeral,
		account.NewTransactionsEphemeral,
		apikey.NewEphemeral,
	}
}

// ListResources lists what `terraform query` can find.
func (p *openbankingProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		apikey.NewListResource,
		appsecret.NewListResource,
		consent.NewListResource,
		webhook.NewListResource(Dialects()),
	}
}

// Actions lists what can be done to an object without changing what is declared.
func (p *openbankingProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		apikey.NewRevokeAction,
		webhook.NewTestAction,
	}
}

// Functions lists what can be computed without a platform.
func (p *openbankingProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		functions.NewIBAN,
		functions.NewKeyInfo(Dialects()),
		functions.NewWebhookSignatureValid,
	}
}

// New returns what makes providers. The version goes into the User-Agent.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &openbankingProvider{version: version} }
}

type openbankingProvider struct {
	version string
}

var (
	_ provider.Provider                   = &openbankingProvider{}
	_ provider.ProviderWithValidateConfig = &openbankingProvider{}

	_ provider.ProviderWithEphemeralResources = &openbankingProvider{}
	_ provider.ProviderWithListResources      = &openbankingProvider{}
	_ provider.ProviderWithActions            = &openbankingProvider{}
	_ provider.ProviderWithFunctions          = &openbankingProvider{}
)

func (p *openbankingProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = typeName
	resp.Version = p.version
}

// Configure resolves the provider block and opens the connection. It makes no
// call: a configuration that only validates needs no platform.
func (p *openbankingProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	dialects := Dialects()
	dialect, settings := resolve(ctx, dialects, req.Config, &resp.Diagnostics)
	inBulk := readsInBulk(ctx, req.Config, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	settings.UserAgent = "terraform-provider-openbanking/" + p.version
	opened, err := dialect.Open(settings)
	var wrong *platform.ConfigError
	switch {
	case errors.As(err, &wrong) && wrong.Attribute == "environment":
		resp.Diagnostics.AddAttributeError(pathOf(wrong.Attribute), wrong.Summary, wrong.Detail)
		return
	case errors.As(err, &wrong) && wrong.Attribute != "":
		resp.Diagnostics.Append(diagnostics.Unquoted(pathOf(wrong.Attribute), wrong.Summary, wrong.Detail))
		return
	case errors.As(err, &wrong):
		resp.Diagnostics.AddError(wrong.Summary, wrong.Detail)
		return
	case err != nil:
		resp.Diagnostics.AddError("Could not open the connection to "+dialect.Title(), err.Error())
		return
	}
	if opened.Banks != nil {
		opened.Banks = bank.Remember(opened.Banks)
	}
	if inBulk {
		bulk.Share(ctx, opened)
	}
	connection := &platform.Connection{Platform: opened, Dialects: dialects}
	resp.ResourceData = connection
	resp.DataSourceData = connection
	resp.EphemeralResourceData = connection
	resp.ListResourceData = connection
	resp.ActionData = connection
}

// pathOf turns "tok.api_key" into the path of the attribute.
func pathOf(dotted string) path.Path {
	names := strings.Split(dotted, ".")
	at := path.Root(names[0])
	for _, name := range names[1:] {
		at = at.AtName(name)
	}
	return at
}
