// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lend

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// empty is a provider of nothing.
type empty struct{}

func (empty) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {}

func (empty) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (empty) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (empty) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (empty) Resources(context.Context) []func() resource.Resource { return nil }

// TestFrameworkHoardsContexts fails on the day this package is not needed any more.
func TestFrameworkHoardsContexts(t *testing.T) {
	t.Parallel()
	framework := providerserver.NewProtocol6(empty{})()
	if !outlives(t, framework) {
		t.Error("the plugin framework keeps the contexts of its calls no longer: delete internal/protocol/lend. " +
			"Up to v1.19.0, internal/proto6server/serve.go:28, registerContext, appends the cancel function of each call to Server.contextCancels " +
			"and StopProvider alone empties that.")
	}
	if outlives(t, careful{}) {
		t.Error("a server that keeps nothing is taken for one that does")
	}
	runtime.KeepAlive(framework)
}

// careful keeps no context.
type careful struct{ tfprotov6.ProviderServer }

func (careful) ReadResource(context.Context, *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{}, nil
}

// outlives reports whether the context of a call is kept after the answer.
func outlives(t *testing.T, server tfprotov6.ProviderServer) bool {
	t.Helper()
	kept := func() weak.Pointer[[1 << 16]byte] {
		large := &[1 << 16]byte{}
		if _, err := server.ReadResource(context.WithValue(t.Context(), name("log"), large), &tfprotov6.ReadResourceRequest{TypeName: "none"}); err != nil {
			t.Error(err)
		}
		return weak.Make(large)
	}()
	for range 3 { // The first may find it on a stack.
		runtime.GC()
	}
	return kept.Value() != nil
}
