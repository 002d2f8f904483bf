// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
)

// serve returns the provider as it is served, not configured.
func serve() tfprotov6.ProviderServer {
	return protocol.Server("test")
}

// definition returns a function as the CLI is told of it.
func definition(t *testing.T, name string) *tfprotov6.Function {
	t.Helper()
	functions, err := serve().GetFunctions(t.Context(), &tfprotov6.GetFunctionsRequest{})
	if err != nil || len(functions.Diagnostics) > 0 {
		t.Fatalf("%v %v", err, functions.Diagnostics)
	}
	f, ok := functions.Functions[name]
	if !ok {
		t.Fatalf("there is no function %q", name)
	}
	return f
}

// call calls a function over the protocol, as a CLI does once it knows all
// arguments: nil is null.
func call(t *testing.T, name string, arguments ...any) (tftypes.Value, *tfprotov6.FunctionError) {
	t.Helper()
	f := definition(t, name)
	if len(arguments) != len(f.Parameters) {
		t.Fatalf("%s takes %d arguments", name, len(f.Parameters))
	}
	packed := make([]*tfprotov6.DynamicValue, len(arguments))
	for i, argument := range arguments {
		value, err := tfprotov6.NewDynamicValue(f.Parameters[i].Type, tftypes.NewValue(f.Parameters[i].Type, argument))
		if err != nil {
			t.Fatal(err)
		}
		packed[i] = &value
	}
	resp, err := serve().CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{Name: name, Arguments: packed})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Error != nil {
		return tftypes.Value{}, resp.Error
	}
	result, err := resp.Result.Unmarshal(f.Return.Type)
	if err != nil {
		t.Fatal(err)
	}
	return result, nil
}

// object calls a function that returns an object of texts, and returns it; what
// is null is left out.
func object(t *testing.T, name string, arguments ...any) (map[string]string, *tfprotov6.FunctionError) {
	t.Helper()
	result, wrong := call(t, name, arguments...)
	if wrong != nil {
		return nil, wrong
	}
	attributes := map[string]tftypes.Value{}
	if err := result.As(&attributes); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for key, value := range attributes {
		var text *string
		if err := value.As(&text); err != nil {
			t.Fatal(err)
		}
		if text != nil {
			texts[key] = *text
		}
	}
	return texts, nil
}

// refused fails the test unless a call ended in an error at an argument that says
// all of some texts.
func refused(t *testing.T, wrong *tfprotov6.FunctionError, argument int64, texts ...string) {
	t.Helper()
	if wrong == nil {
		t.Error("there is no error")
		return
	}
	if wrong.FunctionArgument == nil || *wrong.FunctionArgument != argument {
		t.Errorf("the error is at another argument than %d: %+v", argument, wrong)
	}
	if strings.HasSuffix(wrong.Text, ".") {
		t.Errorf("the CLI adds the full stop: %s", wrong.Text)
	}
	for _, text := range texts {
		if !strings.Contains(wrong.Text, text) {
			t.Errorf("the error does not say %q: %s", text, wrong.Text)
		}
	}
}

// Every function and every parameter is described, and says what a user has to
// know of purity and secrets.
func TestDefinitions(t *testing.T) {
	t.Parallel()
	functions, err := serve().GetFunctions(t.Context(), &tfprotov6.GetFunctionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(functions.Functions) != 3 {
		t.Errorf("there are %d functions", len(functions.Functions))
	}
	for name, f := range functions.Functions {
		if f.Summary == "" || strings.HasSuffix(f.Summary, ".") {
			t.Errorf("%s has the summary %q", name, f.Summary)
		}
		for _, text := range []string{"reads no clock", "without credentials", "sensitive", "ephemeral"} {
			if !strings.Contains(f.Description, text) {
				t.Errorf("the description of %s does not say %q", name, text)
			}
		}
		for _, p := range f.Parameters {
			if p.Description == "" {
				t.Errorf("parameter %s of %s is not described", p.Name, name)
			}
			// The CLI answers what is not known by itself, without a call.
			if p.AllowUnknownValues {
				t.Errorf("parameter %s of %s takes unknown values", p.Name, name)
			}
			if nullable := p.Name == "at" || p.Name == "tolerance"; p.AllowNullValue != nullable {
				t.Errorf("parameter %s of %s takes null: %t", p.Name, name, p.AllowNullValue)
			}
		}
		if object, ok := f.Return.Type.(tftypes.Object); ok {
			for attribute := range object.AttributeTypes {
				if !strings.Contains(f.Description, "`"+attribute+"`") {
					t.Errorf("the description of %s does not explain %s", name, attribute)
				}
			}
		}
	}
}

// A null or an unknown value that a CLI lets through by mistake is an error, of the
// framework's, and no crash.
func TestNoValue(t *testing.T) {
	t.Parallel()
	for _, none := range []any{nil, tftypes.UnknownValue} {
		for _, name := range []string{"iban", "key_info"} {
			if _, wrong := call(t, name, none); wrong == nil {
				t.Errorf("%s takes %v", name, none)
			}
		}
		for i := range 7 {
			if none == nil && i >= 5 {
				continue // May be null.
			}
			arguments := []any{"whsec_" + strings.Repeat("A", 32), "msg", 1, "body", "v1,x", nil, nil}
			arguments[i] = none
			if _, wrong := call(t, "webhook_signature_valid", arguments...); wrong == nil {
				t.Errorf("webhook_signature_valid takes %v as argument %d", none, i)
			}
		}
	}
}
