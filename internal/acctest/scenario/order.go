// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// sort puts each object behind what it refers to, and keeps the order of the text
// otherwise.
func (r *reader) sort() {
	r.t.Helper()
	byAddress := map[string]*object{}
	for _, o := range r.into.objects {
		if byAddress[o.address()] != nil {
			r.t.Fatalf("%s is in the configuration twice", o.address())
		}
		byAddress[o.address()] = o
	}
	const begun, done = 1, 2
	state := map[*object]int{}
	var sorted []*object
	var visit func(o *object)
	visit = func(o *object) {
		switch state[o] {
		case begun:
			r.t.Fatalf("%s refers to itself", o.address())
		case done:
			return
		}
		state[o] = begun
		for _, address := range o.dependsOn {
			needed := byAddress[address]
			if needed == nil {
				r.t.Fatalf("%s refers to %s, which is not in the configuration", o.address(), address)
			}
			visit(needed)
		}
		state[o] = done
		sorted = append(sorted, o)
	}
	for _, o := range r.into.objects {
		o.dependsOn = append(o.dependsOn, r.references(o.body)...)
	}
	for _, o := range r.into.objects {
		visit(o)
	}
	r.into.objects = sorted
}

// references lists the addresses that a body refers to.
func (r *reader) references(body *hclsyntax.Body) []string {
	r.t.Helper()
	var all []string
	for _, name := range slices.Sorted(maps.Keys(body.Attributes)) {
		for _, traversal := range body.Attributes[name].Expr.Variables() {
			if root := traversal.RootName(); root == "count" || root == "var" {
				continue
			}
			if address := r.subject(traversal); !slices.Contains(all, address) {
				all = append(all, address)
			}
		}
	}
	return all
}
