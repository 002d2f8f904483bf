// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	resourceschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// vault stands in for Vault and its provider, which no machine without a network
// has: the two types that the guide uses, with the arguments that it uses.
type vault struct {
	mu      sync.Mutex
	secrets map[string]string // by mount/name, as JSON
}

func newVault() *vault { return &vault{secrets: map[string]string{}} }

func (v *vault) read(path string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.secrets[path]
}

func (v *vault) write(path, secret string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.secrets[path] = secret
}

// providers are the provider under test and the stand-in.
func (v *vault) providers() map[string]func() (tfprotov6.ProviderServer, error) {
	providers := acctest.Providers()
	providers["vault"] = providerserver.NewProtocol6WithError(vaultProvider{v})
	return providers
}

// inVault declares the stand-in in a configuration.
func inVault(config string) string { return acctest.Requiring(config, "vault") }

// differs compares two secrets without showing them.
func differs(a, b string) error {
	if a != b || a == "" {
		return errors.New("Vault does not hold the key of the state")
	}
	return nil
}

type vaultProvider struct{ *vault }

func (vaultProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "vault"
}

func (vaultProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{}
}

func (vaultProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (vaultProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (p vaultProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return kvResource(p) }}
}

func (p vaultProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{func() ephemeral.EphemeralResource { return kvEphemeral(p) }}
}

// kvResource is vault_kv_secret_v2, which writes.
type kvResource struct{ *vault }

type kvModel struct {
	Mount   types.String `tfsdk:"mount"`
	Name    types.String `tfsdk:"name"`
	Data    types.String `tfsdk:"data_json_wo"`
	Version types.Int64  `tfsdk:"data_json_wo_version"`
}

func (kvResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "vault_kv_secret_v2"
}

func (kvResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceschema.Schema{Attributes: map[string]resourceschema.Attribute{
		"mount":                resourceschema.StringAttribute{Required: true},
		"name":                 resourceschema.StringAttribute{Required: true},
		"data_json_wo":         resourceschema.StringAttribute{Optional: true, WriteOnly: true},
		"data_json_wo_version": resourceschema.Int64Attribute{Optional: true},
	}}
}

func (r kvResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config kvModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	r.write(plan.Mount.ValueString()+"/"+plan.Name.ValueString(), config.Data.ValueString())
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (kvResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (r kvResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config kvModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	r.write(plan.Mount.ValueString()+"/"+plan.Name.ValueString(), config.Data.ValueString())
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (kvResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// kvEphemeral is vault_kv_secret_v2, which reads for a run.
type kvEphemeral struct{ *vault }

func (kvEphemeral) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = "vault_kv_secret_v2"
}

func (kvEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = ephemeralschema.Schema{Attributes: map[string]ephemeralschema.Attribute{
		"mount": ephemeralschema.StringAttribute{Required: true},
		"name":  ephemeralschema.StringAttribute{Required: true},
		"data":  ephemeralschema.MapAttribute{Computed: true, Sensitive: true, ElementType: types.StringType},
	}}
}

func (e kvEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model struct {
		Mount types.String      `tfsdk:"mount"`
		Name  types.String      `tfsdk:"name"`
		Data  map[string]string `tfsdk:"data"`
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	secret := e.read(model.Mount.ValueString() + "/" + model.Name.ValueString())
	if err := json.NewDecoder(strings.NewReader(secret)).Decode(&model.Data); err != nil {
		resp.Diagnostics.AddError("No such secret", err.Error())
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}
