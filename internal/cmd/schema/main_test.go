// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
)

// TestRun looks for what the documentation generator needs: the schema under
// the short name, with something in it.
func TestRun(t *testing.T) {
	t.Parallel()

	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	var schemas tfjson.ProviderSchemas
	if err := json.Unmarshal(out.Bytes(), &schemas); err != nil {
		t.Fatal(err)
	}
	schema := schemas.Schemas["openbanking"]
	if schema == nil {
		t.Fatalf("no schema for openbanking in %d bytes", out.Len())
	}
	if schema.ResourceSchemas["openbanking_api_key"] == nil || schema.ResourceIdentitySchemas["openbanking_api_key"] == nil {
		t.Error("no schema or no identity of openbanking_api_key")
	}
	if !strings.Contains(schema.ListResourceSchemas["openbanking_api_key"].Block.Description, "- Okra: control-plane.") {
		t.Error("the page of a type does not say where it works")
	}
}

// full is a disk without room.
type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestRunReportsAFailedWrite(t *testing.T) {
	t.Parallel()

	if err := run(t.Context(), full{}); !errors.Is(err, errFull) {
		t.Errorf("run() error = %v, want %v", err, errFull)
	}
}
