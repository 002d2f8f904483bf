// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TestDurationsHaveOneGrammar proves that each attribute that takes hours takes days as
// well, whatever it is of; `timeouts` alone is HashiCorp's.
func TestDurationsHaveOneGrammar(t *testing.T) {
	t.Parallel()
	found := 0
	check := func(name string, attribute any) {
		checked, ok := attribute.(interface{ StringValidators() []validator.String })
		if !ok || !accepts(t, checked.StringValidators(), "24h") || accepts(t, checked.StringValidators(), "24") {
			return // It is no duration.
		}
		found++
		for _, text := range []string{"1d", "23h59m60s"} {
			if !accepts(t, checked.StringValidators(), text) {
				t.Errorf("%s does not take %q", name, text)
			}
		}
	}
	p := &openbankingProvider{}
	var schema provider.SchemaResponse
	p.Schema(t.Context(), provider.SchemaRequest{}, &schema)
	for name, attribute := range schema.Schema.GetAttributes() {
		check(name, attribute)
	}
	for _, create := range p.Resources(t.Context()) {
		var schema resource.SchemaResponse
		create().Schema(t.Context(), resource.SchemaRequest{}, &schema)
		for name, attribute := range schema.Schema.GetAttributes() {
			check(name, attribute)
		}
	}
	for _, create := range p.DataSources(t.Context()) {
		var schema datasource.SchemaResponse
		create().Schema(t.Context(), datasource.SchemaRequest{}, &schema)
		for name, attribute := range schema.Schema.GetAttributes() {
			check(name, attribute)
		}
	}
	for _, create := range p.EphemeralResources(t.Context()) {
		var schema ephemeral.SchemaResponse
		create().Schema(t.Context(), ephemeral.SchemaRequest{}, &schema)
		for name, attribute := range schema.Schema.GetAttributes() {
			check(name, attribute)
		}
	}
	for _, create := range p.ListResources(t.Context()) {
		var schema list.ListResourceSchemaResponse
		create().ListResourceConfigSchema(t.Context(), list.ListResourceSchemaRequest{}, &schema)
		for name, attribute := range schema.Schema.GetAttributes() {
			check(name, attribute)
		}
	}
	for _, create := range p.Actions(t.Context()) {
		var schema action.SchemaResponse
		create().Schema(t.Context(), action.SchemaRequest{}, &schema)
		for name, attribute := range schema.Schema.GetAttributes() {
			check(name, attribute)
		}
	}
	if found < 9 {
		t.Errorf("found only %d durations, so the walk misses some", found)
	}
}

// accepts reports whether there are validators of this project, and all accept the
// text. Others look at the rest of the configuration.
func accepts(t *testing.T, validators []validator.String, text string) bool {
	t.Helper()
	var resp validator.StringResponse
	own := 0
	for _, v := range validators {
		if !strings.Contains(reflect.TypeOf(v).PkgPath(), "openbanking") {
			continue
		}
		own++
		v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("x"), ConfigValue: types.StringValue(text)}, &resp)
	}
	return own > 0 && !resp.Diagnostics.HasError()
}
