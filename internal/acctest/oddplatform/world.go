// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package oddplatform

import (
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// World is a workspace in process, on a sandbox behind a proxy. Time stands still.
type World struct {
	*engine.Workspace
	*Proxy
	*acctest.World

	t *testing.T
}

// Start begins with an empty state, and with nothing odd.
func Start(t *testing.T, on *acctest.Platform, options ...acctest.Option) *World {
	t.Helper()
	w := &World{Proxy: New(t), t: t}
	w.World = acctest.Start(t, on, append(options, acctest.AnyRequest(), acctest.Outside(w.Wrap))...)
	w.Workspace = w.Engine(nil)
	return w
}

// Provider returns a provider that is configured for the platform, for data
// sources, ephemeral resources and actions.
func (w *World) Provider() *inprocess.Provider {
	w.t.Helper()
	p := inprocess.Serve(w.t, provider.New("test")())
	p.Configure(inprocess.Values(w.Block(nil))).None(w.t)
	return p
}

// Route is the method and the path of one of the platform's endpoints, for
// [Proxy.Rewrite].
func (w *World) Route(method, path string) string { return method + " " + w.Platform.Prefix + path }

// Call asks the sandbox itself, past the proxy and without a network, and returns
// what is in the answer. It has to succeed.
func (w *World) Call(method, path string, body map[string]any) map[string]any {
	w.t.Helper()
	var sent any
	if method != http.MethodGet && method != http.MethodDelete {
		sent = body
	}
	status, answer := w.World.Call(method, path, sent)
	if status >= http.StatusMultipleChoices {
		w.t.Fatalf("%s %s: %d %v", method, path, status, answer)
	}
	if data, enveloped := answer["data"].(map[string]any); enveloped {
		return data
	}
	return answer
}
