// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"log/slog"
	"net/http"
)

// OnDisk keeps the sandbox's database in a file, so that a test can look at what is
// stored.
func OnDisk(path string) Option { return func(s *settings) { s.DB = path } }

// Logged gives the sandbox's own log to a test.
func Logged(logger *slog.Logger) Option { return func(s *settings) { s.Logger = logger } }

// Observed puts a handler around the platforms' API, within fault injection: it
// sees what the API takes and answers, whatever becomes of the answer. Of several
// the first is the innermost.
func Observed(wrap func(http.Handler) http.Handler) Option {
	return func(s *settings) {
		inner := s.observe
		s.observe = func(next http.Handler) http.Handler {
			if inner != nil {
				next = inner(next)
			}
			return wrap(next)
		}
	}
}
