// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"bytes"
	"io"
	"maps"
	"net/http"
)

// Middleware wraps a handler so that its traffic under the base paths is held against the document. Each violation is
// reported, from the goroutine that serves the request and before the client sees the answer; the answer itself is
// passed on as it is. Requests and responses are kept in memory as a whole, so that it is for tests only.
//
// Whatever breaks answers on purpose, such as fault injection, belongs outside of it.
func (v *Validator) Middleware(report func(Violation)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			at, path, ok := v.locate(r)
			if !ok {
				next.ServeHTTP(w, r)
				return
			}
			body, readErr := io.ReadAll(r.Body)
			// The handler sees what the client sent, and fails where reading failed.
			r.Body = &replay{Reader: io.MultiReader(bytes.NewReader(body), failing{readErr}), closer: r.Body}
			recorded := &recorder{header: http.Header{}}
			// The request is cloned, since a handler may change it.
			request := r.Clone(r.Context())
			next.ServeHTTP(recorded, r)
			if recorded.status == 0 {
				recorded.status = http.StatusOK
			}
			if readErr == nil {
				for _, violation := range v.check(exchange{
					request: request, requestBody: body,
					status: recorded.status, header: recorded.header, responseBody: recorded.body.Bytes(),
				}, at, path) {
					report(violation)
				}
			}
			maps.Copy(w.Header(), recorded.header)
			w.WriteHeader(recorded.status)
			// A client that has gone away is not the document's concern.
			_, _ = w.Write(recorded.body.Bytes())
		})
	}
}

// replay is a request's body that was read before.
type replay struct {
	io.Reader
	closer io.Closer
}

// Close closes the body that was read.
func (r *replay) Close() error { return r.closer.Close() }

// failing is a Reader that returns an error, or the end of the input if there is none.
type failing struct{ err error }

// Read never returns data.
func (f failing) Read([]byte) (int, error) {
	if f.err == nil {
		return 0, io.EOF
	}
	return 0, f.err
}

// recorder is a ResponseWriter that keeps the answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the headers that the handler sets.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader keeps the status. As with the server's own writer, the first call counts.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write keeps the body.
func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}
