// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package support says what of the provider works on which platform, for the README
// and for the pages of the documentation.
package support

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	fwprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// Supported says on which platforms a type of the provider works, and on what it
// stands there.
type Supported struct {
	Kind string            // "resource", "data", "ephemeral", "list" or "action"
	Name string            // such as "openbanking_api_key"
	On   []platform.Source // by platform, in the order of Dialects; "" where it does not work

	offers []platform.Offer // that it stands on, in the same order
}

// types are what a provider has besides resources and data sources.
type types interface {
	fwprovider.ProviderWithEphemeralResources
	fwprovider.ProviderWithListResources
	fwprovider.ProviderWithActions
}

// Support asks every type of the provider which platforms it accepts, as a plan
// would find out. Functions need no platform.
func Support(ctx context.Context) []Supported {
	p := provider.New("")()
	kinds, _ := p.(types)
	return slices.Concat(
		support("resource", p.Resources(ctx), func(r resource.Resource) string {
			var named resource.MetadataResponse
			r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: path.Base(provider.Address)}, &named)
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
			d.Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: path.Base(provider.Address)}, &named)
			return named.TypeName
		}, func(d datasource.DataSource, c *platform.Connection) diag.Diagnostics {
			var resp datasource.ConfigureResponse
			if d, ok := d.(datasource.DataSourceWithConfigure); ok {
				d.Configure(ctx, datasource.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		}),
		support("ephemeral", kinds.EphemeralResources(ctx), func(e ephemeral.EphemeralResource) string {
			var named ephemeral.MetadataResponse
			e.Metadata(ctx, ephemeral.MetadataRequest{ProviderTypeName: path.Base(provider.Address)}, &named)
			return named.TypeName
		}, func(e ephemeral.EphemeralResource, c *platform.Connection) diag.Diagnostics {
			var resp ephemeral.ConfigureResponse
			if e, ok := e.(ephemeral.EphemeralResourceWithConfigure); ok {
				e.Configure(ctx, ephemeral.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		}),
		support("list", kinds.ListResources(ctx), func(l list.ListResource) string {
			var named resource.MetadataResponse
			l.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: path.Base(provider.Address)}, &named)
			return named.TypeName
		}, func(l list.ListResource, c *platform.Connection) diag.Diagnostics {
			var resp resource.ConfigureResponse
			if l, ok := l.(list.ListResourceWithConfigure); ok {
				l.Configure(ctx, resource.ConfigureRequest{ProviderData: c}, &resp)
			}
			return resp.Diagnostics
		}),
		support("action", kinds.Actions(ctx), func(a action.Action) string {
			var named action.MetadataResponse
			a.Metadata(ctx, action.MetadataRequest{ProviderTypeName: path.Base(provider.Address)}, &named)
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
		named := name(makes())
		all[i] = Supported{Kind: kind, Name: named, offers: accepted(func(c *platform.Connection) diag.Diagnostics { return configure(makes(), c) })}
		for _, offer := range all[i].offers {
			source := offer.Source
			if lists(kind, named) {
				source = cmp.Or(offer.Lists, source)
			}
			all[i].On = append(all[i].On, source)
		}
	}
	return all
}

// lists reports whether a type shows the objects that a resource manages: it stands
// on the platform's list of them, and the resource on the operations on one.
func lists(kind, name string) bool {
	managed := []string{"_api_keys", "_app_secrets", "_consents", "_webhooks"}
	return kind == "list" || kind == "data" && slices.ContainsFunc(managed, func(plural string) bool { return strings.HasSuffix(name, plural) })
}

// offering is a dialect that has one of its offers only.
type offering struct {
	platform.Dialect

	offer platform.Offer
}

// Offers returns the one.
func (o offering) Offers() []platform.Offer { return []platform.Offer{o.offer} }

// accepted configures a type for each offer of each platform. The one that it
// accepts is its own; the zero Offer stands for none.
func accepted(configure func(*platform.Connection) diag.Diagnostics) []platform.Offer {
	dialects := provider.Dialects()
	on := make([]platform.Offer, len(dialects))
	for i, d := range dialects {
		for _, offer := range d.Offers() {
			diags := configure(&platform.Connection{
				Platform: &platform.Platform{Name: d.Name(), Title: d.Title()}, Dialects: []platform.Dialect{offering{d, offer}},
			})
			if !diags.HasError() {
				on[i] = offer
			}
		}
	}
	return on
}
