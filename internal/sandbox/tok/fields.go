// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
)

// fields is the JSON object of a request.
type fields struct{ apihttp.Fields }

// object parses the request's body as an object that has no other fields than
// the allowed ones.
func (c *call) object(allowed ...string) (fields, error) {
	if err := apihttp.JSONType(c.r); err != nil {
		return fields{}, err
	}
	f, err := apihttp.ParseFields(c.body)
	if err == nil {
		err = f.Only(allowed...)
	}
	return fields{f}, err
}

// The longest texts that fields take, in characters.
const (
	maxBankID      = 64
	maxDescription = 500
)

// date reads a query parameter that is a calendar date, or "".
func (c *call) date(name string) (string, error) {
	query := c.r.URL.Query()
	if !query.Has(name) {
		return "", nil
	}
	text := query.Get(name)
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return "", apihttp.Invalidf(name, "The %s is %q: expected a date as YYYY-MM-DD.", name, apihttp.Clip(text))
	}
	return text, nil
}
