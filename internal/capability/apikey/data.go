// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/schemas"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
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
	d.connection = connection.From(req.ProviderData, platform.CapabilityAPIKey, &resp.Diagnostics)
}

func (d *keysDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The organisation's API keys, newest first: what exists, which are in use, which have expired. Metadata only, never a key.",
		Attributes: map[string]schema.Attribute{
			"status": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only keys with this status, such as `active`, `revoked` or `expired`. All keys where it is not set; the platform forgets dead keys after 30 days.",
				Validators:          []validator.String{validators.Known("status", platform.KeyStatuses())},
			},
			"api_keys": schemas.Objects("The keys, newest first.", map[string]schema.Attribute{
				"id":           schemas.Text("Id of the key."),
				"name":         schemas.Text("What people call the key."),
				"key_hint":     schemas.Text("Prefix and last characters of the key."),
				"fingerprint":  schemas.Text("`sha256:` and the lower-case hex SHA-256 of the key's exact text."),
				"status":       schemas.Text("`active`, `revoked` or `expired`."),
				"created_at":   schemas.Text("When the key was created, RFC 3339 in UTC."),
				"expires_at":   schemas.Text("When the platform stops accepting the key, RFC 3339 in UTC; null where it never does."),
				"last_used_at": schemas.Text("When the key was last used, RFC 3339 in UTC; null where it never was."),
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
			resp.Diagnostics.Append(diagnostics.Error("Could not list the API keys", err))
			return
		}
		config.Keys = append(config.Keys, keyModel{
			ID:          types.StringValue(key.ID),
			Name:        types.StringValue(key.Name),
			KeyHint:     convert.Text(key.KeyHint),
			Fingerprint: convert.Text(key.Fingerprint),
			Status:      types.StringValue(string(key.Status)),
			CreatedAt:   convert.Time(key.CreatedAt),
			ExpiresAt:   convert.Time(key.ExpiresAt),
			LastUsedAt:  convert.Time(key.LastUsedAt),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}
