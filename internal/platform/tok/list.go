// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// pageSize is the largest page that the contract allows: the limit counts
// requests, not rows.
const pageSize = "100"

// page is the answer of a list endpoint.
type page[W any] struct {
	Data       []W    `json:"data"`
	NextCursor string `json:"nextCursor"`
}

// list yields the objects of a list endpoint, page by page, as they are asked
// for. W is the object on the wire, D the domain's.
func list[W, D any](ctx context.Context, c *client, path string, query url.Values, convert func(W, time.Time) (D, error)) iter.Seq2[D, error] {
	return pages(ctx, c, httpapi.Call{Method: http.MethodGet, Path: path, Query: query}, convert)
}

// find returns the one object that a POST to the list's endpoint has made under
// the idempotency key.
func find[W, D any](ctx context.Context, c *client, path, idempotencyKey string, convert func(W, time.Time) (D, error)) (D, error) {
	return wire.Find(func(key string) iter.Seq2[D, error] {
		return pages(ctx, c, httpapi.Call{
			Method: http.MethodGet, Path: path, Query: url.Values{"idempotencyKey": {key}},
			Secrets: []string{key},
		}, convert)
	}, idempotencyKey)
}

// pages makes a call for each page.
func pages[W, D any](ctx context.Context, c *client, call httpapi.Call, convert func(W, time.Time) (D, error)) iter.Seq2[D, error] {
	return httpapi.Pages(ctx, func(ctx context.Context, cursor string) ([]D, string, error) {
		call, q := call, maps.Clone(call.Query)
		if q == nil {
			q = url.Values{}
		}
		q.Set("limit", pageSize)
		if cursor != "" {
			q.Set("cursor", cursor)
		}
		page := page[W]{Data: wire.Absent[W]()}
		call.Query = q
		response, err := c.do(ctx, call, &page)
		if err != nil {
			return nil, "", err
		}
		if wire.IsAbsent(page.Data) {
			return nil, "", wire.Malformed(call, response.Status, wire.Missing("data"))
		}
		converted, err := wire.ConvertAll(call, response, "data", page.Data, convert)
		if err == nil {
			platform.PageRead(ctx, platform.Page{Rows: len(converted), Waited: response.Waited})
		}
		return converted, page.NextCursor, err
	})
}

// one makes a call that answers with a single object.
func one[W, D any](ctx context.Context, c *client, call httpapi.Call, convert func(W, time.Time) (D, error)) (D, error) {
	var object W
	response, err := c.do(ctx, call, &object)
	if err != nil {
		var none D
		return none, err
	}
	return wire.Convert(call, response, "", object, convert)
}
