// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package nulls_test

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/nulls"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

// toy is a provider with one function, which tells whether its argument is null.
type toy struct{}

func (toy) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {}
func (toy) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{}
}
func (toy) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}
func (toy) Resources(context.Context) []func() resource.Resource                              { return nil }

func (toy) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (toy) Functions(context.Context) []func() function.Function {
	return []func() function.Function{func() function.Function { return isNull{} }}
}

type isNull struct{}

func (isNull) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "is_null"
}

func (isNull) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Parameters: []function.Parameter{function.StringParameter{Name: "value", AllowNullValue: true}},
		Return:     function.BoolReturn{},
	}
}

func (isNull) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var value *string
	if resp.Error = req.Arguments.Get(ctx, &value); resp.Error == nil {
		resp.Error = resp.Result.Set(ctx, value == nil)
	}
}

// An argument is null however a CLI says so, and what is none stays what it is.
func TestCallFunction(t *testing.T) {
	t.Parallel()
	encoded := func(value any) *tfprotov6.DynamicValue {
		packed, err := tfprotov6.NewDynamicValue(tftypes.String, tftypes.NewValue(tftypes.String, value))
		if err != nil {
			t.Fatal(err)
		}
		return &packed
	}
	for name, test := range map[string]struct {
		argument *tfprotov6.DynamicValue
		null     bool
	}{
		"as Terraform encodes it":      {encoded(nil), true},
		"left out, over the wire":      {&tfprotov6.DynamicValue{}, true},
		"left out":                     {nil, true},
		"in JSON":                      {&tfprotov6.DynamicValue{JSON: []byte("null")}, true},
		"a text":                       {encoded("a"), false},
		"a text without any character": {encoded(""), false},
		"a text in JSON":               {&tfprotov6.DynamicValue{JSON: []byte(`"a"`)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := &tfprotov6.CallFunctionRequest{Name: "is_null", Arguments: []*tfprotov6.DynamicValue{test.argument}}
			resp, err := relay.Server(providerserver.NewProtocol6(toy{})(), relay.Hooks{Arguments: nulls.Fill}).CallFunction(t.Context(), req)
			if err != nil || resp.Error != nil {
				t.Fatalf("%v %+v", err, resp.Error)
			}
			result, err := resp.Result.Unmarshal(tftypes.Bool)
			if err != nil {
				t.Fatal(err)
			}
			if want := tftypes.NewValue(tftypes.Bool, test.null); !result.Equal(want) {
				t.Errorf("got %s, want %s", result, want)
			}
			if req.Arguments[0] != test.argument {
				t.Error("the CLI's own request was changed")
			}
		})
	}
}

// The framework still needs this: with its own server the call fails.
func TestFramework(t *testing.T) {
	t.Parallel()
	resp, err := providerserver.NewProtocol6(toy{})().CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{
		Name: "is_null", Arguments: []*tfprotov6.DynamicValue{{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Error == nil {
		t.Error("the framework reads an argument that was left out: this package can go")
	}
}
