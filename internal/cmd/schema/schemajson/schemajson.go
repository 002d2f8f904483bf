// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package schemajson describes a protocol 6 provider in the JSON format of
// "terraform providers schema -json", without a CLI.
package schemajson

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// formatVersion is the version of the JSON format, the one that Terraform 1.x
// writes: https://developer.hashicorp.com/terraform/cli/commands/providers/schema.
const formatVersion = "1.0"

// Write writes the schemas of one provider as JSON, indented and with sorted
// keys, under the given key of "provider_schemas". A CLI uses the provider's
// address there.
func Write(out io.Writer, key string, schema *tfjson.ProviderSchema) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(&tfjson.ProviderSchemas{
		FormatVersion: formatVersion,
		Schemas:       map[string]*tfjson.ProviderSchema{key: schema},
	}); err != nil {
		return fmt.Errorf("write the provider schema: %w", err)
	}
	return nil
}

// Read asks the provider for everything that it offers. The error names the
// first diagnostic of the provider, or what has no counterpart in the format.
func Read(ctx context.Context, server tfprotov6.ProviderServer) (*tfjson.ProviderSchema, error) {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, fmt.Errorf("get the provider schema: %w", err)
	}
	if err := firstError(schemas.Diagnostics); err != nil {
		return nil, fmt.Errorf("get the provider schema: %w", err)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, fmt.Errorf("get the resource identity schemas: %w", err)
	}
	if err := firstError(identities.Diagnostics); err != nil {
		return nil, fmt.Errorf("get the resource identity schemas: %w", err)
	}
	return convert(schemas, identities)
}

// firstError turns the first diagnostic that is an error into one.
func firstError(diagnostics []*tfprotov6.Diagnostic) error {
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return errors.New(d.Summary + ": " + d.Detail)
		}
	}
	return nil
}

// convert assembles the parts of the format from the two answers.
func convert(from *tfprotov6.GetProviderSchemaResponse, identities *tfprotov6.GetResourceIdentitySchemasResponse) (*tfjson.ProviderSchema, error) {
	var to tfjson.ProviderSchema
	var errs [8]error
	to.ConfigSchema, errs[0] = schema(from.Provider)
	to.ResourceSchemas, errs[1] = each("resource", from.ResourceSchemas, schema)
	to.DataSourceSchemas, errs[2] = each("data source", from.DataSourceSchemas, schema)
	to.EphemeralResourceSchemas, errs[3] = each("ephemeral resource", from.EphemeralResourceSchemas, schema)
	to.ListResourceSchemas, errs[4] = each("list resource", from.ListResourceSchemas, schema)
	to.ActionSchemas, errs[5] = each("action", from.ActionSchemas, action)
	to.Functions, errs[6] = each("function", from.Functions, function)
	to.ResourceIdentitySchemas, errs[7] = each("identity", identities.IdentitySchemas, identity)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	return &to, nil
}

// each converts a map of schemas, naming the one that fails. A provider without
// that kind of thing has no such map in the format either.
func each[From, To any](kind string, from map[string]*From, convert func(*From) (*To, error)) (map[string]*To, error) {
	if len(from) == 0 {
		return nil, nil
	}
	to := make(map[string]*To, len(from))
	for name, f := range from {
		t, err := convert(f)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", kind, name, err)
		}
		to[name] = t
	}
	return to, nil
}
