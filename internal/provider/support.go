// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Supported says on which platforms a type of the provider works.
type Supported struct {
	Kind string // "resource", "data", "ephemeral", "list" or "action"
	Name string // such as "openbanking_api_key"
	On   []bool // by platform, in the order of Dialects
}

// Support asks every type of the provider which platforms it accepts, as a plan
// would find out. Functions need no platform.
func Support(ctx context.Context) []Supported {
	p := &openbankingProvider{}
	return slices.Concat(
		support("resource", p.Resources(ctx), func(r resource.Resource) string {
			var named resource.MetadataResponse
			r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: typeName}, &named)
			return named.TypeName
		}, func(r resource.Resource, c *platform.Connection) diag.Diagnostics {
			var resp resource.ConfigureResponse
			if r, ok := r.(resource.ResourceWithConfigure); ok {
				r.Configure(ctx, resource.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		}),
		support("data", p.DataSources(ctx), func(d datasource.DataSource) string {
			var named datasource.MetadataResponse
			d.Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: typeName}, &named)
			return named.TypeName
		}, func(d datasource.DataSource, c *platform.Connection) diag.Diagnostics {
			var resp datasource.ConfigureResponse
			if d, ok := d.(datasource.DataSourceWithConfigure); ok {
				d.Configure(ctx, datasource.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		}),
		support("ephemeral", p.EphemeralResources(ctx), func(e ephemeral.EphemeralResource) string {
			var named ephemeral.MetadataResponse
			e.Metadata(ctx, ephemeral.MetadataRequest{ProviderTypeName: typeName}, &named)
			return named.TypeName
		}, func(e ephemeral.EphemeralResource, c *platform.Connection) diag.Diagnostics {
			var resp ephemeral.ConfigureResponse
			if e, ok := e.(ephemeral.EphemeralResourceWithConfigure); ok {
				e.Configure(ctx, ephemeral.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		}),
		support("list", p.ListResources(ctx), func(l list.ListResource) string {
			var named resource.MetadataResponse
			l.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: typeName}, &named)
			return named.TypeName
		}, func(l list.ListResource, c *platform.Connection) diag.Diagnostics {
			var resp resource.ConfigureResponse
			if l, ok := l.(list.ListResourceWithConfigure); ok {
				l.Configure(ctx, resource.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		}),
		support("action", p.Actions(ctx), func(a action.Action) string {
			var named action.MetadataResponse
			a.Metadata(ctx, action.MetadataRequest{ProviderTypeName: typeName}, &named)
			return named.TypeName
		}, func(a action.Action, c *platform.Connection) diag.Diagnostics {
			var resp action.ConfigureResponse
			if a, ok := a.(action.ActionWithConfigure); ok {
				a.Configure(ctx, action.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		}),
	)
}

// support asks the types of one kind.
func support[T any](kind string, types []func() T, name func(T) string, configure func(T, *platform.Connection) diag.Diagnostics) []Supported {
	all := make([]Supported, len(types))
	for i, makes := range types {
		all[i] = Supported{kind, name(makes()), accepted(func(c *platform.Connection) diag.Diagnostics { return configure(makes(), c) })}
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
