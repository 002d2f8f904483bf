// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"maps"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// Object is an object in the state.
type Object struct {
	Attributes Values
	Identity   Values // nil where the state has none
	Private    []byte // as the provider gave it
	Tainted    bool   // its creation failed, so the next plan replaces it
}

// object is an object while a phase works with it.
type object struct {
	value    cty.Value
	identity cty.Value // NilVal for none
	private  []byte
	tainted  bool
}

// stored is an object as a state file has it. It is never changed.
type stored struct {
	attributes      []byte // JSON
	version         int64
	identity        []byte // JSON, nil for none
	identityVersion int64
	private         []byte
	tainted         bool

	decoded object // for tests to look at; the phases read the JSON
}

// instance is what the state has at an address.
type instance struct {
	typeName string
	current  *stored
	deposed  map[string]*stored
}

// state is a state file. The addresses without any object are left out.
type state map[string]instance

// clone copies what can be changed.
func (s state) clone() state {
	c := make(state, len(s))
	for address, i := range s {
		i.deposed = maps.Clone(i.deposed)
		c[address] = i
	}
	return c
}

// moved is a copy in which objects have other addresses, unless there is one already.
func (s state) moved(moves []Move) state {
	c := s.clone()
	for _, move := range moves {
		if from, there := c[move.From]; there && c[move.To].current == nil {
			delete(c, move.From)
			c[move.To] = from
		}
	}
	return c
}

// addresses are sorted, so that the same run does the same in the same order.
func (s state) addresses() []string { return slices.Sorted(maps.Keys(s)) }

// deposedKeys are sorted: the oldest first.
func (i instance) deposedKeys() []string { return slices.Sorted(maps.Keys(i.deposed)) }

// get returns an object, the current one where key is "".
func (s state) get(address, key string) *stored {
	if key == "" {
		return s[address].current
	}
	return s[address].deposed[key]
}

// put writes an object, the current one where key is ""; nil removes it.
func (s state) put(address, key string, o *stored) {
	i := s[address]
	i.typeName = typeOf(address)
	switch {
	case key == "":
		i.current = o
	case o == nil:
		delete(i.deposed, key)
	default:
		if i.deposed == nil {
			i.deposed = map[string]*stored{}
		}
		i.deposed[key] = o
	}
	if i.current == nil && len(i.deposed) == 0 {
		delete(s, address)
		return
	}
	s[address] = i
}

// depose sets the current object aside, so that another one can take its place.
func (s state) depose(address, key string) {
	s.put(address, key, s.get(address, ""))
	s.put(address, "", nil)
}

// restore puts a deposed object back where no other has taken its place.
func (s state) restore(address, key string) {
	if s.get(address, "") != nil {
		return
	}
	s.put(address, "", s.get(address, key))
	s.put(address, key, nil)
}

// typeOf returns the resource type in an address such as "openbanking_api_key.ci".
func typeOf(address string) string {
	name, _, _ := strings.Cut(address, ".")
	return name
}

// store encodes an object for the state; nil for one that is null.
func (s *resourceSchema) store(o object) *stored {
	if isNull(o.value) {
		return nil
	}
	kept := &stored{version: s.version, private: o.private, tainted: o.tainted, decoded: o}
	kept.attributes = mustJSON(o.value, s.typ)
	if !isNull(o.identity) {
		kept.identity, kept.identityVersion = mustJSON(o.identity, s.identity), s.identityVersion
	}
	return kept
}

func mustJSON(value cty.Value, typ cty.Type) []byte {
	data, err := ctyjson.Marshal(value, typ)
	if err != nil {
		panic("an unknown value was to be stored, which every caller rules out: " + err.Error())
	}
	return data
}

// public returns an object for tests to look at; nil for none.
func (s *stored) public() *Object {
	if s == nil {
		return nil
	}
	return &Object{
		Attributes: decodeObject(s.decoded.value), Identity: decodeObject(s.decoded.identity),
		Private: slices.Clone(s.private), Tainted: s.tainted,
	}
}
