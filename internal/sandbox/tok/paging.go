// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// The sizes of a page.
const (
	defaultLimit = 50
	maxLimit     = 100
)

// list is the envelope of every list.
type list struct {
	Data       any     `json:"data"`
	NextCursor *string `json:"nextCursor"`
}

// listing is a list that can be paged: its name, which its cursors carry, so that
// none is taken for a position in another list, and what a position looks like.
type listing struct {
	name     string
	position func(string) bool
}

// bySequence is a listing in the order of creation.
func bySequence(name string) listing {
	return listing{name: name, position: func(s string) bool {
		n, err := strconv.ParseInt(s, 10, 64)
		return err == nil && n > 0
	}}
}

// byID is a listing in the order of ids with the prefix.
func byID(name, prefix string) listing {
	return listing{name: name, position: func(s string) bool { return len(s) > len(prefix) && strings.HasPrefix(s, prefix) }}
}

// page reads the request's limit and cursor.
func (c *call) page(l listing) (store.Page, error) {
	query := c.r.URL.Query()
	p := store.Page{Limit: defaultLimit}
	if query.Has("limit") {
		n, err := strconv.Atoi(query.Get("limit"))
		if err != nil || n < 1 || n > maxLimit {
			return p, apihttp.Invalidf("limit", "The limit is %q: expected a whole number from 1 to %d.", apihttp.Clip(query.Get("limit")), maxLimit)
		}
		p.Limit = n
	}
	if query.Has("cursor") {
		after, ok := l.openCursor(query.Get("cursor"))
		if !ok {
			return p, apihttp.Invalidf("cursor", "The cursor is none that this list gave out: expected the nextCursor of an earlier page.")
		}
		p.After = after
	}
	return p, nil
}

// cursorVersion begins every cursor, so that a later release can change the form
// of positions and still refuse old ones.
const cursorVersion = "1"

// cursor writes a position in the list as an opaque text.
func (l listing) cursor(position string) *string {
	if position == "" {
		return nil
	}
	s := base64.RawURLEncoding.EncodeToString([]byte(cursorVersion + " " + l.name + " " + position))
	return &s
}

// openCursor reads what cursor wrote.
func (l listing) openCursor(text string) (position string, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return "", false
	}
	position, ok = strings.CutPrefix(string(raw), cursorVersion+" "+l.name+" ")
	return position, ok && l.position(position)
}

// listed makes the reply of a list.
func listed[T any](l listing, items []T, next string) reply {
	if items == nil {
		items = []T{} // An empty list is [], not null.
	}
	return reply{status: http.StatusOK, body: list{Data: items, NextCursor: l.cursor(next)}}
}

// choice reads a query parameter that must be one of the options if it is given.
func (c *call) choice(name string, options ...string) (string, error) {
	query := c.r.URL.Query()
	if !query.Has(name) {
		return "", nil
	}
	for _, option := range options {
		if query.Get(name) == option {
			return option, nil
		}
	}
	return "", apihttp.Invalidf(name, "The %s is %q: expected one of %s.", name, apihttp.Clip(query.Get(name)), apihttp.Quoted(options))
}

// idempotencyFilter reads the query parameter that looks up what an
// Idempotency-Key made, without the key itself.
func (c *call) idempotencyFilter() ([]byte, error) {
	query := c.r.URL.Query()
	if !query.Has("idempotencyKeySha256") {
		return nil, nil
	}
	return apihttp.KeyDigest("idempotencyKeySha256", query.Get("idempotencyKeySha256"))
}
