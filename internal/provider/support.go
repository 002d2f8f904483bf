// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Supported says on which platforms a type of the provider works.
type Supported struct {
	Kind string // "resource", "data" or "ephemeral"
	Name string // such as "openbanking_api_key"
	On   []bool // by platform, in the order of Dialects
}

// Support asks every type of the provider which platforms it accepts, as a plan
// would find out.
func Support(ctx context.Context) []Supported {
	var all []Supported
	p := &openbankingProvider{}
	for _, makes := range p.Resources(ctx) {
		var named resource.MetadataResponse
		makes().Metadata(ctx, resource.MetadataRequest{ProviderTypeName: typeName}, &named)
		all = append(all, Supported{"resource", named.TypeName, accepted(func(c *platform.Connection) diag.Diagnostics {
			var resp resource.ConfigureResponse
			if r, ok := makes().(resource.ResourceWithConfigure); ok {
				r.Configure(ctx, resource.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		})})
	}
	for _, makes := range p.DataSources(ctx) {
		var named datasource.MetadataResponse
		makes().Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: typeName}, &named)
		all = append(all, Supported{"data", named.TypeName, accepted(func(c *platform.Connection) diag.Diagnostics {
			var resp datasource.ConfigureResponse
			if d, ok := makes().(datasource.DataSourceWithConfigure); ok {
				d.Configure(ctx, datasource.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		})})
	}
	for _, makes := range p.EphemeralResources(ctx) {
		var named ephemeral.MetadataResponse
		makes().Metadata(ctx, ephemeral.MetadataRequest{ProviderTypeName: typeName}, &named)
		all = append(all, Supported{"ephemeral", named.TypeName, accepted(func(c *platform.Connection) diag.Diagnostics {
			var resp ephemeral.ConfigureResponse
			if e, ok := makes().(ephemeral.EphemeralResourceWithConfigure); ok {
				e.Configure(ctx, ephemeral.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		})})
	}
	return all
}

// accepted configures a type for each platform in turn.
func accepted(configure func(*platform.Connection) diag.Diagnostics) []bool {
	dialects := Dialects()
	on := make([]bool, len(dialects))
	for i, d := range dialects {
		diags := configure(&platform.Connection{Platform: &platform.Platform{Name: d.Name(), Title: d.Title()}, Dialects: dialects})
		on[i] = !diags.HasError()
	}
	return on
}

// SupportTable is Support as a table in Markdown.
func SupportTable(ctx context.Context) string {
	var table strings.Builder
	row := func(first string, cells []string) {
		table.WriteString("| " + first + " | " + strings.Join(cells, " | ") + " |\n")
	}
	dialects := Dialects()
	titles, rules := make([]string, len(dialects)), make([]string, len(dialects))
	for i, d := range dialects {
		titles[i], rules[i] = d.Title(), "---"
	}
	row("", titles)
	row("---", rules)
	for _, s := range Support(ctx) {
		cells := make([]string, len(s.On))
		for i, on := range s.On {
			cells[i] = "–"
			if on {
				cells[i] = "yes"
			}
		}
		row(s.Kind+" `"+s.Name+"`", cells)
	}
	return table.String()
}
