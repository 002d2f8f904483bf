// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package relay_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// mark is a context's that a hook has made.
type mark struct{}

// call calls any method of the protocol with an empty request.
func call(ctx context.Context, s tfprotov6.ProviderServer, method reflect.Method) (req, resp reflect.Value, err error) {
	req = reflect.New(method.Type.In(1).Elem())
	out := reflect.ValueOf(s).MethodByName(method.Name).Call([]reflect.Value{reflect.ValueOf(ctx), req})
	err, _ = reflect.TypeAssert[error](out[1])
	return req, out[0], err
}

// texts are all that an answer has, a stream's to its end.
func texts(v reflect.Value) []string {
	var all []string
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			all = append(all, v.String())
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			all = texts(v.Elem())
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			all = append(all, texts(field)...)
		}
	case reflect.Slice:
		for i := range v.Len() {
			all = append(all, texts(v.Index(i))...)
		}
	case reflect.Func:
		for item := range v.Seq() {
			all = append(all, texts(item)...)
		}
	default: // Has none.
	}
	return all
}

// TestServer_everyMethod proves that whatever the protocol can say passes the hooks. A
// method that is new in the protocol breaks the build.
func TestServer_everyMethod(t *testing.T) {
	t.Parallel()
	unasked := []string{"CallFunction", "InvokeAction", "ListResource", "StopProvider"}
	for method := range reflect.TypeFor[relay.Framework]().Methods() {
		t.Run(method.Name, func(t *testing.T) {
			t.Parallel()
			var asked []any
			done := 0
			sent, resp, err := call(t.Context(), serve(relay.Hooks{
				Context: func(ctx context.Context, req any) (context.Context, func()) {
					asked = append(asked, req)
					return ctx, func() { done++ }
				},
				Text: func(text string) string { return "seen: " + text },
			}), method)
			if err != nil {
				t.Fatal(err)
			}
			all := texts(resp)
			if len(all) == 0 || slices.ContainsFunc(all, func(text string) bool { return !strings.HasPrefix(text, "seen: ") }) {
				t.Errorf("it says %q", all)
			}
			var want []any
			if !slices.Contains(unasked, method.Name) {
				want = []any{sent.Interface()}
			}
			if !slices.Equal(asked, want) || done != len(want) {
				t.Errorf("the hook of the context is asked about %v, and told of %d ends", asked, done)
			}
			_, resp, err = call(t.Context(), serve(relay.Hooks{}), method)
			for i, text := range texts(resp) {
				if err != nil || "seen: "+text != all[i] {
					t.Errorf("without hooks it says %q and %v", text, err)
				}
			}
		})
	}
}

// TestServer_context proves that a call has the context of the hook, which is done with
// it afterwards.
func TestServer_context(t *testing.T) {
	t.Parallel()
	var steps []any
	s := relay.Server(short{called: func(ctx context.Context) error {
		steps = append(steps, ctx.Value(mark{}))
		return nil
	}}, relay.Hooks{Context: func(ctx context.Context, _ any) (context.Context, func()) {
		return context.WithValue(ctx, mark{}, "called"), func() { steps = append(steps, "done") }
	}})
	if _, err := s.ReadResource(t.Context(), nil); err != nil || !slices.Equal(steps, []any{"called", "done"}) {
		t.Errorf("got %v and %v", steps, err)
	}
}

// TestServer_error proves that an error that comes instead of an answer passes.
func TestServer_error(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	s := relay.Server(short{called: func(context.Context) error { return broken }}, relay.Hooks{Text: strings.ToUpper})
	for _, name := range []string{"ReadResource", "StopProvider", "CallFunction", "ListResource", "InvokeAction"} {
		method, _ := reflect.TypeFor[relay.Framework]().MethodByName(name)
		if _, resp, err := call(t.Context(), s, method); !resp.IsNil() || !errors.Is(err, broken) {
			t.Errorf("%s answers %v and %v", name, resp, err)
		}
	}
}

// TestServer_stop proves that a stream ends when the CLI has had enough.
func TestServer_stop(t *testing.T) {
	t.Parallel()
	stream, err := relay.Server(pair{}, relay.Hooks{}).ListResource(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range stream.Results {
		break
	}
}

// TestFramework proves that all that the framework's server can do is passed on, or
// left out on purpose.
func TestFramework(t *testing.T) {
	t.Parallel()
	inner := providerserver.NewProtocol6(provider.New("test")())()
	passed, stores := reflect.TypeFor[relay.Framework](), reflect.TypeFor[tfprotov6.StateStoreServer]()
	for method := range reflect.TypeOf(inner).Methods() {
		_, ok := passed.MethodByName(method.Name)
		if _, leftOut := stores.MethodByName(method.Name); !ok && !leftOut {
			t.Errorf("%s is not passed on", method.Name)
		}
	}
	relay.Server(inner, relay.Hooks{})
	defer func() {
		if recover() == nil {
			t.Error("a server without list resources is passed on")
		}
	}()
	relay.Server(struct{ tfprotov6.ProviderServer }{inner}, relay.Hooks{})
}
