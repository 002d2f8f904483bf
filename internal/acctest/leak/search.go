// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Searcher finds secrets. It is safe for concurrent use.
type Searcher struct {
	secrets []Secret
	needles map[uint64][]needle // by the first eight bytes
	filter  []uint64            // one bit for each hash of eight bytes that may begin a needle
}

// needle is a text whose occurrence is a find.
type needle struct {
	text   []byte
	secret int // index into secrets
	form   string
}

// Find is an occurrence of a secret, or of enough of it.
type Find struct {
	Secret Secret
	Form   string // how it is written, such as "base64"
	// From and To enclose it in the data, or in what the data is after View.
	From, To int
	// View says what was undone before it was found: "" is nothing.
	View string
	// Around is the text before and after the find, the find itself as "‹…›".
	Around string
}

// String describes the find without the secret.
func (f Find) String() string {
	if f.View != "" {
		return fmt.Sprintf("%s, %s, after %s: %s", f.Secret.Name, f.Form, f.View, f.Around)
	}
	return fmt.Sprintf("%s, %s: %s", f.Secret.Name, f.Form, f.Around)
}

// keySize is how many bytes of a needle are hashed.
const keySize = 8

// filterBits decides how often the search stops in vain: 1 MiB of bits.
const filterBits = 20

// NewSearcher prepares a search. A secret that is too short to be searched for is
// an error.
func NewSearcher(secrets []Secret) (*Searcher, error) {
	s := &Searcher{needles: map[uint64][]needle{}, filter: make([]uint64, 1<<(filterBits-6))}
	var bad error
	for _, secret := range secrets {
		if err := secret.check(); err != nil {
			bad = errors.Join(bad, err)
			continue
		}
		s.secrets = append(s.secrets, secret)
		for _, f := range forms() {
			s.add(len(s.secrets)-1, f)
		}
	}
	return s, bad
}

// add makes the needles of a secret in a form: every part of what it may be
// written as that is wide enough.
func (s *Searcher) add(index int, f form) {
	core := []byte(s.secrets[index].core())
	for skip := range f.group {
		whole := f.encode(core[min(skip, len(core)):])
		for i := 0; i+f.width <= len(whole); i++ {
			n := needle{text: whole[i : i+f.width], secret: index, form: f.name}
			key := binary.LittleEndian.Uint64(n.text)
			h := hash(key)
			s.filter[h>>6] |= 1 << (h & 63)
			s.needles[key] = append(s.needles[key], n)
		}
	}
}

func hash(key uint64) uint64 { return (key * 0x9E3779B97F4A7C15) >> (64 - filterBits) }

// Search returns all finds in the data, in the order of their place.
func (s *Searcher) Search(data []byte) []Find {
	var finds []Find
	for _, v := range views(data) {
		finds = append(finds, s.scan(v)...)
	}
	return finds
}

// scan looks at one view of the data. Finds that overlap, of the same secret in
// the same form, are one.
func (s *Searcher) scan(v view) []Find {
	var finds []Find
	last := map[[2]string]int{} // the latest find of a secret and form
	for i := 0; i+keySize <= len(v.data); i++ {
		key := binary.LittleEndian.Uint64(v.data[i:])
		if h := hash(key); s.filter[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for _, n := range s.needles[key] {
			if !bytes.HasPrefix(v.data[i:], n.text) {
				continue
			}
			secret := s.secrets[n.secret]
			id := [2]string{secret.Name, n.form}
			if at, ok := last[id]; ok && finds[at].To >= i {
				finds[at].To = max(finds[at].To, i+len(n.text))
				continue
			}
			last[id] = len(finds)
			finds = append(finds, Find{Secret: secret, Form: n.form, From: i, To: i + len(n.text), View: v.name})
		}
	}
	for i := range finds {
		finds[i].Around = around(v.data, finds[i].From, finds[i].To)
	}
	return finds
}

// margin is how much of the text around a find is shown.
const margin = 160

func around(data []byte, from, to int) string {
	return fmt.Sprintf("%q ‹%d bytes› %q", data[max(0, from-margin):from], to-from, data[to:min(len(data), to+margin)])
}
