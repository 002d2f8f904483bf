// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// noon is when the answers of these tests were given, by the platform's clock.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) // 1772366400

func TestWhatAnAnswerSaysOfTheLimit(t *testing.T) {
	t.Parallel()
	type headers map[string]string
	const (
		limit      = "X-RateLimit-Limit"
		remaining  = "X-RateLimit-Remaining"
		reset      = "X-RateLimit-Reset"
		retryAfter = "Retry-After"
	)
	tests := map[string]struct {
		status  int
		headers headers
		noDate  bool
		want    Observation
	}{
		"everything": {
			status: 200, headers: headers{limit: "60", remaining: "9", reset: "1772366410"},
			want: Observation{counted: true, remaining: 9, limit: 60, resets: true, until: 10 * time.Second, resetsAt: 1772366410},
		},
		"nothing":                      {status: 200, want: Observation{}},
		"nothing left":                 {status: 200, headers: headers{limit: "60", remaining: "0"}, want: Observation{counted: true, limit: 60}},
		"spaces":                       {status: 200, headers: headers{limit: " 60 ", remaining: " 9 "}, want: Observation{counted: true, remaining: 9, limit: 60}},
		"a negative limit":             {status: 200, headers: headers{limit: "-60", remaining: "9"}, want: Observation{counted: true, remaining: 9}},
		"a limit of nothing":           {status: 200, headers: headers{limit: "0", remaining: "9"}, want: Observation{counted: true, remaining: 9}},
		"a huge limit":                 {status: 200, headers: headers{limit: "99999999999", remaining: "9"}, want: Observation{counted: true, remaining: 9}},
		"a limit beyond 64 bits":       {status: 200, headers: headers{limit: "99999999999999999999999", remaining: "9"}, want: Observation{counted: true, remaining: 9}},
		"a limit that is a policy":     {status: 200, headers: headers{limit: "60, 60;w=60", remaining: "9"}, want: Observation{counted: true, remaining: 9}},
		"less than nothing left":       {status: 200, headers: headers{limit: "60", remaining: "-1"}, want: Observation{limit: 60}},
		"a huge number left":           {status: 200, headers: headers{limit: "60", remaining: "99999999999"}, want: Observation{limit: 60}},
		"a number left that is none":   {status: 200, headers: headers{limit: "60", remaining: "NaN"}, want: Observation{limit: 60}},
		"a fraction left":              {status: 200, headers: headers{limit: "60", remaining: "9.5"}, want: Observation{limit: 60}},
		"a reset in the past":          {status: 200, headers: headers{remaining: "9", reset: "1772366399"}, want: Observation{counted: true, remaining: 9}},
		"a reset a year ahead":         {status: 200, headers: headers{remaining: "9", reset: "1803902400"}, want: Observation{counted: true, remaining: 9}},
		"a negative reset":             {status: 200, headers: headers{remaining: "9", reset: "-1772366410"}, want: Observation{counted: true, remaining: 9}},
		"a reset in seconds from now":  {status: 200, headers: headers{remaining: "9", reset: "30"}, want: Observation{counted: true, remaining: 9}},
		"a reset in milliseconds":      {status: 200, headers: headers{remaining: "9", reset: "1772366410000"}, want: Observation{counted: true, remaining: 9}},
		"a reset beyond 64 bits":       {status: 200, headers: headers{remaining: "9", reset: "99999999999999999999999"}, want: Observation{counted: true, remaining: 9}},
		"a reset that is no number":    {status: 200, headers: headers{remaining: "9", reset: "soon"}, want: Observation{counted: true, remaining: 9}},
		"a reset and no Date":          {status: 200, headers: headers{remaining: "9", reset: "1772366410"}, noDate: true, want: Observation{counted: true, remaining: 9}},
		"a reset this second":          {status: 200, headers: headers{remaining: "9", reset: "1772366400"}, want: Observation{counted: true, remaining: 9, resets: true, until: time.Second, resetsAt: 1772366400}},
		"a refusal":                    {status: 429, headers: headers{retryAfter: "7"}, want: Observation{refused: true, retryAfter: 7 * time.Second}},
		"a refusal until a date":       {status: 429, headers: headers{retryAfter: noon.Add(7 * time.Second).Format(http.TimeFormat)}, want: Observation{refused: true, retryAfter: 7 * time.Second}},
		"a refusal without a wait":     {status: 429, want: Observation{refused: true}},
		"a refusal for years":          {status: 429, headers: headers{retryAfter: "99999999"}, want: Observation{refused: true}},
		"a refusal beyond 64 bits":     {status: 429, headers: headers{retryAfter: "99999999999999999999999"}, want: Observation{refused: true}},
		"a refusal for less than none": {status: 429, headers: headers{retryAfter: "-7"}, want: Observation{refused: true}},
		"a refusal until the past":     {status: 429, headers: headers{retryAfter: noon.Add(-time.Hour).Format(http.TimeFormat)}, want: Observation{refused: true}},
		"unavailable for a while":      {status: 503, headers: headers{retryAfter: "7"}, want: Observation{refused: true, failed: true, retryAfter: 7 * time.Second}},
		"unavailable":                  {status: 503, want: Observation{failed: true}},
		"a success that says when to resume": {
			status: 200, headers: headers{limit: "60", remaining: "0", retryAfter: "1"}, want: Observation{counted: true, limit: 60},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header, date := http.Header{}, noon
			for name, value := range tt.headers {
				header.Set(name, value)
			}
			if tt.noDate {
				date = time.Time{}
			}
			if diff := cmp.Diff(tt.want, ParseHeaders(tt.status, header, date, noon), cmp.AllowUnexported(Observation{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}
