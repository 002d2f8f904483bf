// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"context"
	"fmt"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/listresource"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ list.ListResourceWithConfigure = &secretList{}

// NewListResource returns the openbanking_app_secret list resource.
func NewListResource() list.ListResource { return &secretList{} }

type secretList struct {
	connection *platform.Connection
}

// query is what a user asks for.
type query struct {
	NamePrefix    types.String `tfsdk:"name_prefix"`
	CreatedBefore types.String `tfsdk:"created_before"`
}

// listed is an app with its secret.
type listed struct {
	app    platform.App
	secret platform.AppSecret
}

func (l *secretList) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_app_secret"
}

func (l *secretList) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.connection = connection.From(req.ProviderData, platform.CapabilityAppSecret, &resp.Diagnostics)
}

func (l *secretList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the present secret of each of the organisation's apps, for `terraform query`: what there is, and its configuration with import blocks. " +
			"It never shows a secret. An app has one at a time, so there are no dead ones to list; nothing is reset by a query, nor by the import.\n\n" +
			"Besides the list of apps, each result costs a request.\n\n" +
			listresource.Requirement,
		Attributes: map[string]schema.Attribute{
			"name_prefix":    listresource.Prefix("secrets of apps", "name"),
			"created_before": listresource.CreatedBefore("secrets"),
		},
	}
}

// List asks for the apps and, one by one, for the secrets of those that are
// wanted.
func (l *secretList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var q query
	if diags := listresource.Filters(ctx, req, &q); diags.HasError() {
		stream.Results = listresource.Failed(diags)
		return
	}
	stream.Results = listresource.Source[listed, model]{
		Connection:  l.connection,
		Plural:      "app secrets",
		Objects:     l.of(ctx, q.NamePrefix),
		Wanted:      func(one listed) bool { return listresource.IsBefore(one.secret.CreatedAt, q.CreatedBefore) },
		ID:          func(one listed) string { return idOf(one.secret) },
		DisplayName: displayName,
		Fill: func(_ context.Context, m *model, one listed) diag.Diagnostics {
			m.AppID = types.StringValue(one.secret.AppID)
			m.set(one.secret)
			return nil
		},
	}.Results(ctx, req)
}

// of yields the secrets of the apps whose names begin with the prefix. An app that
// has gone since the list was made is left out.
func (l *secretList) of(ctx context.Context, prefix types.String) iter.Seq2[listed, error] {
	return func(yield func(listed, error) bool) {
		apps, err := l.connection.AppSecrets.Apps(ctx)
		if err != nil {
			yield(listed{}, err)
			return
		}
		for _, app := range apps {
			if !listresource.HasPrefix(app.Name, prefix) {
				continue
			}
			secret, err := l.connection.AppSecrets.Get(ctx, app.ID)
			if platform.IsNotFound(err) {
				continue
			}
			if !yield(listed{app, secret}, err) || err != nil {
				return
			}
		}
	}
}

// displayName is the app and which of its secrets it is.
func displayName(one listed) string {
	app := one.secret.AppID
	if one.app.Name != "" {
		app = fmt.Sprintf("%s (%s)", one.app.Name, app)
	}
	return fmt.Sprintf("%s, version %d", app, one.secret.Version)
}
