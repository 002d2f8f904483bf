// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package inprocess drives resources and data sources in a test as a CLI does,
// over protocol 6 but without a CLI and a process: fast enough for tables of
// cases. It holds a provider to the rules that a CLI enforces: what is known in
// a plan is so after the apply, and nothing is unknown then.
package inprocess

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Provider is a provider that a test talks to.
type Provider struct {
	t          *testing.T
	ctx        context.Context // of every call, as a CLI's would be
	server     tfprotov6.ProviderServer
	schemas    *tfprotov6.GetProviderSchemaResponse
	identities map[string]*tfprotov6.ResourceIdentitySchema
}

// Serve returns a provider that is not configured yet.
func Serve(t *testing.T, p provider.Provider) *Provider {
	t.Helper()
	return On(t, providerserver.NewProtocol6(p)())
}

// On is Serve for a server.
func On(t *testing.T, server tfprotov6.ProviderServer) *Provider {
	t.Helper()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	must(t, err, schemas.Diagnostics)
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	must(t, err, identities.Diagnostics)
	return &Provider{t: t, ctx: t.Context(), server: server, schemas: schemas, identities: identities.IdentitySchemas}
}

// Connected returns a provider with some resources and data sources, whose
// connection is the given one. Their types begin with "openbanking".
func Connected(t *testing.T, connection *platform.Connection, resources []func() resource.Resource, dataSources []func() datasource.DataSource) *Provider {
	t.Helper()
	p := Serve(t, &bare{connection: connection, resources: resources, dataSources: dataSources})
	p.Configure(Values{}).None(t)
	return p
}

// must ends the test where a call of the protocol itself fails.
func must(t *testing.T, err error, diags Diagnostics) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	diags.None(t)
}

// Within returns the same provider, with calls that end when the context does:
// one that has ended is a run that was interrupted.
func (p *Provider) Within(ctx context.Context) *Provider {
	other := *p
	other.ctx = ctx
	return &other
}

// Schemas returns all schemas of the provider.
func (p *Provider) Schemas() *tfprotov6.GetProviderSchemaResponse { return p.schemas }

// Identities returns the identity schemas of the resources, by type.
func (p *Provider) Identities() map[string]*tfprotov6.ResourceIdentitySchema { return p.identities }

// Configure validates the provider block and configures the provider with it.
func (p *Provider) Configure(block Values) Diagnostics {
	p.t.Helper()
	config := p.dynamic(p.schemas.Provider.ValueType(), block)
	valid, err := p.server.ValidateProviderConfig(p.ctx, &tfprotov6.ValidateProviderConfigRequest{Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	if Diagnostics(valid.Diagnostics).HasError() {
		return valid.Diagnostics
	}
	configured, err := p.server.ConfigureProvider(p.ctx, &tfprotov6.ConfigureProviderRequest{Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	return append(Diagnostics(valid.Diagnostics), configured.Diagnostics...)
}

// Data validates a data source's configuration and reads it.
func (p *Provider) Data(typeName string, config Values) (Values, Diagnostics) {
	p.t.Helper()
	source, ok := p.schemas.DataSourceSchemas[typeName]
	if !ok {
		p.t.Fatalf("there is no data source %q", typeName)
	}
	typ := source.ValueType()
	dynamic := p.dynamic(typ, config)
	valid, err := p.server.ValidateDataResourceConfig(p.ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: typeName, Config: dynamic})
	if err != nil {
		p.t.Fatal(err)
	}
	if Diagnostics(valid.Diagnostics).HasError() {
		return nil, valid.Diagnostics
	}
	read, err := p.server.ReadDataSource(p.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: dynamic})
	if err != nil {
		p.t.Fatal(err)
	}
	diags := append(Diagnostics(valid.Diagnostics), read.Diagnostics...)
	if diags.HasError() {
		return nil, diags
	}
	return p.plain(p.static(typ, read.State)), diags
}

// dynamic encodes values for the protocol.
func (p *Provider) dynamic(typ tftypes.Type, values Values) *tfprotov6.DynamicValue {
	p.t.Helper()
	return p.pack(encode(p.t, typ, values))
}

func (p *Provider) pack(value tftypes.Value) *tfprotov6.DynamicValue {
	p.t.Helper()
	packed, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		p.t.Fatal(err)
	}
	return &packed
}

// static decodes what came over the protocol.
func (p *Provider) static(typ tftypes.Type, value *tfprotov6.DynamicValue) tftypes.Value {
	p.t.Helper()
	if value == nil {
		return tftypes.NewValue(typ, nil)
	}
	unpacked, err := value.Unmarshal(typ)
	if err != nil {
		p.t.Fatal(err)
	}
	return unpacked
}

// plain returns an object's attributes; nil for null.
func (p *Provider) plain(value tftypes.Value) Values {
	p.t.Helper()
	decoded, err := decode(value)
	if err != nil {
		p.t.Fatal(err)
	}
	attributes, _ := decoded.(map[string]any) // Null has none.
	return attributes
}

// Diagnostics are errors and warnings.
type Diagnostics []*tfprotov6.Diagnostic

// HasError reports whether one of them is an error.
func (d Diagnostics) HasError() bool { return len(d.of(tfprotov6.DiagnosticSeverityError)) > 0 }

// Errors returns the errors, each as one text: attribute, summary, detail.
func (d Diagnostics) Errors() []string { return d.of(tfprotov6.DiagnosticSeverityError) }

// Warnings returns the warnings, as Errors does.
func (d Diagnostics) Warnings() []string { return d.of(tfprotov6.DiagnosticSeverityWarning) }

func (d Diagnostics) of(severity tfprotov6.DiagnosticSeverity) []string {
	var texts []string
	for _, one := range d {
		if one.Severity == severity {
			texts = append(texts, fmt.Sprintf("%s%s: %s", attribute(one.Attribute), one.Summary, one.Detail))
		}
	}
	return texts
}

// attribute writes a path as people do, such as "tok.api_key: ".
func attribute(path *tftypes.AttributePath) string {
	if path == nil {
		return ""
	}
	var names []string
	for _, step := range path.Steps() {
		if name, ok := step.(tftypes.AttributeName); ok {
			names = append(names, string(name))
		}
	}
	return strings.Join(names, ".") + ": "
}

// None fails the test where there is any diagnostic.
func (d Diagnostics) None(t *testing.T) {
	t.Helper()
	for _, text := range append(d.Errors(), d.Warnings()...) {
		t.Errorf("unexpected diagnostic: %s", text)
	}
}

// OneError fails the test unless the only diagnostic is an error with all the
// texts in it.
func (d Diagnostics) OneError(t *testing.T, texts ...string) {
	t.Helper()
	one(t, d.Errors(), d.Warnings(), "error", texts)
}

// OneWarning fails the test unless the only diagnostic is a warning with all
// the texts in it.
func (d Diagnostics) OneWarning(t *testing.T, texts ...string) {
	t.Helper()
	one(t, d.Warnings(), d.Errors(), "warning", texts)
}

func one(t *testing.T, wanted, others []string, kind string, texts []string) {
	t.Helper()
	if len(wanted) != 1 || len(others) != 0 {
		t.Errorf("got %q and %q, want one %s", wanted, others, kind)
		return
	}
	for _, text := range texts {
		if !strings.Contains(wanted[0], text) {
			t.Errorf("the %s does not mention %q: %s", kind, text, wanted[0])
		}
	}
}

// bare is a provider without settings.
type bare struct {
	connection  *platform.Connection
	resources   []func() resource.Resource
	dataSources []func() datasource.DataSource
	ephemerals  []func() ephemeral.EphemeralResource
	actions     []func() action.Action
}

func (b *bare) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "openbanking"
}

func (b *bare) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{}
}

func (b *bare) Configure(_ context.Context, _ provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	resp.ResourceData, resp.DataSourceData, resp.EphemeralResourceData, resp.ActionData = b.connection, b.connection, b.connection, b.connection
}

func (b *bare) Resources(context.Context) []func() resource.Resource { return b.resources }

func (b *bare) DataSources(context.Context) []func() datasource.DataSource { return b.dataSources }

func (b *bare) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return b.ephemerals
}

func (b *bare) Actions(context.Context) []func() action.Action { return b.actions }
