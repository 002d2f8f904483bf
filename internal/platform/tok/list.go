// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// listed is an object that comes in lists.
type listed interface{ id() string }

// identified is what nearly all of Tok's objects begin with.
type identified struct {
	ID string `json:"id"`
}

// id tells the object from the others.
func (i identified) id() string { return i.ID }

// page is the answer of a list endpoint.
type page[W any] struct {
	Data       []W    `json:"data"` // nil where the answer has none, or null
	NextCursor string `json:"nextCursor"`
}

// ReadJSON reads the page, and its objects one by one.
func (p *page[W]) ReadJSON(from *json.Decoder) error {
	return wire.Fields(from, func(name string) (err error) {
		switch {
		case strings.EqualFold(name, "data"):
			p.Data, err = wire.Items[W](from, "data", wire.MostOnPage)
			return err
		case strings.EqualFold(name, "nextCursor"):
			return from.Decode(&p.NextCursor)
		}
		return wire.Skip(from)
	})
}

// received is a page as it came.
type received[W any] struct {
	page[W]

	call     httpapi.Call
	response *httpapi.Response
}

// list yields the objects of a list endpoint, page by page, as they are asked
// for. W is the object on the wire, D the domain's.
func list[W listed, D any](ctx context.Context, c *client, path string, query url.Values, convert func(W, platform.AsOf) (D, error)) iter.Seq2[D, error] {
	return pages(ctx, c, c.most, httpapi.Call{Method: http.MethodGet, Path: path, Query: query}, convert)
}

// listAll is list for objects that are added up, of which more are read.
func listAll[W listed, D any](ctx context.Context, c *client, path string, query url.Values, convert func(W, platform.AsOf) (D, error)) iter.Seq2[D, error] {
	return pages(ctx, c, c.most*wire.FoldedAtOnce, httpapi.Call{Method: http.MethodGet, Path: path, Query: query}, convert)
}

// find returns the one object that a POST to the list's endpoint has made under
// the idempotency key of this digest.
func find[W listed, D any](ctx context.Context, c *client, path string, madeUnder platform.KeyDigest, convert func(W, platform.AsOf) (D, error)) (D, error) {
	return wire.Find(func(madeUnder platform.KeyDigest) iter.Seq2[D, error] {
		return list(ctx, c, path, url.Values{"idempotencyKeySha256": {string(madeUnder)}}, convert)
	}, madeUnder)
}

// pages makes a call for each page. What was there on an earlier page is not
// yielded again: a row that comes in between two calls may move the others on.
func pages[W listed, D any](ctx context.Context, c *client, most int, call httpapi.Call, convert func(W, platform.AsOf) (D, error)) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		var (
			none  D
			seen  wire.Recent
			bound = wire.Bound{Most: most}
		)
		for found, err := range httpapi.Pages(ctx, func(ctx context.Context, cursor string) (*received[W], string, error) {
			return fetch[W](ctx, c, call, cursor)
		}) {
			var converted []D
			if err == nil {
				err = bound.Page(found.call, len(found.Data), found.response.Size)
			}
			if err == nil {
				converted, err = itemsOf(found, &seen, convert)
			}
			if err != nil {
				yield(none, err)
				return
			}
			platform.ObservePage(ctx, platform.Page{Rows: len(found.Data), Waited: found.response.Waited})
			for _, object := range converted {
				if !yield(object, nil) {
					return
				}
			}
		}
	}
}

// itemsOf converts the page's objects and leaves out those of earlier pages.
func itemsOf[W listed, D any](r *received[W], seen *wire.Recent, convert func(W, platform.AsOf) (D, error)) ([]D, error) {
	converted, err := wire.ConvertAll(r.call, r.response, "data", r.Data, convert)
	if err != nil {
		return nil, err
	}
	items, err := wire.Unseen(seen, "data", r.Data, converted, W.id)
	if err != nil {
		return nil, wire.Malformed(r.call, r.response.Status, err)
	}
	return items, nil
}

// fetch reads one page.
func fetch[W any](ctx context.Context, c *client, call httpapi.Call, cursor string) (*received[W], string, error) {
	q := maps.Clone(call.Query)
	if q == nil {
		q = url.Values{}
	}
	q.Set("limit", strconv.Itoa(wire.PageSize))
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	call.Query, call.List = q, true
	var found page[W]
	response, err := c.do(ctx, call, &found)
	if err != nil {
		return nil, "", wire.PageFailure(err, cursor)
	}
	if found.Data == nil {
		return nil, "", wire.Malformed(call, response.Status, wire.MissingList("data"))
	}
	return &received[W]{found, call, response}, found.NextCursor, nil
}

// one makes a call that answers with a single object.
func one[W, D any](ctx context.Context, c *client, call httpapi.Call, convert func(W, platform.AsOf) (D, error)) (D, error) {
	var object W
	response, err := c.do(ctx, call, &object)
	if err != nil {
		var none D
		return none, err
	}
	return wire.Convert(call, response, "", object, convert)
}
