// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package upgrade_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// stateOf is a state with one object of the toy.
func stateOf(version int, attributes string) []byte {
	return fmt.Appendf(nil, `{"version":4,"resources":[{"mode":"managed","type":"toy_thing","name":"it","instances":[{"schema_version":%d,"attributes":%s}]}]}`, version, attributes)
}

const (
	storedV0 = `{"id":"1","key":"hush","days":"30"}`
	storedV1 = `{"id":"1","secret":"hush","after":"30d"}`
)

// TestLoad proves that the harness takes what the pattern does and finds what may
// be forgotten.
func TestLoad(t *testing.T) {
	t.Parallel()
	renamed := schemaV1()
	renamed.Version = 0 // The mistake that loses a secret.
	unfinished := upgraded()
	unfinished.upgraders = nil
	added := schemaV0()
	added.Attributes["note"] = schema.StringAttribute{Optional: true}
	for name, test := range map[string]struct {
		thing   thing
		state   []byte
		problem string // "" for none
	}{
		"the first version":             {thing{schema: schemaV0()}, stateOf(0, storedV0), ""},
		"an attribute more":             {thing{schema: added}, stateOf(0, storedV0), ""},
		"an upgrade":                    {upgraded(), stateOf(0, storedV0), ""},
		"an upgrade of null":            {upgraded(), stateOf(0, `{"id":"1","key":null,"days":null}`), ""},
		"the present version":           {upgraded(), stateOf(1, storedV1), ""},
		"another schema, same version":  {thing{schema: renamed}, stateOf(0, storedV0), "the stored object is none of the schema"},
		"a version without an upgrader": {unfinished, stateOf(0, storedV0), "toy_thing.it: Unable to Upgrade Resource State"},
		"a state of a later release":    {thing{schema: schemaV0()}, stateOf(1, storedV1), "toy_thing.it: "},
		"a resource that was removed":   {upgraded(), []byte(strings.Replace(string(stateOf(0, storedV0)), "toy_thing", "toy_other", 1)), "toy_other is no resource any more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			problems, err := load(t.Context(), providerserver.NewProtocol6(toy{test.thing})(), test.state, map[string]int{})
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case test.problem == "" && problems != nil:
				t.Errorf("it finds %q", problems)
			case test.problem != "" && !strings.Contains(strings.Join(problems, "\n"), test.problem):
				t.Errorf("it finds %q, want %q", problems, test.problem)
			}
		})
	}
}

// The pattern keeps what was stored.
func TestPattern(t *testing.T) {
	t.Parallel()
	server := providerserver.NewProtocol6(toy{upgraded()})()
	present, err := stores(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: "toy_thing", Version: 0, RawState: &tfprotov6.RawState{JSON: []byte(storedV0)},
	})
	if err != nil || len(resp.Diagnostics) > 0 {
		t.Fatalf("%v %v", err, said(resp.Diagnostics))
	}
	got, err := resp.UpgradedState.Unmarshal(present["toy_thing"].object)
	if err != nil {
		t.Fatal(err)
	}
	if problems := same((&tfprotov6.RawState{JSON: []byte(storedV1)}).Unmarshal, present["toy_thing"].object, got); problems != nil {
		t.Errorf("the upgraded object differs: %q", problems)
	}
}

// TestCompare proves that a schema's description tells an addition from a loss.
func TestCompare(t *testing.T) {
	t.Parallel()
	described := map[string]string{"id": "string", "tags[set]": "string", "timeouts.create": "string"}
	for name, test := range map[string]struct {
		present     map[string]string
		added, lost string
	}{
		"the same":             {described, "", ""},
		"one more":             {map[string]string{"id": "string", "tags[set]": "string", "timeouts.create": "string", "note": "string"}, "note", ""},
		"one less":             {map[string]string{"id": "string", "tags[set]": "string"}, "", "timeouts.create is gone"},
		"another type":         {map[string]string{"id": "number", "tags[set]": "string", "timeouts.create": "string"}, "", "id was string and is number"},
		"another collection":   {map[string]string{"id": "string", "tags[list]": "string", "timeouts.create": "string"}, "tags[list]", "tags[set] is gone"},
		"another name":         {map[string]string{"ID": "string", "tags[set]": "string", "timeouts.create": "string"}, "ID", "id is gone"},
		"a version of its own": {nil, "", "id is gone,tags[set] is gone,timeouts.create is gone"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := compare(parse(text(described)), test.present)
			if added, lost := strings.Join(c.added, ","), strings.Join(c.lost, ","); added != test.added || lost != test.lost {
				t.Errorf("got added %q and lost %q", added, lost)
			}
		})
	}
}
