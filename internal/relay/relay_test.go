// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package relay_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/relay"
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

// TestServer_everyMethod proves that whatever the protocol can say passes the hooks.
// A method that is new in the protocol breaks the build, of the server and of talker.
func TestServer_everyMethod(t *testing.T) {
	t.Parallel()
	unasked := []string{"CallFunction", "InvokeAction", "ListResource", "StopProvider"}
	for method := range reflect.TypeFor[relay.Framework]().Methods() {
		t.Run(method.Name, func(t *testing.T) {
			t.Parallel()
			var steps []string
			var asked, got any
			s := relay.Server(talker{called: func(ctx context.Context, req any) {
				got = req
				if ctx.Value(mark{}) == "inner" {
					steps = append(steps, "called")
				}
			}}, relay.Hooks{
				Context: func(ctx context.Context, req any) (context.Context, func()) {
					asked, steps = req, append(steps, "asked")
					return context.WithValue(ctx, mark{}, "inner"), func() { steps = append(steps, "done") }
				},
				Text: func(text string) string { return "re" + text },
			})
			sent, resp, err := call(t.Context(), s, method)
			if err != nil {
				t.Fatal(err)
			}
			if all := texts(resp); len(all) == 0 || slices.ContainsFunc(all, func(text string) bool { return text != "resaid" }) {
				t.Errorf("it says %q", all)
			}
			if slices.Contains(unasked, method.Name) {
				if len(steps) != 0 {
					t.Errorf("the hook of the context is asked: %q", steps)
				}
				return
			}
			if !slices.Equal(steps, []string{"asked", "called", "done"}) || asked != sent.Interface() || got != sent.Interface() {
				t.Errorf("got %q, asked about %v, called with %v, sent %v", steps, asked, got, sent)
			}
		})
	}
}

// TestServer_nothing proves that without hooks all passes as it is, and an error that
// comes instead of an answer does in any case.
func TestServer_nothing(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	hooks := relay.Hooks{Text: func(text string) string { return "re" + text }}
	for method := range reflect.TypeFor[relay.Framework]().Methods() {
		_, resp, err := call(t.Context(), relay.Server(talker{called: func(context.Context, any) {}}, relay.Hooks{}), method)
		if all := texts(resp); err != nil || len(all) == 0 || slices.ContainsFunc(all, func(text string) bool { return text != "said" }) {
			t.Errorf("%s says %q and %v", method.Name, all, err)
		}
		if _, resp, err := call(t.Context(), relay.Server(talker{err: broken}, hooks), method); !resp.IsNil() || !errors.Is(err, broken) {
			t.Errorf("%s, which is broken, answers %v and %v", method.Name, resp, err)
		}
	}
}

// TestServer_stop proves that a stream ends when the CLI has had enough.
func TestServer_stop(t *testing.T) {
	t.Parallel()
	stream, err := relay.Server(talker{called: func(context.Context, any) {}}, relay.Hooks{}).ListResource(t.Context(), nil)
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
