// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// listed is an object that comes in lists.
type listed[D any] interface {
	object[D]
	// list is the name under which an answer has the objects, and whether
	// Okra's documents show pages for it.
	list() (name string, paged bool)
	// id tells the object from the others.
	id() string
}

func (t tagged) id() string { return t.ID }

// pagination is Okra's documented description of a page, as far as it leads to
// the next one.
type pagination struct {
	Page        int  `json:"page"`
	HasNextPage bool `json:"hasNextPage"`
	NextPage    *int `json:"nextPage"`
}

// page is the `data` of a list: {"pagination":{…},"accounts":[…]}.
type page[W listed[D], D any] struct {
	Pagination *pagination
	Items      []W // nil where the answer has none, or null
}

// ReadJSON reads the page, and its objects one by one, under the name that they have
// there.
func (p *page[W, D]) ReadJSON(from *json.Decoder) error {
	var w W
	list, paged := w.list()
	most := wire.MostAtOnce
	if paged {
		most = wire.MostOnPage
	}
	return wire.Fields(from, func(name string) (err error) {
		switch name {
		case "pagination":
			p.Pagination = nil
			return from.Decode(&p.Pagination)
		case list:
			p.Items, err = wire.Items[W](from, "data."+list, most)
			return err
		}
		return wire.Skip(from)
	})
}

// Validate checks that the list is there, and its pages where they have to be.
func (p page[W, D]) Validate() error {
	var w W
	name, paged := w.list()
	switch {
	case p.Items == nil:
		return wire.MissingList("data." + name)
	case paged && p.Pagination == nil:
		return wire.Missing("data.pagination")
	}
	return nil
}

// next returns the number of the page that follows page number n, 0 for none. A
// page that is not the one asked for, and a next one that is not ahead, would
// repeat rows for ever or leave some out.
func (at *pagination) next(n int) (int, error) {
	switch {
	case at == nil:
		return 0, nil
	case at.Page != 0 && at.Page != n:
		return 0, &wire.FieldError{Field: "data.pagination.page", Reason: "is not the page that was asked for"}
	case !at.HasNextPage:
		return 0, nil
	case at.NextPage == nil:
		return 0, wire.Missing("data.pagination.nextPage")
	case *at.NextPage <= n:
		return 0, &wire.FieldError{Field: "data.pagination.nextPage", Reason: "does not come after the present page"}
	}
	return *at.NextPage, nil
}

// received is a page as it came.
type received[W listed[D], D any] struct {
	found    []W
	call     httpapi.Call
	response *httpapi.Response
}

// list yields the objects of a list endpoint, page by page, as they are asked
// for.
func list[W listed[D], D any](ctx context.Context, s sender, call httpapi.Call, body map[string]any) iter.Seq2[D, error] {
	return pages[W](ctx, s, s.most(), call, body)
}

// listAll is list for objects that are added up, of which more are read.
func listAll[W listed[D], D any](ctx context.Context, s sender, call httpapi.Call, body map[string]any) iter.Seq2[D, error] {
	return pages[W](ctx, s, s.most()*wire.FoldedAtOnce, call, body)
}

// pages makes a call for each page. They are numbered, so a row that comes in
// between two calls moves the others on; what was there on an earlier page is not
// yielded again.
func pages[W listed[D], D any](ctx context.Context, s sender, most int, call httpapi.Call, body map[string]any) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		var (
			none  D
			seen  wire.Recent
			bound = wire.Bound{Most: most}
		)
		for page, err := range httpapi.Pages(ctx, func(ctx context.Context, cursor string) (*received[W, D], string, error) {
			number := 1
			if cursor != "" {
				number, _ = strconv.Atoi(cursor) // It is the number that the call before returned.
			}
			return fetch[W, D](ctx, s, numbered(call, body, number), number)
		}) {
			var items []D
			if err == nil {
				err = bound.Page(page.call, len(page.found), page.response.Size)
			}
			if err == nil {
				items, err = page.items(s, &seen)
			}
			if err != nil {
				yield(none, err)
				return
			}
			platform.ObservePage(ctx, platform.Page{Rows: len(page.found), Waited: page.response.Waited})
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// fetch reads one page.
func fetch[W listed[D], D any](ctx context.Context, s sender, call httpapi.Call, number int) (*received[W, D], string, error) {
	call.List = true
	var got wire.Envelope[page[W, D]]
	response, err := s.send(ctx, call, &got)
	if err != nil {
		return nil, "", wire.PageFailure(err, cursorOf(number-1)) // The first page is asked for without one.
	}
	next, err := got.Data.Pagination.next(number)
	if err != nil {
		return nil, "", wire.Malformed(call, response.Status, err)
	}
	return &received[W, D]{got.Data.Items, call, response}, cursorOf(next), nil
}

// cursorOf is a page's number as a cursor, "" for 0.
func cursorOf(number int) string {
	if number == 0 {
		return ""
	}
	return strconv.Itoa(number)
}

// items converts the page's objects and leaves out those of earlier pages.
func (r *received[W, D]) items(s sender, seen *wire.Recent) ([]D, error) {
	name, _ := (*new(W)).list()
	place := "data." + name
	converted, err := wire.ConvertAll(r.call, r.response, place, r.found, W.domain)
	if err != nil {
		return nil, err
	}
	for _, w := range r.found {
		if err := belongs(s, r.call, w); err != nil {
			return nil, err
		}
	}
	items, err := wire.Unseen(seen, place, r.found, converted, W.id)
	if err != nil {
		return nil, wire.Malformed(r.call, r.response.Status, err)
	}
	return items, nil
}

// numbered asks for a page: in the body of a POST, in the query of a GET.
func numbered(call httpapi.Call, body map[string]any, number int) httpapi.Call {
	if call.Method == http.MethodGet {
		call.Query = url.Values{"page": {strconv.Itoa(number)}, "limit": {strconv.Itoa(wire.PageSize)}}
		return call
	}
	asked := map[string]any{"page": number, "limit": wire.PageSize}
	maps.Copy(asked, body)
	call.Body = asked
	return call
}
