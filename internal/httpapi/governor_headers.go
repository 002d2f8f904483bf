// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// mostRequests is the largest limit, and the largest number of requests
	// left, that is believed. The sandbox's tier without a limit says a million.
	mostRequests = 1_000_000_000
	// farthest is the longest wait, and the farthest reset, that is believed.
	// Quotas are counted by the day at most.
	farthest = 24 * time.Hour
)

// said is what one answer tells about the limit. What is absurd (negative,
// huge, no number, in the past, years ahead) is as if absent.
type said struct {
	refused   bool // The answer is a 429, or a 503 that asks to wait.
	failed    bool // The server could not do its work.
	counted   bool // It has a usable X-RateLimit-Remaining.
	remaining int
	limit     int // Requests a minute; 0 where it is not said.
	// until is how long after the answer the limit resets: a token bucket is
	// full then, a fixed window begins anew. It is rounded up to whole seconds.
	until    time.Duration
	resets   bool  // It has a usable X-RateLimit-Reset.
	resetsAt int64 // The reset as said: an epoch second by the platform's clock.
	// retryAfter is how long a refusal asks to wait; 0 where it does not.
	retryAfter time.Duration
}

// listen reads the headers of an answer. The wait that it asks for is given,
// since retries need it as well.
func listen(response *Response, retryAfter time.Duration) said {
	var s said
	s.remaining, s.counted = count(response.Header, "X-RateLimit-Remaining", 0)
	s.limit, _ = count(response.Header, "X-RateLimit-Limit", 1)
	s.until, s.resetsAt, s.resets = untilReset(response)
	if retryAfter <= farthest {
		s.retryAfter = retryAfter
	}
	s.refused = response.Status == http.StatusTooManyRequests ||
		(response.Status == http.StatusServiceUnavailable && s.retryAfter > 0)
	s.failed = failing(response.Status)
	if !s.refused {
		// Okra says on every answer when to resume, which matters after a
		// refusal alone: until then the other headers are more exact.
		s.retryAfter = 0
	}
	return s
}

// count reads a number of requests.
func count(header http.Header, name string, least int64) (int, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(header.Get(name)), 10, 64)
	if err != nil || n < least || n > mostRequests {
		return 0, false
	}
	return int(n), true
}

// untilReset reads X-RateLimit-Reset. It is an epoch second by the platform's
// clock, which the answer's Date tells: this machine's may be an hour off. An
// answer without a Date therefore does not tell when the limit resets.
func untilReset(response *Response) (time.Duration, int64, bool) {
	epoch, err := strconv.ParseInt(strings.TrimSpace(response.Header.Get("X-RateLimit-Reset")), 10, 64)
	if err != nil || epoch <= 0 || response.Date.IsZero() {
		return 0, 0, false
	}
	seconds := epoch - response.Date.Unix() // Neither is near the ends of an int64: a Date has four digits of years.
	if seconds < 0 || seconds > int64(farthest/time.Second) {
		return 0, 0, false
	}
	// A reset within the very second of the Date may be up to a second away.
	return time.Duration(max(1, seconds)) * time.Second, epoch, true
}
