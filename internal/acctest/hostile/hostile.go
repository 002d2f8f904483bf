// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package hostile has the answers of a platform that means harm: a few kilobytes on
// the wire that would fill gigabytes, and lists without an end. Tests give them to
// the provider, and so does the benchmark of its memory.
package hostile

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// size is how many bytes a body has once it is decompressed: more than any bound.
const size = 20 << 20

// Answer is a hostile answer to any call.
type Answer struct {
	Name   string
	status int // 0 for the one that the call expects
	header func(http.Header)
	// The body is its beginning and then the same text over and over.
	beginning, repeated string
	endless             bool   // not compressed, and without an end
	whole               string // the body, where it is neither

	compressed func() []byte
}

// Answers are the hostile answers to a call that expects one object, in all of the
// places where an answer may have more than was asked for.
func Answers() []Answer {
	answers := []Answer{
		{Name: "objects in place of an object", beginning: "[", repeated: "{},"},
		{Name: "objects in the list of a page", beginning: `{"data":[`, repeated: "{},"},
		{Name: "objects in an enveloped list", beginning: `{"status":"success","data":{"pagination":{"page":1},"keys":[`, repeated: "{},"},
		{Name: "objects in a field that holds texts", beginning: `{"id":"x","events":[`, repeated: "{},"},
		{Name: "texts in a field that holds texts", beginning: `{"id":"x","events":[`, repeated: `"",`},
		{Name: "objects in an unknown field", beginning: `{"id":"x","unknown":[`, repeated: "{},"},
		{Name: "objects in an error", beginning: `{"error":{"code":"CONFLICT","message":"x","details":[`, repeated: "{},", status: http.StatusConflict},
		{Name: "objects in an error that comes with a success", beginning: `{"status":"error","message":"x","error":{"code":"CONFLICT"},"data":[`, repeated: "{},"},
		{Name: "nested arrays", repeated: "["},
		{Name: "nested objects", repeated: `{"a":`},
		{Name: "many fields", beginning: "{", repeated: `"a":0,`},
		{Name: "a long name", beginning: `{"`, repeated: "a"},
		{Name: "a long text", beginning: `{"id":"`, repeated: "a"},
		{Name: "a long text of escapes", beginning: `{"id":"`, repeated: `\u00e9`},
		{Name: "a long message", beginning: `{"error":{"code":"CONFLICT","message":"`, repeated: "tok_live_ ", status: http.StatusConflict},
		{Name: "an object with a megabyte of text", whole: `{"id":"x","url":"https://example.com","events":["consent.expired"],"signingSecret":"whsec_x","secretVersion":1,"_id":"x","name":"x","type":"secret","status":"active","key":"x","description":"` + strings.Repeat("a", 1<<20) + `"}`},
		{Name: "a giant number", beginning: `{"id":"x","secretVersion":`, repeated: "1"},
		{Name: "nothing but spaces", repeated: " "},
		{Name: "an object, and spaces after it", beginning: `{"id":"x"}`, repeated: "\n"},
		{Name: "an object, and objects after it", beginning: `{"id":"x"}`, repeated: "{}"},
		{Name: "no JSON", repeated: "<p>", header: func(h http.Header) { h.Set("Content-Type", "text/html") }},
		{Name: "no JSON with a 404", repeated: "<p>", status: http.StatusNotFound, header: func(h http.Header) { h.Set("Content-Type", "text/html") }},
		{Name: "JSON with a 404", beginning: "[", repeated: "[],", status: http.StatusNotFound},
		{Name: "a text without an end", beginning: `{"id":"`, repeated: strings.Repeat("a", 4096), endless: true},
		{Name: "many headers", beginning: "{}", header: func(h http.Header) {
			for i := range 200_000 {
				h.Set(fmt.Sprintf("X-%d", i), "")
			}
		}},
		{Name: "a long header", beginning: "{}", header: func(h http.Header) { h.Set("X-Request-Id", strings.Repeat("a", 4<<20)) }},
	}
	for i := range answers {
		answers[i].compressed = sync.OnceValue(answers[i].compress)
	}
	return answers
}

// compress makes the body once for all answers with it.
func (a *Answer) compress() []byte {
	var body bytes.Buffer
	w, err := gzip.NewWriterLevel(&body, gzip.BestSpeed)
	if err != nil {
		panic(err) // The level is a constant.
	}
	_, _ = w.Write([]byte(a.whole + a.beginning)) // A buffer takes all.
	if a.repeated != "" {
		block := []byte(strings.Repeat(a.repeated, 1+(64<<10)/len(a.repeated)))
		for written := 0; written < size; written += len(block) {
			_, _ = w.Write(block)
		}
	}
	_ = w.Close()
	return body.Bytes()
}

// Refuses reports whether the answer says that nothing was done.
func (a *Answer) Refuses() bool { return a.status != 0 }

// Write answers a call that expects the status.
func (a *Answer) Write(w http.ResponseWriter, expected int) {
	w.Header().Set("Content-Type", "application/json")
	if a.header != nil {
		a.header(w.Header())
	}
	if a.status != 0 {
		expected = a.status
	}
	if !a.endless {
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(expected)
		_, _ = w.Write(a.compressed()) // A client that has gone away has seen enough.
		return
	}
	w.WriteHeader(expected)
	_, err := w.Write([]byte(a.beginning))
	for err == nil {
		_, err = w.Write([]byte(a.repeated))
	}
}
