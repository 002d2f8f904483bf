// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
)

// money is an amount in ten-thousandths of the currency's unit. In JSON it is a
// number, as the platform has it, with as many of its four decimals as it needs,
// and exact: no floating point comes near it.
type money int64

// MarshalJSON implements json.Marshaler.
func (m money) MarshalJSON() ([]byte, error) {
	sign, n := "", int64(m)
	if n < 0 {
		sign, n = "-", -n
	}
	text := fmt.Sprintf("%s%d.%04d", sign, n/10_000, n%10_000)
	return []byte(strings.TrimSuffix(strings.TrimRight(text, "0"), ".")), nil
}

// amount reads an unsigned amount that is written as a number or as a text.
func (f fields) amount(name string) (int64, error) {
	if !f.Has(name) {
		return 0, apihttp.Missing(name)
	}
	text := string(f.Fields[name])
	var quoted string
	if json.Unmarshal(f.Fields[name], &quoted) == nil && !f.Null(name) {
		text = quoted
	}
	if !regexp.MustCompile(`^\d{1,14}(\.\d{1,4})?$`).MatchString(text) {
		return 0, apihttp.Invalidf(name, "The %s is %s: expected an amount without a sign and with at most four decimals.", name, apihttp.Clip(text))
	}
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+(fraction + "0000")[:4], 10, 64)
	return n, err
}

// days reads the calendar days `from` and `to`, which must be there.
func (f fields) days() (between [2]int64, err error) {
	from, to, err := f.dates(true)
	if err != nil {
		return between, err
	}
	for i, text := range []string{from, to} {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return between, err // It was checked.
		}
		between[i] = dayOf(day)
	}
	return between, nil
}

// instant writes a time as data objects have it, with milliseconds and in UTC.
func instant(t time.Time) string { return apihttp.Millis(t) }

// nothing is an empty list, which is not null.
func nothing() []any { return []any{} }

// named refers to an object by its identifier and name.
type named struct {
	ID   string `json:"_id"`
	Name string `json:"name"`
}

// paged reads the parameters of a list, and which page of it they ask for.
func (c *call) paged() (f fields, p page, err error) {
	if f, err = c.parameters(); err == nil {
		p, err = f.page()
	}
	return f, p, err
}

// firstPage is the page of an answer that holds one object by its nature.
func firstPage() page { return page{number: 1, limit: defaultLimit} }
