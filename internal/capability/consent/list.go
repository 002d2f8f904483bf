// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/capability/bank"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/listresource"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ list.ListResourceWithConfigure = &consentList{}

// NewListResource returns the openbanking_consent list resource.
func NewListResource() list.ListResource { return &consentList{} }

type consentList struct {
	connection *platform.Connection
}

// query is what a user asks for.
type query struct {
	Status        types.String `tfsdk:"status"`
	BankID        types.String `tfsdk:"bank_id"`
	CreatedBefore types.String `tfsdk:"created_before"`
}

func (l *consentList) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_consent"
}

func (l *consentList) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.connection = connection.From(req.ProviderData, platform.CapabilityConsent, &resp.Diagnostics)
}

func (l *consentList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the organisation's consents for `terraform query`: what there is, and its configuration with import blocks. The newest come first; without a `status`, all active ones come before those that wait for a person.\n\n" +
			listresource.Requirement,
		Attributes: map[string]schema.Attribute{
			"status": listresource.Status("consents", "the `active` and the `pending` ones", platform.ConsentStatuses()),
			"bank_id": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{validators.ID()},
				MarkdownDescription: "Only consents for this bank, such as `erste-hr`; `data.openbanking_banks` lists the ids.",
			},
			"created_before": listresource.CreatedBefore("consents"),
		},
	}
}

// List asks the platform for consents of one status or two, and filters the rest
// itself.
func (l *consentList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var q query
	if diags := listresource.Filters(ctx, req, &q); diags.HasError() {
		stream.Results = listresource.Failed(diags)
		return
	}
	stream.Results = listresource.Source[platform.Consent, model]{
		Connection: l.connection,
		Plural:     "consents",
		Objects:    l.with(ctx, q.Status.ValueString()),
		Wanted: func(c platform.Consent) bool {
			return (q.BankID.IsNull() || c.BankID == q.BankID.ValueString()) && listresource.IsBefore(c.CreatedAt, q.CreatedBefore)
		},
		ID:          func(c platform.Consent) string { return c.ID },
		DisplayName: displayName,
		Fill:        func(_ context.Context, m *model, c platform.Consent) diag.Diagnostics { m.set(c); return nil },
		IfNone: func(ctx context.Context) diag.Diagnostics {
			if q.BankID.IsNull() {
				return nil
			}
			return bank.Check(ctx, l.connection.Banks, q.BankID.ValueString(), path.Root("bank_id"))
		},
	}.Results(ctx, req)
}

// with lists the consents that a status filter stands for. Without one it is the
// live ones, which are two lists: first the active ones, which nearly all are, so
// that a query of a few ends there. Dead ones would pile up between them.
func (l *consentList) with(ctx context.Context, status string) iter.Seq2[platform.Consent, error] {
	switch status {
	case listresource.All:
		return l.connection.Consents.List(ctx, "")
	case "":
		return listresource.Concat(l.connection.Consents.List(ctx, platform.ConsentActive), l.connection.Consents.List(ctx, platform.ConsentPending))
	}
	return l.connection.Consents.List(ctx, platform.ConsentStatus(status))
}

// displayName is the bank, the status, and the day that matters to it.
func displayName(c platform.Consent) string {
	name := fmt.Sprintf("%s: %s", c.BankID, c.Status)
	word, day := " since ", c.CreatedAt
	switch {
	case c.Status == platform.ConsentActive:
		word, day = " until ", c.ExpiresAt
	case c.Status.Dead():
		word = ", of "
	}
	if !day.IsZero() {
		name += word + day.UTC().Format(time.DateOnly)
	}
	return name
}
