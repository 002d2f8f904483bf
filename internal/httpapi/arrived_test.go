// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"io"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestArrived proves that a body is told as soon as it is there, and only where it
// is a success: what is done with it need not look at that again.
func TestArrived(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		steps []http.HandlerFunc
		want  []string
		ok    bool
	}{
		"success":           {[]http.HandlerFunc{answer(200, `{"id":"a"}`)}, []string{`{"id":"a"}`}, true},
		"not decodable":     {[]http.HandlerFunc{answer(200, `{"id":1}`)}, []string{`{"id":1}`}, false},
		"cut off":           {[]http.HandlerFunc{answer(200, `{"id":"a`), answer(200, `{"id":"b"}`)}, []string{`{"id":"a`, `{"id":"b"}`}, true},
		"refusal":           {[]http.HandlerFunc{answer(404, `{"error":{"code":"NOT_FOUND","message":"No."}}`)}, nil, false},
		"another success":   {[]http.HandlerFunc{answer(202, `{"id":"a"}`)}, nil, false},
		"after a bad try":   {[]http.HandlerFunc{answer(503, ``), answer(200, `{"id":"a"}`)}, []string{`{"id":"a"}`}, true},
		"an error in a 2xx": {[]http.HandlerFunc{answer(200, `{"error":{"code":"NOT_FOUND","message":"No."}}`)}, nil, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			call := read
			call.Arrived = func(body []byte) { got = append(got, string(body)) }
			_, err := newClient(t, config(newServer(t, tt.steps...).URL)).Do(t.Context(), call, new(thing))
			if (err == nil) != tt.ok {
				t.Errorf("the call ended with %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("what was told (-want +got):\n%s", diff)
			}
		})
	}
}

// announced answers with a body and what a server may say of its length.
type announced int64

func (a announced) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		ContentLength: int64(a), Body: io.NopCloser(strings.NewReader(`{"id":"a"}`)),
	}, nil
}

// TestAnnouncedLength proves that nobody makes room for what a server only
// announces.
func TestAnnouncedLength(t *testing.T) {
	t.Parallel()

	for _, length := range []int64{-1, 0, 1, 10, 1 << 20, math.MaxInt64} {
		c := config("http://127.0.0.1:1")
		c.Transport = announced(length)
		c.MaxBody = math.MaxInt64
		var got thing
		room := 0
		call := read
		call.Arrived = func(body []byte) { room = cap(body) }
		_, err := newClient(t, c).Do(t.Context(), call, &got)
		if err != nil || got.ID != "a" {
			t.Fatalf("announced as %d, read %+v and %v", length, got, err)
		}
		if room == 0 || room > 1<<20 {
			t.Errorf("announced as %d, room for %d bytes was made", length, room)
		}
	}
}
