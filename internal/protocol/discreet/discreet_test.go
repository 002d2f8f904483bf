// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package discreet

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

// key is a credential of the usual form, not a real one.
const key = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"

// said is what a careless check says, fresh for each answer.
func said() []*tfprotov6.Diagnostic {
	return []*tfprotov6.Diagnostic{{Summary: "no " + key, Detail: "Got \"" + key + "\", which is no date."}, nil}
}

// careless answers everything with a credential.
type careless struct{ relay.Framework }

func (careless) ReadResource(context.Context, *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{Diagnostics: said()}, nil
}

func (careless) CallFunction(context.Context, *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return &tfprotov6.CallFunctionResponse{Error: &tfprotov6.FunctionError{Text: "got " + key}}, nil
}

func (careless) ListResource(context.Context, *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	results := []tfprotov6.ListResourceResult{{DisplayName: "\x1b[2J" + key, Diagnostics: said()}, {Diagnostics: said()}}
	return &tfprotov6.ListResourceServerStream{Results: slices.Values(results)}, nil
}

func (careless) InvokeAction(context.Context, *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	events := []tfprotov6.InvokeActionEvent{
		{Type: tfprotov6.ProgressInvokeActionEventType{Message: "using " + key}},
		{Type: tfprotov6.CompletedInvokeActionEventType{Diagnostics: said()}},
	}
	return &tfprotov6.InvokeActionServerStream{Events: slices.Values(events)}, nil
}

func TestClean(t *testing.T) {
	t.Parallel()
	s := relay.Server(careless{}, relay.Hooks{Text: Clean})
	var texts []string
	add := func(diagnostics []*tfprotov6.Diagnostic) {
		texts = append(texts, diagnostics[0].Summary, diagnostics[0].Detail)
	}
	read, err := s.ReadResource(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	add(read.Diagnostics)
	called, err := s.CallFunction(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	texts = append(texts, called.Error.Text)
	listed, err := s.ListResource(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for result := range listed.Results {
		texts = append(texts, result.DisplayName)
		add(result.Diagnostics)
	}
	invoked, err := s.InvokeAction(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for event := range invoked.Events {
		switch kind := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			texts = append(texts, kind.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			add(kind.Diagnostics)
		}
	}
	want := []string{
		"no [redacted]", `Got "[redacted]", which is no date.`, "got [redacted]",
		"\uFFFD[2J[redacted]", "no [redacted]", `Got "[redacted]", which is no date.`, "", "no [redacted]", `Got "[redacted]", which is no date.`,
		"using [redacted]", "no [redacted]", `Got "[redacted]", which is no date.`,
	}
	if !slices.Equal(texts, want) {
		t.Errorf("got %q, expected %q", texts, want)
	}
}
