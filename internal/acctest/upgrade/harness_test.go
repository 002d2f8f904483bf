// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package upgrade_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// kept is what a resource stores: the version of its schema and the type of each
// attribute by its path, identity and all.
type kept struct {
	version, identityVersion int64
	attributes               map[string]string
	object, identity         tftypes.Type
}

// stores lists what each resource of a provider stores, by type.
func stores(ctx context.Context, server tfprotov6.ProviderServer) (map[string]kept, error) {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, err
	}
	all := map[string]kept{}
	for name, schema := range schemas.ResourceSchemas {
		k := kept{version: schema.Version, attributes: map[string]string{}, object: schema.ValueType()}
		describe(k.attributes, "", k.object)
		if identity := identities.IdentitySchemas[name]; identity != nil {
			k.identityVersion, k.identity = identity.Version, identity.ValueType()
			describe(k.attributes, "identity", k.identity)
		}
		all[name] = k
	}
	return all, nil
}

// describe lists the types in an object by path.
func describe(into map[string]string, path string, typ tftypes.Type) {
	switch typ := typ.(type) {
	case tftypes.Object:
		for name, attribute := range typ.AttributeTypes {
			describe(into, strings.TrimPrefix(path+"."+name, "."), attribute)
		}
	case tftypes.List:
		describe(into, path+"[list]", typ.ElementType)
	case tftypes.Set:
		describe(into, path+"[set]", typ.ElementType)
	case tftypes.Map:
		describe(into, path+"[map]", typ.ElementType)
	default:
		into[path] = strings.ToLower(strings.TrimPrefix(typ.String(), "tftypes."))
	}
}

// file is the name of the file that describes a version.
func file(typeName string, version int64) string { return fmt.Sprintf("%s.v%d.txt", typeName, version) }

// text is the content of that file.
func text(attributes map[string]string) string {
	var out strings.Builder
	for _, path := range slices.Sorted(maps.Keys(attributes)) {
		fmt.Fprintf(&out, "%s %s\n", path, attributes[path])
	}
	return out.String()
}

// parse reads such a content.
func parse(text string) map[string]string {
	attributes := map[string]string{}
	for line := range strings.Lines(text) {
		path, typ, _ := strings.Cut(strings.TrimSpace(line), " ")
		attributes[path] = typ
	}
	return attributes
}

// change is how a schema differs from the description of its version.
type change struct {
	added []string
	lost  []string // removed, or of another type
}

func compare(described, present map[string]string) change {
	var c change
	for path, typ := range described {
		switch now, ok := present[path]; {
		case !ok:
			c.lost = append(c.lost, path+" is gone")
		case now != typ:
			c.lost = append(c.lost, fmt.Sprintf("%s was %s and is %s", path, typ, now))
		}
	}
	for path := range present {
		if _, ok := described[path]; !ok {
			c.added = append(c.added, path)
		}
	}
	slices.Sort(c.added)
	slices.Sort(c.lost)
	return c
}

// stateFile is what the tests read of a state file of version 4.
type stateFile struct {
	Resources []struct {
		Mode      string     `json:"mode"`
		Type      string     `json:"type"`
		Name      string     `json:"name"`
		Instances []instance `json:"instances"`
	} `json:"resources"`
}

type instance struct {
	SchemaVersion         int64           `json:"schema_version"`
	Attributes            json.RawMessage `json:"attributes"`
	IdentitySchemaVersion int64           `json:"identity_schema_version"`
	Identity              json.RawMessage `json:"identity"`
}

// load has a provider read every object of a state, as a CLI does first of all,
// and lists what goes wrong. It counts the objects by type and version in seen.
func load(ctx context.Context, server tfprotov6.ProviderServer, state []byte, seen map[string]int) ([]string, error) {
	present, err := stores(ctx, server)
	if err != nil {
		return nil, err
	}
	var parsed stateFile
	if err := json.Unmarshal(state, &parsed); err != nil {
		return nil, err
	}
	var problems []string
	for _, resource := range parsed.Resources {
		now, ok := present[resource.Type]
		if !ok {
			problems = append(problems, resource.Type+" is no resource any more")
			continue
		}
		for _, one := range resource.Instances {
			seen[file(resource.Type, one.SchemaVersion)]++
			for _, problem := range slices.Concat(object(ctx, server, resource.Type, now, one), identity(ctx, server, resource.Type, now, one)) {
				problems = append(problems, fmt.Sprintf("%s.%s: %s", resource.Type, resource.Name, problem))
			}
		}
	}
	return problems, nil
}

// object upgrades an object. Of the present version it has to come out as it went
// in: the framework would drop what it does not know.
func object(ctx context.Context, server tfprotov6.ProviderServer, typeName string, now kept, one instance) []string {
	raw := &tfprotov6.RawState{JSON: one.Attributes}
	resp, err := server.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{TypeName: typeName, Version: one.SchemaVersion, RawState: raw})
	if err != nil {
		return []string{err.Error()}
	}
	if problems := said(resp.Diagnostics); problems != nil {
		return problems
	}
	upgraded, err := resp.UpgradedState.Unmarshal(now.object)
	if err != nil {
		return []string{"the upgraded object is none of the schema: " + err.Error()}
	}
	if one.SchemaVersion != now.version {
		return nil
	}
	return same(raw.Unmarshal, now.object, upgraded)
}

// identity does the same with an object's identity; older CLIs have none.
func identity(ctx context.Context, server tfprotov6.ProviderServer, typeName string, now kept, one instance) []string {
	if one.Identity == nil {
		return nil
	}
	raw := &tfprotov6.RawState{JSON: one.Identity}
	if one.IdentitySchemaVersion == now.identityVersion {
		// The CLIs read it themselves.
		_, err := raw.Unmarshal(now.identity)
		if err != nil {
			return []string{"the identity is none of the schema: " + err.Error()}
		}
		return nil
	}
	resp, err := server.UpgradeResourceIdentity(ctx, &tfprotov6.UpgradeResourceIdentityRequest{TypeName: typeName, Version: one.IdentitySchemaVersion, RawIdentity: raw})
	if err != nil {
		return []string{err.Error()}
	}
	return said(resp.Diagnostics)
}

// same compares what was stored, every attribute of which has to be in the schema,
// with what became of it.
func same(stored func(tftypes.Type) (tftypes.Value, error), typ tftypes.Type, upgraded tftypes.Value) []string {
	before, err := stored(typ)
	if err != nil {
		return []string{"the stored object is none of the schema: " + err.Error()}
	}
	differences, err := before.Diff(upgraded)
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	for _, d := range differences {
		problems = append(problems, "changes by being read: "+d.Path.String())
	}
	return problems
}

// said turns diagnostics into texts; a warning counts as well.
func said(diagnostics []*tfprotov6.Diagnostic) []string {
	var problems []string
	for _, d := range diagnostics {
		problems = append(problems, cmp.Or(d.Summary, "?")+": "+d.Detail)
	}
	return problems
}
