// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package privatestate reads and writes what a resource keeps beside its state, as
// JSON. States of users have it: what a key holds must never mean anything else.
package privatestate

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Reader reads the private state of a request or a response.
type Reader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// Writer writes the private state of a response.
type Writer interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// ReadWriter does both.
type ReadWriter interface {
	Reader
	Writer
}

// Get returns what is kept under a key, and the zero value where nothing is.
func Get[T any](ctx context.Context, from Reader, key string) (T, diag.Diagnostics) {
	var value, none T
	data, diags := from.GetKey(ctx, key)
	if len(data) == 0 || diags.HasError() {
		return none, diags
	}
	if err := json.Unmarshal(data, &value); err != nil {
		diags.AddError("Private state cannot be read",
			fmt.Sprintf("What the state keeps as %s is damaged: %v. Restore the state from a backup that only the CLI has written.", key, err))
		return none, diags
	}
	return value, diags
}

// Set keeps a value under a key.
func Set(ctx context.Context, to Writer, key string, value any) diag.Diagnostics {
	data, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Private state cannot be written", err.Error())}
	}
	return to.SetKey(ctx, key, data)
}

// Drop keeps nothing under a key any more.
func Drop(ctx context.Context, to Writer, key string) diag.Diagnostics {
	return to.SetKey(ctx, key, nil)
}
