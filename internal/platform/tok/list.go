// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// pageSize is the largest page that the contract allows: the limit counts
// requests, not rows.
const pageSize = "100"

// items is a list that tells "absent", which no list answer may be, from
// `null`, which readers tolerate.
type items[W any] struct {
	present bool
	values  []W
}

// UnmarshalJSON notes that the field was there.
func (l *items[W]) UnmarshalJSON(data []byte) error {
	l.present = true
	return json.Unmarshal(data, &l.values)
}

// list yields the objects of a list endpoint, page by page, as they are asked
// for. W is the object on the wire, D the domain's.
func list[W, D any](ctx context.Context, c *client, path string, query url.Values, convert func(W, time.Time) (D, error)) iter.Seq2[D, error] {
	return httpapi.Pages(ctx, func(ctx context.Context, cursor string) ([]D, string, error) {
		q := maps.Clone(query)
		if q == nil {
			q = url.Values{}
		}
		q.Set("limit", pageSize)
		if cursor != "" {
			q.Set("cursor", cursor)
		}
		var page struct {
			Data       items[W] `json:"data"`
			NextCursor string   `json:"nextCursor"`
		}
		asOf, err := c.do(ctx, httpapi.Call{Method: http.MethodGet, Path: path, Query: q}, &page)
		if err != nil {
			return nil, "", err
		}
		if !page.Data.present {
			return nil, "", malformed(http.MethodGet, path, http.StatusOK, "data", "is missing")
		}
		converted := make([]D, 0, len(page.Data.values))
		for i, wire := range page.Data.values {
			d, err := convert(wire, asOf)
			if err != nil {
				return nil, "", malformed(http.MethodGet, path, http.StatusOK, fmt.Sprintf("data[%d].%s", i, fieldOf(err)), err.Error())
			}
			converted = append(converted, d)
		}
		return converted, page.NextCursor, nil
	})
}

// one makes a call that answers with a single object. Converters get the
// platform's clock beside the object: what is due is decided by it alone.
func one[W, D any](ctx context.Context, c *client, call httpapi.Call, convert func(W, time.Time) (D, error)) (D, error) {
	var wire W
	var none D
	asOf, err := c.do(ctx, call, &wire)
	if err != nil {
		return none, err
	}
	d, err := convert(wire, asOf)
	if err != nil {
		status := http.StatusOK
		if len(call.Expect) > 0 {
			status = call.Expect[0]
		}
		bad := malformed(call.Method, call.Path, status, fieldOf(err), err.Error())
		bad.OutcomeUnknown = call.Write
		return none, bad
	}
	return d, nil
}
