// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/conn"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/diagnose"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/output"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/validate"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/value"
)

var _ datasource.DataSourceWithConfigure = &keysDataSource{}

// NewDataSource returns the openbanking_api_keys data source.
func NewDataSource() datasource.DataSource { return &keysDataSource{} }

type keysDataSource struct {
	connection *platform.Connection
}

type keysModel struct {
	Status types.String `tfsdk:"status"`
	Keys   []keyModel   `tfsdk:"api_keys"`
}

type keyModel struct {
	ID          types.String `tfsdk:"id"`
	Name        types.String `tfsdk:"name"`
	KeyHint     types.String `tfsdk:"key_hint"`
	Fingerprint types.String `tfsdk:"fingerprint"`
	Status      types.String `tfsdk:"status"`
	CreatedAt   types.String `tfsdk:"created_at"`
	ExpiresAt   types.String `tfsdk:"expires_at"`
	LastUsedAt  types.String `tfsdk:"last_used_at"`
}

func (d *keysDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_api_keys"
}

func (d *keysDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.connection = conn.From(req.ProviderData, platform.CapabilityAPIKey, &resp.Diagnostics)
}

func (d *keysDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The organisation's API keys, newest first: what exists, which are in use, which have expired. Metadata only, never a key.\n\n" +
			"-> **Control-plane:** no platform documents an API for keys; see the `openbanking_api_key` resource.",
		Attributes: map[string]schema.Attribute{
			"status": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only keys with this status, such as `active`, `revoked` or `expired`. All keys where it is not set; the platform forgets dead keys after 30 days.",
				Validators:          []validator.String{validate.Known("status", platform.KeyStatuses())},
			},
			"api_keys": output.Objects("The keys, newest first.", map[string]schema.Attribute{
				"id":           output.Text("Id of the key."),
				"name":         output.Text("What people call the key."),
				"key_hint":     output.Text("Prefix and last characters of the key."),
				"fingerprint":  output.Text("`sha256:` and the lower-case hex SHA-256 of the key's exact text."),
				"status":       output.Text("`active`, `revoked` or `expired`."),
				"created_at":   output.Text("When the key was created, RFC 3339 in UTC."),
				"expires_at":   output.Text("When the platform stops accepting the key, RFC 3339 in UTC; null where it never does."),
				"last_used_at": output.Text("When the key was last used, RFC 3339 in UTC; null where it never was."),
			}),
		},
	}
}

func (d *keysDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config keysModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.Keys = []keyModel{}
	for key, err := range d.connection.APIKeys.List(ctx, platform.KeyStatus(config.Status.ValueString())) {
		if err != nil {
			resp.Diagnostics.Append(diagnose.Error("Could not list the API keys", err))
			return
		}
		config.Keys = append(config.Keys, keyModel{
			ID:          types.StringValue(key.ID),
			Name:        types.StringValue(key.Name),
			KeyHint:     value.Text(key.KeyHint),
			Fingerprint: value.Text(key.Fingerprint),
			Status:      types.StringValue(string(key.Status)),
			CreatedAt:   value.Time(key.CreatedAt),
			ExpiresAt:   value.Time(key.ExpiresAt),
			LastUsedAt:  value.Time(key.LastUsedAt),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}
