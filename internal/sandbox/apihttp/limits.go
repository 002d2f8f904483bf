// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apihttp

import (
	"net/http"
	"strconv"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ratelimit"
)

// SetLimits writes the rate-limit headers that every answer carries. Whether an
// answer that is no refusal has a Retry-After too differs between platforms.
func SetLimits(h http.Header, s ratelimit.State) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(s.Limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(s.Remaining))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(s.Reset, 10))
	if !s.Allowed {
		SetRetryAfter(h, s)
	}
}

// SetRetryAfter writes the whole seconds until the next request is allowed.
func SetRetryAfter(h http.Header, s ratelimit.State) {
	h.Set("Retry-After", strconv.Itoa(s.RetryAfter))
}

// SetRefusedLimits writes the headers of an answer that a fault makes: those of
// a full bucket, or of an empty one with a 429. A Retry-After that the fault
// itself set stays. Always writes Retry-After on any answer.
func SetRefusedLimits(h http.Header, full ratelimit.State, status int, always bool) {
	if status == http.StatusTooManyRequests {
		full.Allowed, full.Remaining, full.RetryAfter = false, 0, 1
		full.Reset++
	}
	retryAfter := h.Get("Retry-After")
	SetLimits(h, full)
	if always {
		SetRetryAfter(h, full)
	}
	if retryAfter != "" {
		h.Set("Retry-After", retryAfter)
	}
}
