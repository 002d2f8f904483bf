// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/jonboulle/clockwork"
)

// truncate announces the whole answer, sends the first half of its body and cuts
// the connection. An empty body is announced as one of a byte that never comes.
func truncate(w http.ResponseWriter, rec *recorder) {
	body := rec.body.Bytes()
	maps.Copy(w.Header(), rec.Header())
	w.Header().Set("Content-Length", strconv.Itoa(max(1, len(body))))
	if rec.status == http.StatusNoContent {
		rec.status = http.StatusOK // A 204 cannot announce a body.
	}
	w.WriteHeader(rec.status)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // Cuts the connection without a trace in the log.
}

// garble answers with the headers of the platform's answer and another body.
func (f *Fault) garble(w http.ResponseWriter, rec *recorder) {
	maps.Copy(w.Header(), rec.Header())
	w.Header().Del("Content-Length")
	body := f.Body
	if body == "" {
		body = fmt.Sprintf("<!doctype html><title>Sign in</title><p>Please sign in to the network (fault %q).</p>\n", f.Kind)
	}
	w.Header().Set("Content-Type", contentType(body))
	for name, value := range f.Headers {
		w.Header().Set(name, value)
	}
	status := rec.status
	if f.Status != 0 {
		status = f.Status
	}
	if status == http.StatusNoContent {
		status = http.StatusOK // A 204 cannot carry a body.
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

// mislabel passes the platform's answer on as something else than JSON.
func (f *Fault) mislabel(w http.ResponseWriter, rec *recorder) {
	rec.header.Set("Content-Type", "text/plain; charset=utf-8")
	for name, value := range f.Headers {
		rec.header.Set(name, value)
	}
	if rec.status == http.StatusNoContent {
		rec.status = http.StatusOK // A 204 has nothing that could have a type.
		rec.body.WriteString("Done.\n")
	}
	rec.header.Del("Content-Length")
	rec.send(w)
}

// contradict answers with the platform's own error and a status of success.
func (f *Fault) contradict(w http.ResponseWriter, r *http.Request, refuse Refusal) {
	rec := newRecorder()
	refuse(rec, r, http.StatusInternalServerError)
	rec.status = http.StatusOK
	if f.Status != 0 {
		rec.status = f.Status
	}
	rec.send(w)
}

// trickle sends the platform's answer byte by byte, until the client has had
// enough. An answer without a body comes late as a whole.
func (f *Fault) trickle(w http.ResponseWriter, r *http.Request, clock clockwork.Clock, rec *recorder) {
	body := rec.body.Bytes()
	if len(body) == 0 {
		if Wait(r, clock, f.Latency) {
			rec.send(w)
		}
		return
	}
	maps.Copy(w.Header(), rec.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(rec.status)
	control := http.NewResponseController(w)
	for i := range body {
		if _, err := w.Write(body[i : i+1]); err != nil || control.Flush() != nil || !Wait(r, clock, f.Latency) {
			return
		}
	}
}

// shift moves the Date of an answer that has one.
func shift(rec *recorder, by Duration) {
	if date, err := http.ParseTime(rec.header.Get("Date")); err == nil {
		rec.header.Set("Date", date.Add(time.Duration(by)).UTC().Format(http.TimeFormat))
	}
}
