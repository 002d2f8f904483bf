// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"
)

// FuzzMeter checks that valid JSON is counted exactly, however it is cut into pieces,
// so that nothing is refused that is within the bounds, nor let through beyond them.
func FuzzMeter(f *testing.F) {
	for _, seed := range []string{
		`{"id":"a\"","size":-1.5e3,"parts":[{"name":null},[],{}],"t":true}`, ` [ 1 , "\\" ] `, `"x"`, `7`, `null`, `{"a":"{[,:"}`, `["\u005b"]`, `[`, `"`, ``,
	} {
		f.Add([]byte(seed), 3)
	}
	f.Fuzz(func(t *testing.T, text []byte, cut int) {
		at := 0
		if len(text) > 0 {
			at = ((cut % len(text)) + len(text)) % len(text)
		}
		var m meter
		err := errors.Join(m.count(text[:at]), m.count(text[at:]))
		if !json.Valid(text) || err != nil {
			return
		}
		nodes, deepest := 0, 0
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		for depth := 0; ; {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			switch token {
			case json.Delim('}'), json.Delim(']'):
				depth--
				continue
			case json.Delim('{'), json.Delim('['):
				depth++
			}
			nodes++
			deepest = max(deepest, depth)
		}
		if m.nodes != nodes || m.depth != 0 || deepest > maxDepth {
			t.Errorf("counted %d names and values at the depth %d in %q, want %d at 0, and none deeper than %d", m.nodes, m.depth, text, nodes, deepest)
		}
	})
}

// BenchmarkMeter measures what counting adds to the reading of a page.
func BenchmarkMeter(b *testing.B) {
	page := bytes.Repeat([]byte(`{"id":"txn_0123456789","amount":"5000.0001","currency":"EUR","debtorIban":null,"remittanceInfo":"Invoice 4711"},`), 1000)
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if err := new(meter).count(page); err != nil {
			b.Fatal(err)
		}
	}
}
