// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// dialect is a made-up platform, of which only the settings are of interest.
type dialect struct {
	platform.Dialect

	name, title string
	credentials []platform.Credential
}

func (d dialect) Name() string { return d.name }

func (d dialect) Title() string { return d.title }

func (dialect) Standing() platform.Standing { return platform.Standing{} }

func (d dialect) Credentials() []platform.Credential { return d.credentials }

// dialects are two made-up platforms, one with an optional credential.
func dialects() []platform.Dialect {
	return []platform.Dialect{
		dialect{name: "fjord", title: "Fjord", credentials: []platform.Credential{
			{Name: "key", Variable: "TEST_FJORD_KEY", Description: "A key.", Required: true, Sensitive: true},
			{Name: "client", Variable: "TEST_FJORD_CLIENT", Description: "A client."},
		}},
		dialect{name: "delta", title: "Delta", credentials: []platform.Credential{
			{Name: "token", Variable: "TEST_DELTA_TOKEN", Description: "A token.", Required: true, Sensitive: true},
		}},
	}
}

// configOf is a provider block for the made-up platforms.
func configOf(t *testing.T, values inprocess.Values) tfsdk.Config {
	t.Helper()
	var resp provider.SchemaResponse
	(&openbankingProvider{}).Schema(t.Context(), provider.SchemaRequest{}, &resp)
	for _, d := range dialects() {
		resp.Schema.Attributes[d.Name()] = block(d)
	}
	return tfsdk.Config{Schema: resp.Schema, Raw: inprocess.Encode(t, resp.Schema.Type().TerraformType(t.Context()), values)}
}

var unknown = inprocess.Unknown{}

// TestResolve is the table of what a provider block and the environment mean
// together. It sets environment variables, so it is not parallel.
func TestResolve(t *testing.T) {
	fjord := inprocess.Values{"fjord": map[string]any{"key": "k1"}}
	tests := []struct {
		name      string
		variables map[string]string
		block     inprocess.Values
		dialect   string
		want      map[string]string // the credentials
		wrong     []string          // of the one error; none for none
	}{
		{name: "a block", block: fjord, dialect: "fjord", want: map[string]string{"key": "k1"}},
		{
			name: "a whole block", block: inprocess.Values{"fjord": map[string]any{"key": "k1", "client": "c1"}},
			dialect: "fjord", want: map[string]string{"key": "k1", "client": "c1"},
		},
		{
			name: "variables", variables: map[string]string{"TEST_DELTA_TOKEN": "t2"},
			dialect: "delta", want: map[string]string{"token": "t2"},
		},
		{
			name: "a block before its variables", variables: map[string]string{"TEST_FJORD_KEY": "k2", "TEST_FJORD_CLIENT": "c2"}, block: fjord,
			dialect: "fjord", want: map[string]string{"key": "k1", "client": "c2"},
		},
		{
			name: "an empty block and variables", variables: map[string]string{"TEST_FJORD_KEY": "k2"}, block: inprocess.Values{"fjord": map[string]any{}},
			dialect: "fjord", want: map[string]string{"key": "k2"},
		},
		{
			name: "a block before another platform's variables", variables: map[string]string{"TEST_DELTA_TOKEN": "t2"}, block: fjord,
			dialect: "fjord", want: map[string]string{"key": "k1"},
		},
		{
			name: "nothing", wrong: []string{"No platform is configured", "fjord, delta", "TEST_FJORD_KEY, TEST_FJORD_CLIENT, TEST_DELTA_TOKEN"},
		},
		{
			name: "an empty variable is none", variables: map[string]string{"TEST_FJORD_KEY": ""}, wrong: []string{"No platform is configured"},
		},
		{
			name: "two blocks", block: inprocess.Values{"fjord": map[string]any{"key": "k1"}, "delta": map[string]any{"token": "t1"}},
			wrong: []string{"Several platforms are configured", "Fjord and Delta", "exactly one", "alias"},
		},
		{
			name: "variables of two", variables: map[string]string{"TEST_FJORD_KEY": "k2", "TEST_DELTA_TOKEN": "t2"},
			wrong: []string{"Several platforms are configured", "Fjord and Delta", "environment variables"},
		},
		{
			name: "a block without its credential", block: inprocess.Values{"fjord": map[string]any{"client": "c1"}},
			wrong: []string{"fjord.key", "Credential is missing", "TEST_FJORD_KEY"},
		},
		{
			name: "variables without the credential", variables: map[string]string{"TEST_FJORD_CLIENT": "c2"},
			wrong: []string{"fjord.key", "Credential is missing", "TEST_FJORD_KEY"},
		},
		{name: "an unknown credential", block: inprocess.Values{"fjord": map[string]any{"key": unknown}}, wrong: []string{"fjord.key", "not known yet"}},
		{
			name: "an unknown credential and a variable", variables: map[string]string{"TEST_FJORD_KEY": "k2"},
			block: inprocess.Values{"fjord": map[string]any{"key": unknown}}, wrong: []string{"fjord.key", "not known yet"},
		},
		{
			name: "an unknown optional credential", block: inprocess.Values{"fjord": map[string]any{"key": "k1", "client": unknown}},
			wrong: []string{"fjord.client", "not known yet"},
		},
		{name: "an unknown block", block: inprocess.Values{"fjord": unknown}, wrong: []string{"fjord", "not known yet"}},
		{
			name: "an unknown environment", block: with(fjord, "environment", unknown), wrong: []string{"environment", "not known yet", "apply what it depends on first"},
		},
		{name: "an unknown endpoint", block: with(fjord, "endpoint", unknown), wrong: []string{"endpoint", "not known yet"}},
		{name: "an unknown bound", block: with(fjord, "max_list_items", unknown), wrong: []string{"max_list_items", "not known yet"}},
		{name: "an unknown ceiling", block: with(fjord, "requests_per_minute", unknown), wrong: []string{"requests_per_minute", "not known yet"}},
		{name: "unknown retries", block: with(fjord, "max_retries", unknown), wrong: []string{"max_retries", "not known yet"}},
		{name: "an unknown timeout", block: with(fjord, "request_timeout", unknown), wrong: []string{"request_timeout", "not known yet"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, name := range []string{"TEST_FJORD_KEY", "TEST_FJORD_CLIENT", "TEST_DELTA_TOKEN"} {
				t.Setenv(name, test.variables[name])
			}
			var diags diag.Diagnostics
			dialect, settings := resolve(t.Context(), dialects(), configOf(t, test.block), &diags)
			if test.wrong != nil {
				checkOneError(t, diags, test.wrong...)
				return
			}
			if diags.HasError() || dialect == nil {
				t.Fatalf("got %v and %v", dialect, diags)
			}
			if dialect.Name() != test.dialect || !maps.Equal(settings.Credentials, test.want) {
				t.Errorf("got %s with %v, want %s with %v", dialect.Name(), settings.Credentials, test.dialect, test.want)
			}
		})
	}
}

// with returns a block with one more attribute.
func with(values inprocess.Values, name string, v any) inprocess.Values {
	more := maps.Clone(values)
	more[name] = v
	return more
}

// checkOneError fails the test unless there is one error, with all the texts in
// it or in its path, and no credential.
func checkOneError(t *testing.T, diags diag.Diagnostics, texts ...string) {
	t.Helper()
	if diags.ErrorsCount() != 1 || len(diags) != 1 {
		t.Fatalf("got %v, want one error", diags)
	}
	text := diags[0].Summary() + ": " + diags[0].Detail()
	if at, ok := diags[0].(diag.DiagnosticWithPath); ok {
		text = at.Path().String() + ": " + text
	}
	for _, want := range texts {
		if !strings.Contains(text, want) {
			t.Errorf("the error does not mention %q: %s", want, text)
		}
	}
	for _, value := range []string{"k1", "k2", "t1", "t2"} {
		if strings.Contains(text, value) {
			t.Errorf("the error holds the credential %q: %s", value, text)
		}
	}
}

// TestResolveSettings proves the defaults and what replaces them.
func TestResolveSettings(t *testing.T) {
	t.Parallel()
	fjord := inprocess.Values{"fjord": map[string]any{"key": "k1"}}
	var diags diag.Diagnostics
	_, settings := resolve(t.Context(), dialects(), configOf(t, fjord), &diags)
	if settings.Environment != "" || settings.Endpoint != "" || settings.MaxRetries != 8 || settings.RequestTimeout != 30*time.Second || settings.RequestsPerMinute != 0 || settings.MostListed() != 5_000 {
		t.Errorf("the defaults are %+v", settings)
	}
	all := inprocess.Values{
		"fjord": fjord["fjord"], "environment": "production", "endpoint": "https://proxy.example.com/v1", "max_retries": 0, "request_timeout": "1m30s",
		"requests_per_minute": 30,
		"max_list_items":      20_000,
	}
	_, settings = resolve(t.Context(), dialects(), configOf(t, all), &diags)
	if settings.Environment != "production" || settings.Endpoint != "https://proxy.example.com/v1" || settings.MaxRetries != 0 || settings.RequestTimeout != 90*time.Second || settings.RequestsPerMinute != 30 || settings.MostListed() != 20_000 {
		t.Errorf("the settings are %+v", settings)
	}
	if diags.HasError() {
		t.Error(diags)
	}
}
