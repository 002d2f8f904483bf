// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// fields are the parameters of a request: a POST's JSON object, or the query of a
// GET, whose values are texts.
type fields struct{ apihttp.Fields }

// parameters reads the request's parameters. Unknown ones are nobody's concern:
// the platform's own client sends some.
func (c *call) parameters() (fields, error) {
	if c.r.Method == http.MethodGet {
		f := apihttp.Fields{}
		for name, values := range c.r.URL.Query() {
			text, err := json.Marshal(values[0])
			if err != nil {
				return fields{}, err // A text can always be written.
			}
			f[name] = text
		}
		return fields{f}, nil
	}
	// A POST without a body is one without parameters.
	if len(c.body) == 0 {
		return fields{apihttp.Fields{}}, nil
	}
	if err := apihttp.JSONType(c.r); err != nil {
		return fields{}, err
	}
	f, err := apihttp.ParseFields(c.body)
	return fields{f}, err
}

// object is parameters for an endpoint of the control plane, which takes none but
// the allowed ones.
func (c *call) object(allowed ...string) (fields, error) {
	f, err := c.parameters()
	if err == nil {
		err = f.Only(allowed...)
	}
	return f, err
}

// number reads a whole number from least to most that is written as a number or
// as a text, and tells whether it is there. The platform's pages have texts, its
// client sends numbers.
func (f fields) number(name string, least, most int64) (int64, bool, error) {
	if !f.Has(name) {
		return 0, false, nil
	}
	text := string(f.Fields[name])
	var quoted string
	if json.Unmarshal(f.Fields[name], &quoted) == nil && !f.Null(name) {
		text = quoted
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strings.Trim(text, "0123456789") != "" || n < least || n > most {
		return 0, false, apihttp.Invalidf(name, "The %s is %s: expected a whole number from %d to %d.", name, apihttp.Clip(text), least, most)
	}
	return n, true, nil
}

// id reads a text that names an object, which must be there.
func (f fields) id(name string) (string, error) { return f.RequiredText(name, maxID) }

// maxID is how long a text may be that names an object, in characters. Anything
// longer than an identifier is one that does not exist.
const maxID = 200

// dates reads the calendar days `from` and `to`, YYYY-MM-DD, of which both or
// none must be there; without them both are empty. Required means both.
func (f fields) dates(required bool) (from, to string, err error) {
	if from, err = f.date("from"); err != nil {
		return "", "", err
	}
	if to, err = f.date("to"); err != nil {
		return "", "", err
	}
	switch {
	case from == "" && to == "" && !required:
		return "", "", nil
	case from == "":
		return "", "", apihttp.Missing("from")
	case to == "":
		return "", "", apihttp.Missing("to")
	case from > to:
		return "", "", apihttp.Invalidf("from", "The from %s is after the to %s.", from, to)
	}
	return from, to, nil
}

// date reads a calendar day, or "".
func (f fields) date(name string) (day string, err error) {
	given, err := f.Decode(name, &day, "a date as YYYY-MM-DD")
	if err != nil || !given {
		return "", err
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return "", apihttp.Invalidf(name, "The %s is %q: expected a date as YYYY-MM-DD.", name, apihttp.Clip(day))
	}
	return day, nil
}

// The sizes of a page. The platform documents the default alone.
const (
	defaultLimit = 10
	maxLimit     = 100
	maxPage      = 1_000_000_000
)

// page is a page of a list.
type page struct{ number, limit int64 }

// page reads the parameters `page`, from 1, and `limit`.
func (f fields) page() (page, error) {
	p := page{number: 1, limit: defaultLimit}
	if n, ok, err := f.number("page", 1, maxPage); err != nil {
		return p, err
	} else if ok {
		p.number = n
	}
	if n, ok, err := f.number("limit", 1, maxLimit); err != nil {
		return p, err
	} else if ok {
		p.limit = n
	}
	return p, nil
}

// window returns the rows that the page holds.
func (p page) window() store.Window {
	return store.Window{Offset: (p.number - 1) * p.limit, Limit: p.limit}
}

// pagination is the platform's description of a page, which has the shape that
// the library mongoose-paginate gives it.
type pagination struct {
	TotalDocs     int64  `json:"totalDocs"`
	Limit         int64  `json:"limit"`
	HasPrevPage   bool   `json:"hasPrevPage"`
	HasNextPage   bool   `json:"hasNextPage"`
	Page          int64  `json:"page"`
	TotalPages    int64  `json:"totalPages"`    // At least 1.
	PagingCounter int64  `json:"pagingCounter"` // The place of the page's first item, from 1.
	PrevPage      *int64 `json:"prevPage"`
	NextPage      *int64 `json:"nextPage"`
}

// of describes the page of a list of that many items.
func (p page) of(total int64) pagination {
	shown := pagination{
		TotalDocs: total, Limit: p.limit, Page: p.number,
		TotalPages: max(1, (total+p.limit-1)/p.limit), PagingCounter: p.window().Offset + 1,
	}
	if p.number > 1 {
		previous := p.number - 1
		shown.HasPrevPage, shown.PrevPage = true, &previous
	}
	if p.number < shown.TotalPages {
		next := p.number + 1
		shown.HasNextPage, shown.NextPage = true, &next
	}
	return shown
}
