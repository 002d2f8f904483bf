// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Defaults of the provider block.
const (
	defaultMaxRetries     = 8
	defaultRequestTimeout = 30 * time.Second
)

// ValidateConfig refuses two platforms in one provider block, before anything
// is planned.
func (p *openbankingProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	given := configured(ctx, Dialects(), req.Config, &resp.Diagnostics)
	if len(given) > 1 {
		addSeveral(given, &resp.Diagnostics)
	}
}

// resolve decides which platform is meant and fills in the environment
// variables. Without errors in diags, the dialect is not nil.
func resolve(ctx context.Context, dialects []platform.Dialect, config tfsdk.Config, diags *diag.Diagnostics) (platform.Dialect, platform.Settings) {
	dialect := choose(dialects, configured(ctx, dialects, config, diags), diags)
	settings := platform.Settings{
		Environment:    known[types.String](ctx, config, path.Root("environment"), diags).ValueString(),
		Endpoint:       known[types.String](ctx, config, path.Root("endpoint"), diags).ValueString(),
		MaxRetries:     defaultMaxRetries,
		RequestTimeout: defaultRequestTimeout,
	}
	if retries := known[types.Int64](ctx, config, path.Root("max_retries"), diags); !retries.IsNull() {
		settings.MaxRetries = int(retries.ValueInt64())
	}
	if ceiling := known[types.Int64](ctx, config, path.Root("requests_per_minute"), diags); !ceiling.IsNull() {
		settings.RequestsPerMinute = int(ceiling.ValueInt64())
	}
	if most := known[types.Int64](ctx, config, path.Root("max_list_items"), diags); !most.IsNull() {
		settings.MaxListItems = int(most.ValueInt64())
	}
	if timeout := known[types.String](ctx, config, path.Root("request_timeout"), diags); !timeout.IsNull() {
		d, err := validators.ParseDuration(timeout.ValueString())
		if err != nil {
			diags.AddAttributeError(path.Root("request_timeout"), "Not a usable duration", err.Error())
		}
		settings.RequestTimeout = d
	}
	if dialect != nil {
		settings.Credentials = credentials(ctx, dialects, dialect, config, diags)
	}
	return dialect, settings
}

// configured returns the dialects whose blocks are in the provider block.
func configured(ctx context.Context, dialects []platform.Dialect, config tfsdk.Config, diags *diag.Diagnostics) []platform.Dialect {
	var given []platform.Dialect
	for _, d := range dialects {
		var object types.Object
		diags.Append(config.GetAttribute(ctx, path.Root(d.Name()), &object)...)
		if !object.IsNull() {
			given = append(given, d)
		}
	}
	return given
}

// choose returns the one platform that is meant: by its block or, without any
// block, by its variables.
func choose(dialects, given []platform.Dialect, diags *diag.Diagnostics) platform.Dialect {
	if len(given) > 1 {
		addSeveral(given, diags)
		return nil
	}
	if len(given) == 1 {
		return given[0]
	}
	var found []platform.Dialect
	var names, variables []string
	for _, d := range dialects {
		names = append(names, d.Name())
		set := false
		for _, c := range d.Credentials() {
			variables = append(variables, c.Variable)
			set = set || os.Getenv(c.Variable) != ""
		}
		if set {
			found = append(found, d)
		}
	}
	switch len(found) {
	case 0:
		diags.AddError("No platform is configured",
			fmt.Sprintf("The provider block has no platform (%s) and no platform's environment variable is set (%s). Give the credentials of one platform.",
				strings.Join(names, ", "), strings.Join(variables, ", ")))
		return nil
	case 1:
		return found[0]
	}
	addSeveral(found, diags)
	return nil
}

func addSeveral(given []platform.Dialect, diags *diag.Diagnostics) {
	var titles []string
	for _, d := range given {
		titles = append(titles, d.Title())
	}
	diags.AddError("Several platforms are configured",
		fmt.Sprintf("Got credentials of %s; expected exactly one platform. Use one provider alias for each, and name the platform in its block where several platforms' environment variables are set.",
			platform.Enumerate(titles)))
}

// credentials reads the fields of the platform's block, each with its variable
// as the fallback.
func credentials(ctx context.Context, dialects []platform.Dialect, d platform.Dialect, config tfsdk.Config, diags *diag.Diagnostics) map[string]string {
	block := known[types.Object](ctx, config, path.Root(d.Name()), diags)
	if diags.HasError() {
		return nil
	}
	values := map[string]string{}
	for _, c := range d.Credentials() {
		f := field{platform: d, Credential: c}
		if !block.IsNull() {
			f.value = known[types.String](ctx, config, f.at(), diags).ValueString()
		}
		if f.value == "" {
			f.value, f.variable = os.Getenv(c.Variable), true
		}
		switch {
		case f.value != "":
			values[c.Name] = f.value
			diags.Append(f.check(dialects)...)
		case c.Required && !diags.HasError():
			diags.AddAttributeError(f.at(), "Credential is missing",
				fmt.Sprintf("%s needs %s.%s. Set it in the provider block, or set the environment variable %s.", d.Title(), d.Name(), c.Name, c.Variable))
		}
	}
	return values
}

// known reads an attribute that must be known before anything is planned.
func known[T interface {
	IsUnknown() bool
	IsNull() bool
}](ctx context.Context, config tfsdk.Config, at path.Path, diags *diag.Diagnostics) T {
	var value T
	diags.Append(config.GetAttribute(ctx, at, &value)...)
	if value.IsUnknown() {
		diags.AddAttributeError(at, "Provider setting is not known yet",
			fmt.Sprintf("%s depends on something that only an apply decides, but the provider needs it to plan. "+
				"Use a value that is known now, or apply what it depends on first: by a configuration of its own, or alone by -target=<its address>.", at))
		var none T
		return none
	}
	return value
}
