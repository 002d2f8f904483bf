// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// object is something on the wire that has a name.
type object struct {
	Name string `json:"name"`
}

func (o object) domain(asOf platform.AsOf) (string, error) {
	return o.Name + asOf.Time().Format(" 15:04"), wire.Required("name", o.Name)
}

// checked is an object that checks itself.
type checked struct{ object }

func (c checked) Validate() error { return wire.Required("name", c.Name) }

// TestConvert proves that what cannot be converted is named by its place, and
// that a write which was answered so may have happened.
func TestConvert(t *testing.T) {
	t.Parallel()
	response := &httpapi.Response{Status: http.StatusCreated, Date: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	for _, write := range []bool{false, true} {
		call := httpapi.Call{Method: http.MethodPost, Path: "/things", Write: write}
		got, err := wire.ConvertAll(call, response, "data", []object{{"a"}, {"b"}}, object.domain)
		if err != nil || strings.Join(got, ",") != "a 12:00,b 12:00" {
			t.Errorf("got %v and %v", got, err)
		}
		_, err = wire.ConvertAll(call, response, "data", []object{{"a"}, {""}}, object.domain)
		if err == nil || err.Error() != `POST /things got an unexpected answer, 201 application/json: the field "data[1].name" is missing` {
			t.Errorf("got %v", err)
		}
		if platform.IsOutcomeUnknown(err) != write || platform.KindOf(err) != platform.KindUnexpected {
			t.Errorf("a call that writes is %t: got %+v", write, err)
		}
		if _, err = wire.Convert(call, response, "", object{}, object.domain); err == nil || !strings.HasSuffix(err.Error(), `the field "name" is missing`) {
			t.Errorf("got %v", err)
		}
	}
	if plain := errors.New("no field"); !errors.Is(wire.At("data", plain), plain) || wire.At("data", nil) != nil {
		t.Error("an error about no field does not stay as it is")
	}
}

// TestEnvelope proves what is a success, and that data checks itself.
func TestEnvelope(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"status":"success","data":{"name":"a"}}`: "",
		`{"data":{"name":"a"},"took":"1ms"}`:       "",
		`{"status":"error","data":{"name":"a"}}`:   `the field "status" is "error" although the call succeeded`,
		`{"status":"success"}`:                     `the field "data" is missing`,
		`{"status":"success","data":null}`:         `the field "data" is missing`,
		`{"status":"success","data":{}}`:           `the field "name" is missing`,
	} {
		var answer wire.Envelope[checked]
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		if err := answer.Validate(); (err == nil) != (want == "") || (err != nil && err.Error() != want) {
			t.Errorf("%s: got %v, want %q", body, err, want)
		}
	}
	var unchecked wire.Envelope[object]
	if err := json.Unmarshal([]byte(`{"data":{}}`), &unchecked); err != nil || unchecked.Validate() != nil {
		t.Errorf("data that does not check itself is refused: %v", err)
	}
}

// TestFailure sorts what no dialect has to: answers that are not the platform's,
// and none at all.
func TestFailure(t *testing.T) {
	t.Parallel()
	kindOf := func(refusal *httpapi.APIError) platform.Kind { return wire.KindOfStatus(refusal.Status) }
	if wire.Failure(nil, kindOf) != nil {
		t.Error("a success is a failure")
	}
	refused := func(status int) error { return &httpapi.APIError{Status: status, Field: "name"} }
	strange := func(status int) error { return &httpapi.UnexpectedResponseError{Status: status} }
	for _, test := range []struct {
		err  error
		want platform.Kind
	}{
		{refused(400), platform.KindInvalid},
		{refused(401), platform.KindUnauthenticated},
		{refused(403), platform.KindForbidden},
		{refused(404), platform.KindUnexpected},
		{refused(409), platform.KindConflict},
		{refused(422), platform.KindInvalid},
		{refused(429), platform.KindRateLimited},
		{refused(500), platform.KindUnexpected},
		{strange(400), platform.KindUnexpected},
		{strange(401), platform.KindUnauthenticated},
		{strange(403), platform.KindForbidden},
		{strange(404), platform.KindUnexpected},
		{&httpapi.TransportError{Err: errors.New("refused")}, platform.KindUnreachable},
		{&httpapi.RetryError{Err: refused(429)}, platform.KindRateLimited},
		{&httpapi.StandstillError{Refused: true, Err: refused(429)}, platform.KindRateLimited},
		{&httpapi.StandstillError{Refused: true, Err: strange(429)}, platform.KindRateLimited},
		{&httpapi.StandstillError{Refused: true}, platform.KindRateLimited},
		{&httpapi.StandstillError{}, platform.KindUnreachable},
		{errors.New("something else"), platform.KindUnexpected},
	} {
		err := wire.Failure(test.err, kindOf)
		failure, ok := errors.AsType[*platform.Error](err)
		if !ok || failure.Kind != test.want || !errors.Is(err, test.err) || failure.OutcomeUnknown {
			t.Errorf("%v: got %+v, want the kind %d", test.err, err, test.want)
		}
		if _, isRefusal := errors.AsType[*httpapi.APIError](err); ok && (failure.Field == "name") != isRefusal {
			t.Errorf("%v: the field is %q", test.err, failure.Field)
		}
	}
	if !wire.HasStatus(strange(404), http.StatusNotFound) || wire.HasStatus(nil, http.StatusNotFound) {
		t.Error("a status is not told")
	}
}

// TestTooLate proves that a wait beyond the client's own is told from one that another
// retry outlasts.
func TestTooLate(t *testing.T) {
	t.Parallel()
	refused := func(after time.Duration) error { return &httpapi.APIError{Status: 429, RetryAfter: after} }
	for name, test := range map[string]struct {
		err  error
		want time.Duration
	}{
		"no retries, an hour":       {refused(time.Hour), time.Hour},
		"no retries, half a minute": {refused(30 * time.Second), 0},
		"gave up for the wait":      {&httpapi.RetryError{Err: refused(time.Hour), Wait: time.Hour, Left: httpapi.LongestWait, ByServer: true}, time.Hour},
		"gave up for a deadline":    {&httpapi.RetryError{Err: refused(0), Wait: time.Second, Left: time.Millisecond}, 0},
		"gave up after retries":     {&httpapi.RetryError{Err: refused(time.Second), Attempts: 9}, 0},
		"held by another's refusal": {&httpapi.RateLimitError{Wait: time.Hour, Left: httpapi.LongestWait}, time.Hour},
		"interrupted":               {&httpapi.RateLimitError{Wait: time.Hour, Err: context.Canceled}, 0},
		"something else":            {errors.New("else"), 0},
	} {
		err := wire.Failure(test.err, func(*httpapi.APIError) platform.Kind { return platform.KindRateLimited })
		if failure, ok := errors.AsType[*platform.Error](err); !ok || failure.RetryAfter != test.want {
			t.Errorf("%s: got %+v, want %s", name, err, test.want)
		}
	}
	if failure, ok := errors.AsType[*platform.Error](wire.Failure(&httpapi.CallError{Err: errors.New("an id")}, nil)); !ok || failure.Kind != platform.KindNotCalled {
		t.Error("a call that was not made is something else")
	}
}
