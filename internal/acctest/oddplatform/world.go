// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package oddplatform

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// Platform is one of the sandbox's.
type Platform struct {
	Name          string
	prefix        string
	authorization func(sandbox.OrganisationCredentials) string
	block         func(sandbox.OrganisationCredentials) engine.Values
}

// Tok, Okra and Okto are the platforms.
var (
	Tok = Platform{
		"tok", "/tok/v1", func(c sandbox.OrganisationCredentials) string { return "ApiKey " + c.Get("tok", "sandbox", "api_key") },
		func(c sandbox.OrganisationCredentials) engine.Values {
			return engine.Values{"tok": engine.Values{"api_key": c.Get("tok", "sandbox", "api_key")}}
		},
	}
	Okra = Platform{
		"okra", "/okra/v2/sandbox", func(c sandbox.OrganisationCredentials) string {
			return "Bearer " + c.Get("okra", "sandbox", "secret_key")
		},
		func(c sandbox.OrganisationCredentials) engine.Values {
			return engine.Values{"okra": engine.Values{"secret_key": c.Get("okra", "sandbox", "secret_key")}}
		},
	}
	Okto = Platform{
		"okto", "/okto", func(c sandbox.OrganisationCredentials) string {
			return "Bearer " + c.Get("okto", "sandbox", "management_token")
		},
		func(c sandbox.OrganisationCredentials) engine.Values {
			return engine.Values{"okto": engine.Values{"management_token": c.Get("okto", "sandbox", "management_token")}}
		},
	}
)

// World is a workspace in process, on a sandbox behind a proxy. Time stands still.
type World struct {
	*engine.Workspace
	*Proxy

	t        *testing.T
	platform Platform
	sandbox  *sandbox.Sandbox
	block    engine.Values
}

// Start begins with an empty state, and with nothing odd.
func Start(t *testing.T, on Platform, options ...func(*sandbox.Options)) *World {
	t.Helper()
	o := sandbox.Options{
		Tier: "unlimited", Seed: 1, Accounts: 1, Transactions: 1,
		Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
	}
	for _, option := range options {
		option(&o)
	}
	s, err := sandbox.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	w := &World{Proxy: New(t), t: t, platform: on, sandbox: s, block: on.block(s.Credentials().Organisations[0])}
	server := httptest.NewUnstartedServer(w.Wrap(s.Handler()))
	// Each run has a provider of its own, whose idle connections nobody closes.
	server.Config.SetKeepAlivesEnabled(false)
	server.Start()
	t.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			t.Errorf("the sandbox did not close: %v", err)
		}
	})
	w.block["environment"], w.block["endpoint"] = "sandbox", server.URL+on.prefix
	w.Workspace = engine.New(t, func() tfprotov6.ProviderServer { return protocol.Server("test") }, w.block)
	return w
}

// Provider returns a provider that is configured for the platform, for data
// sources, ephemeral resources and actions.
func (w *World) Provider() *inprocess.Provider {
	w.t.Helper()
	p := inprocess.Serve(w.t, provider.New("test")())
	block := inprocess.Values{}
	for name, value := range w.block {
		if nested, ok := value.(engine.Values); ok {
			value = map[string]any(nested)
		}
		block[name] = value
	}
	p.Configure(block).None(w.t)
	return p
}

// Route is the method and the path of one of the platform's endpoints, for
// [Proxy.Rewrite].
func (w *World) Route(method, path string) string { return method + " " + w.platform.prefix + path }

// Pass lets time pass on the platform.
func (w *World) Pass(d time.Duration) {
	w.t.Helper()
	if err := w.sandbox.Advance(d); err != nil {
		w.t.Fatal(err)
	}
}

// Call asks the sandbox itself, past the proxy and without a network, and returns
// what is in the answer. It has to succeed.
func (w *World) Call(method, path string, body map[string]any) map[string]any {
	w.t.Helper()
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			w.t.Fatal(err)
		}
	}
	req := httptest.NewRequestWithContext(w.t.Context(), method, "http://127.0.0.1"+w.platform.prefix+path, &sent)
	req.Header.Set("Authorization", w.platform.authorization(w.sandbox.Credentials().Organisations[0]))
	req.Header.Set("Content-Type", "application/json")
	req.RemoteAddr = "127.0.0.1:1"
	answered := httptest.NewRecorder()
	w.sandbox.Handler().ServeHTTP(answered, req)
	answer := map[string]any{}
	if answered.Body.Len() > 0 {
		if err := json.Unmarshal(answered.Body.Bytes(), &answer); err != nil {
			w.t.Fatal(err)
		}
	}
	if answered.Code >= http.StatusMultipleChoices {
		w.t.Fatalf("%s %s: %d %v", method, path, answered.Code, answer)
	}
	if data, enveloped := answer["data"].(map[string]any); enveloped {
		return data
	}
	return answer
}
