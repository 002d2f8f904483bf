// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package schemajson_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/cmd/schema/schemajson"
)

// sameTypes compares cty types by what they mean, not by their representation.
var sameTypes = cmp.Comparer(func(a, b cty.Type) bool {
	if a == cty.NilType || b == cty.NilType {
		return a == b
	}
	return a.Equals(b)
})

func TestReadConvertsEverything(t *testing.T) {
	t.Parallel()

	got, err := schemajson.Read(t.Context(), providerserver.NewProtocol6(everything{})())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantEverything(), got, sameTypes); diff != "" {
		t.Errorf("schema (-want +got):\n%s", diff)
	}
}

// TestWriteReadsBack makes sure that nothing is lost on the way through JSON,
// which is how the documentation generator reads it.
func TestWriteReadsBack(t *testing.T) {
	t.Parallel()

	schema, err := schemajson.Read(t.Context(), providerserver.NewProtocol6(everything{})())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := schemajson.Write(&out, "every", schema); err != nil {
		t.Fatal(err)
	}
	var got tfjson.ProviderSchemas
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		Schemas:       map[string]*tfjson.ProviderSchema{"every": wantEverything()},
	}
	if diff := cmp.Diff(want, got, sameTypes); diff != "" {
		t.Errorf("schema (-want +got):\n%s", diff)
	}
}

// broken is a provider that answers as it is told to.
type broken struct {
	tfprotov6.ProviderServer

	schema   *tfprotov6.GetProviderSchemaResponse
	identity *tfprotov6.GetResourceIdentitySchemasResponse
	err      error
}

func (b broken) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return b.schema, b.err
}

func (b broken) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return b.identity, nil
}

func TestReadErrors(t *testing.T) {
	t.Parallel()

	diagnostics := []*tfprotov6.Diagnostic{
		{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Odd", Detail: "but fine"},
		{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Bad", Detail: "duplicate type"},
	}
	resource := func(b *tfprotov6.SchemaBlock) *tfprotov6.GetProviderSchemaResponse {
		return &tfprotov6.GetProviderSchemaResponse{ResourceSchemas: map[string]*tfprotov6.Schema{"every_thing": {Block: b}}}
	}
	for name, test := range map[string]struct {
		server broken
		want   string
	}{
		"call fails": {
			broken{err: errors.New("no answer")},
			"get the provider schema: no answer",
		},
		"provider reports an error": {
			broken{schema: &tfprotov6.GetProviderSchemaResponse{Diagnostics: diagnostics}},
			"get the provider schema: Bad: duplicate type",
		},
		"identity reports an error": {
			broken{
				schema:   &tfprotov6.GetProviderSchemaResponse{},
				identity: &tfprotov6.GetResourceIdentitySchemasResponse{Diagnostics: diagnostics},
			},
			"get the resource identity schemas: Bad: duplicate type",
		},
		"attribute without a type": {
			broken{schema: resource(&tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{{Name: "id"}}})},
			"resource every_thing: attribute id: no type",
		},
		"unknown nesting of an attribute": {
			broken{schema: resource(&tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{{Name: "id", NestedType: &tfprotov6.SchemaObject{}}}})},
			"resource every_thing: attribute id: unknown nesting mode INVALID",
		},
		"unknown nesting of a block": {
			broken{schema: resource(&tfprotov6.SchemaBlock{BlockTypes: []*tfprotov6.SchemaNestedBlock{{TypeName: "rule"}}})},
			"resource every_thing: block rule: unknown nesting mode INVALID",
		},
		"function without a result": {
			broken{schema: &tfprotov6.GetProviderSchemaResponse{Functions: map[string]*tfprotov6.Function{"f": {}}}},
			"function f: no return type",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if test.server.identity == nil {
				test.server.identity = &tfprotov6.GetResourceIdentitySchemasResponse{}
			}
			_, err := schemajson.Read(t.Context(), test.server)
			if err == nil || err.Error() != test.want {
				t.Errorf("Read() error = %v, want %q", err, test.want)
			}
		})
	}
}
