// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package listresource

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/extension"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Source is a list of a platform's objects of type T, of which a query wants
// some. M is the model of their resource.
type Source[T, M any] struct {
	Connection *platform.Connection
	// Extension is what platforms add to the resource. A list knows nothing of it.
	Extension extension.Extension
	// Plural names the objects to people, such as "webhooks".
	Plural string
	// Objects yields them, lazily. It ends at its first error.
	Objects iter.Seq2[T, error]
	// Wanted reports whether the filters let an object through.
	Wanted func(T) bool
	// ID is the object's id in the resource's identity.
	ID func(T) string
	// DisplayName is what a person recognises the object by.
	DisplayName func(T) string
	// Fill stores in the model what a refresh would, of an object of which so far
	// only the id is known.
	Fill func(context.Context, *M, T) diag.Diagnostics
	// IfNone is asked when the list has ended and nothing was wanted of it: a
	// filter that fits nothing at all may be a typing mistake. It may be nil.
	IfNone func(context.Context) diag.Diagnostics
}

// Results yields what the request asks for: at most as many as its limit, each
// with its identity, and with the resource where that is asked for. An error is
// the last result.
func (s Source[T, M]) Results(ctx context.Context, req list.ListRequest) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		left := req.Limit
		if left <= 0 {
			return
		}
		for object, err := range s.Objects {
			switch {
			case err != nil:
				push(failed(diagnostics.Error("Could not list the "+s.Plural, err)))
				return
			case !s.Wanted(object):
				continue
			}
			result := s.result(ctx, req, object)
			left--
			// Not one object more is asked for than is wanted: the next one may
			// be on a page of its own.
			if !push(result) || result.Diagnostics.HasError() || left == 0 {
				return
			}
		}
		if left == req.Limit && s.IfNone != nil {
			if diags := s.IfNone(ctx); len(diags) > 0 {
				push(failed(diags...))
			}
		}
	}
}

// result describes one object.
func (s Source[T, M]) result(ctx context.Context, req list.ListRequest, object T) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = s.DisplayName(object)
	result.Diagnostics.Append(identity.Set(ctx, result.Identity, s.Connection, s.ID(object))...)
	if req.IncludeResource {
		result.Diagnostics.Append(s.include(ctx, result.Resource, object)...)
	}
	return result
}

// include fills in the resource as an import and the refresh after it do: first
// there is the id alone, then what the platform says. Attributes of which the
// platform knows nothing stay null, the secret among them.
func (s Source[T, M]) include(ctx context.Context, resource *tfsdk.Resource, object T) diag.Diagnostics {
	var imported M
	diags := resource.SetAttribute(ctx, path.Root("id"), s.ID(object))
	var own extension.Values
	diags.Append(s.Extension.Get(ctx, resource, &imported, &own)...)
	if diags.HasError() {
		return diags
	}
	diags.Append(s.Fill(ctx, &imported, object)...)
	diags.Append(s.Extension.Set(ctx, resource, imported, own)...)
	return diags
}

// Failed is the stream of a query that went wrong before it began.
func Failed(diags diag.Diagnostics) iter.Seq[list.ListResult] {
	return list.ListResultsStreamDiagnostics(diags)
}

// failed is a result that is nothing but diagnostics.
func failed(diags ...diag.Diagnostic) list.ListResult {
	return list.ListResult{Diagnostics: diags}
}

// Filters reads what the user asks for into a struct. A request without any
// configuration asks for everything.
func Filters(ctx context.Context, req list.ListRequest, target any) diag.Diagnostics {
	if req.Config.Raw.IsNull() {
		return nil
	}
	return req.Config.Get(ctx, target)
}

// Concat yields one list after the other. An error ends them all.
func Concat[T any](lists ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, one := range lists {
			for object, err := range one {
				if !yield(object, err) || err != nil {
					return
				}
			}
		}
	}
}

// Requirement says which CLI has queries.
const Requirement = "~> `terraform query` needs Terraform 1.14 or newer. OpenTofu does not have it; the guide to adopting shows how to import there."
