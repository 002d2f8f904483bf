// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// mostRequests is the largest credible number of requests, allowed or left. The
	// sandbox's tier without a limit says a million.
	mostRequests = 1_000_000_000
	// farthest is the longest credible wait, and the farthest reset. Quotas are
	// counted by the day at most.
	farthest = 24 * time.Hour
)

// Observation is what one answer tells about the limit. A value that cannot be right
// (negative, huge, no number, in the past, years ahead) counts as absent.
type Observation struct {
	refused   bool // The answer is a 429, or a 503 that asks to wait.
	failed    bool // The server could not do its work.
	counted   bool // It has a usable X-RateLimit-Remaining.
	remaining int
	limit     int // requests a minute; 0 where absent
	// until is how long after the answer the limit resets, rounded up to whole
	// seconds: a token bucket is full then, a fixed window begins anew.
	until    time.Duration
	resets   bool  // It has a usable X-RateLimit-Reset.
	resetsAt int64 // an epoch second by the platform's clock
	// retryAfter is how long a refusal asks to wait; 0 where absent.
	retryAfter time.Duration
}

// ParseHeaders reads the status and the headers of an answer that was given at that
// date by the platform's clock, zero if unknown, and has come now.
func ParseHeaders(status int, header http.Header, date, now time.Time) Observation {
	var o Observation
	o.remaining, o.counted = count(header, "X-RateLimit-Remaining", 0)
	o.limit, _ = count(header, "X-RateLimit-Limit", 1)
	o.until, o.resetsAt, o.resets = untilReset(header, date)
	retryAfter, _ := RetryAfter(header, date, now)
	o.refused = status == http.StatusTooManyRequests ||
		(status == http.StatusServiceUnavailable && retryAfter > 0 && retryAfter <= farthest)
	o.failed = Unavailable(status)
	if o.refused && retryAfter <= farthest {
		// Some platforms send Retry-After with every answer. Before a refusal the
		// other headers are more exact.
		o.retryAfter = retryAfter
	}
	return o
}

// RetryAfter returns how long an answer asks to wait, given as seconds or as a date.
// A date counts from the answer's own Date: the server's clock matters. A negative,
// past or unreadable value counts as absent.
func RetryAfter(header http.Header, date, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(text, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		const most = uint64(1<<63-1) / uint64(time.Second)
		return time.Duration(min(seconds, most)) * time.Second, true
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	if date.IsZero() {
		date = now
	}
	wait := at.Sub(date)
	return max(wait, 0), wait > 0
}

// count reads a number of requests.
func count(header http.Header, name string, least int64) (int, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(header.Get(name)), 10, 64)
	if err != nil || n < least || n > mostRequests {
		return 0, false
	}
	return int(n), true
}

// untilReset reads X-RateLimit-Reset, an epoch second by the platform's clock, which
// the answer's Date tells: this machine's may be an hour off. Without a Date it tells
// nothing.
func untilReset(header http.Header, date time.Time) (time.Duration, int64, bool) {
	epoch, err := strconv.ParseInt(strings.TrimSpace(header.Get("X-RateLimit-Reset")), 10, 64)
	if err != nil || epoch <= 0 || date.IsZero() {
		return 0, 0, false
	}
	seconds := epoch - date.Unix() // Neither is near the ends of an int64: a Date has four digits of years.
	if seconds < 0 || seconds > int64(farthest/time.Second) {
		return 0, 0, false
	}
	// A reset within the very second of the Date may be up to a second away.
	return time.Duration(max(1, seconds)) * time.Second, epoch, true
}
