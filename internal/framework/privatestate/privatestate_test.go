// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package privatestate_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/privatestate"
)

// kept is a private state in memory.
type kept map[string][]byte

func (k kept) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	if key == "refused" {
		return []byte(`"a"`), diag.Diagnostics{diag.NewErrorDiagnostic("refused", "")}
	}
	return k[key], nil
}

func (k kept) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	k[key] = value
	return nil
}

// TestRoundTrip keeps values, reads them and drops them.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	state := kept{}
	if diags := privatestate.Set(t.Context(), state, "ids", []string{"a", "b"}); diags.HasError() || string(state["ids"]) != `["a","b"]` {
		t.Errorf("it keeps %s: %v", state["ids"], diags)
	}
	if ids, diags := privatestate.Get[[]string](t.Context(), state, "ids"); diags.HasError() || len(ids) != 2 || ids[1] != "b" {
		t.Errorf("it reads %v: %v", ids, diags)
	}
	if diags := privatestate.Drop(t.Context(), state, "ids"); diags.HasError() || state["ids"] != nil {
		t.Errorf("it still keeps %s: %v", state["ids"], diags)
	}
	if ids, diags := privatestate.Get[[]string](t.Context(), state, "ids"); diags.HasError() || ids != nil {
		t.Errorf("it reads %v: %v", ids, diags)
	}
}

// TestDamage proves that what cannot be read or written is an error.
func TestDamage(t *testing.T) {
	t.Parallel()
	state := kept{"ids": []byte(`["a", 7]`)}
	ids, diags := privatestate.Get[[]string](t.Context(), state, "ids")
	if ids != nil || diags.ErrorsCount() != 1 || !strings.Contains(diags[0].Detail(), "ids is damaged") {
		t.Errorf("it reads %v: %v", ids, diags)
	}
	if text, diags := privatestate.Get[string](t.Context(), state, "refused"); text != "" || diags.ErrorsCount() != 1 {
		t.Errorf("it reads %q: %v", text, diags)
	}
	if diags := privatestate.Set(t.Context(), state, "f", func() {}); !diags.HasError() || state["f"] != nil {
		t.Errorf("it keeps %s: %v", state["f"], diags)
	}
}
