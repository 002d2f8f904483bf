// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// played is the whole provider, over the protocol, on a platform of a sandbox that
// delivers events.
type played struct {
	*inprocess.Provider

	t             *testing.T
	base          string // of the platform's API
	authorization string
}

// play runs a scenario on each platform that has keys and webhooks.
func play(t *testing.T, scenario func(t *testing.T, p *played)) {
	t.Helper()
	for _, name := range []string{"tok", "okra"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := sandbox.New(t.Context(), sandbox.Options{Tier: "unlimited", Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
			served := make(chan error, 1)
			go func() { served <- s.Serve(ctx, listener) }()
			t.Cleanup(func() {
				stop()
				if err := <-served; err != nil {
					t.Errorf("the sandbox stopped with: %v", err)
				}
				if err := s.Close(); err != nil {
					t.Errorf("the sandbox did not close: %v", err)
				}
			})
			p := &played{Provider: inprocess.Serve(t, provider.New("test")()), t: t, base: "http://" + listener.Addr().String()}
			of := s.Credentials().Organisations[0]
			block := inprocess.Values{"environment": "sandbox"}
			if name == "okra" {
				p.base += "/okra/v2/sandbox"
				p.authorization = "Bearer " + of.Get("okra", "sandbox", "secret_key")
				block["okra"] = inprocess.Values{"secret_key": of.Get("okra", "sandbox", "secret_key")}
			} else {
				p.base += "/tok/v1"
				p.authorization = "ApiKey " + of.Get("tok", "sandbox", "api_key")
				block["tok"] = inprocess.Values{"api_key": of.Get("tok", "sandbox", "api_key")}
			}
			block["endpoint"] = p.base
			p.Configure(block).None(t)
			scenario(t, p)
		})
	}
}

// call asks the platform itself. Each platform has its own path and body.
func (p *played) call(tok, okra [3]string) map[string]any {
	p.t.Helper()
	of := tok
	if strings.HasPrefix(p.authorization, "Bearer") {
		of = okra
	}
	req, err := http.NewRequestWithContext(p.t.Context(), of[0], p.base+of[1], strings.NewReader(of[2]))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", p.authorization)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	var answer map[string]any
	err = json.NewDecoder(resp.Body).Decode(&answer)
	if closing := resp.Body.Close(); err != nil || closing != nil || resp.StatusCode >= http.StatusBadRequest {
		p.t.Fatalf("%s %s: got %d, %v, %v", of[0], of[1], resp.StatusCode, err, closing)
	}
	if data, ok := answer["data"].(map[string]any); ok {
		answer = data
		answer["id"] = data["_id"]
	}
	return answer
}

// TestActions_webhookTest proves over the protocol that a test event arrives at the
// receiver and comes back as progress.
func TestActions_webhookTest(t *testing.T) {
	t.Parallel()
	play(t, func(t *testing.T, p *played) {
		t.Helper()
		got := make(chan struct{}, 1)
		receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			got <- struct{}{}
			w.WriteHeader(http.StatusAccepted)
		}))
		t.Cleanup(receiver.Close)
		hook := p.call(
			[3]string{"POST", "/webhooks", `{"url":"` + receiver.URL + `","events":["consent.expired"]}`},
			[3]string{"POST", "/webhooks/set", `{"url":"` + receiver.URL + `"}`},
		)
		config := inprocess.Values{"webhook_id": hook["id"]}
		p.PlanAction("openbanking_webhook_test", config).None(t)
		progress, diags := p.Invoke("openbanking_webhook_test", config)
		diags.None(t)
		if len(progress) != 3 || !strings.HasPrefix(progress[1], "Attempt 1: the receiver answered 202") {
			t.Errorf("reported %q", progress)
		}
		select {
		case <-got:
		default:
			t.Error("nothing has arrived")
		}
	})
}

// TestActions_apiKeyRevoke proves over the protocol that the platform itself says
// that the key is dead.
func TestActions_apiKeyRevoke(t *testing.T) {
	t.Parallel()
	play(t, func(t *testing.T, p *played) {
		t.Helper()
		made := p.call(
			[3]string{"POST", "/api-keys", `{"name":"leaked"}`},
			[3]string{"POST", "/keys/create", `{"name":"leaked","type":"secret"}`},
		)
		id, _ := made["id"].(string)
		config := inprocess.Values{"api_key_id": id}
		p.PlanAction("openbanking_api_key_revoke", config).None(t)
		progress, diags := p.Invoke("openbanking_api_key_revoke", config)
		diags.None(t)
		if len(progress) != 1 || !strings.HasPrefix(progress[0], `Revoked the API key "leaked" (`+id) {
			t.Errorf("reported %q", progress)
		}
		now := p.call(
			[3]string{"GET", "/api-keys/" + id, ""},
			[3]string{"POST", "/keys/getById", `{"id":"` + id + `"}`},
		)
		if now["status"] != "revoked" {
			t.Errorf("the key is %v", now["status"])
		}
	})
}
