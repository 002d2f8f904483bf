// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
)

// broken is the provider with something wrong in what it answers.
type broken struct {
	tfprotov6.ProviderServer

	applied func(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse)
	read    func(req *tfprotov6.ReadResourceRequest, resp *tfprotov6.ReadResourceResponse)
}

// ApplyResourceChange implements tfprotov6.ProviderServer.
func (b broken) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resp, err := b.ProviderServer.ApplyResourceChange(ctx, req)
	if err == nil && b.applied != nil {
		b.applied(ctx, req, resp)
	}
	return resp, err
}

// ReadResource implements tfprotov6.ProviderServer.
func (b broken) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	resp, err := b.ProviderServer.ReadResource(ctx, req)
	if err == nil && b.read != nil {
		b.read(req, resp)
	}
	return resp, err
}

// applying is a provider that spoils the answers to applies.
func applying(spoil func(ctx context.Context, w *world, req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse)) serve {
	return func(w *world) tfprotov6.ProviderServer {
		return broken{ProviderServer: genuine(w), applied: func(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse) {
			spoil(ctx, w, req, resp)
		}}
	}
}

// reading is a provider that spoils the answers to reads.
func reading(spoil func(req *tfprotov6.ReadResourceRequest, resp *tfprotov6.ReadResourceResponse)) serve {
	return func(w *world) tfprotov6.ProviderServer { return broken{ProviderServer: genuine(w), read: spoil} }
}

// sending is a provider that spoils its requests.
func sending(spoil func(w *world, r *http.Request)) serve {
	return func(w *world) tfprotov6.ProviderServer {
		w.sends = func(r *http.Request) { spoil(w, r) }
		return genuine(w)
	}
}

// null is a value of no object.
func null() *tfprotov6.DynamicValue { return &tfprotov6.DynamicValue{MsgPack: []byte{0xc0}} }

func isNull(v *tfprotov6.DynamicValue) bool { return slices.Equal(v.MsgPack, null().MsgPack) }

func failed(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}

// TestMatrixCatches proves that the matrix notices what a provider can do wrong: in
// one of its cells the provider as it is has no problem, and the broken one has.
func TestMatrixCatches(t *testing.T) {
	t.Parallel()
	for name, mutant := range map[string]struct {
		operation, fault string
		persists         bool
		serve            serve
		says             string
	}{
		"a create that is forgotten when its answer is lost": {
			"create", "reset after", true,
			applying(func(_ context.Context, _ *world, _ *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse) {
				if failed(resp.Diagnostics) {
					resp.NewState, resp.Private, resp.NewIdentity = null(), nil, nil
				}
			}),
			"lives, and nobody holds it",
		},
		"a create without an idempotency key": {
			"create", "reset after", false,
			sending(func(_ *world, r *http.Request) { r.Header.Del("Idempotency-Key") }),
			"lives, and nobody holds it",
		},
		"retries that each have another key": {
			"create", "timeout after", true,
			sending(func(_ *world, r *http.Request) {
				if r.Header.Get("Idempotency-Key") != "" {
					r.Header.Set("Idempotency-Key", rand.Text())
				}
			}),
			"lives, and nobody holds it",
		},
		"a delete that says it has worked": {
			"delete", "503 before", true,
			applying(func(_ context.Context, _ *world, req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse) {
				if isNull(req.PlannedState) {
					resp.Diagnostics, resp.NewState = nil, null()
				}
			}),
			"lives, and nobody holds it",
		},
		"an object that is gone because it cannot be read": {
			"refresh", "HTML in place of the platform", false,
			reading(func(_ *tfprotov6.ReadResourceRequest, resp *tfprotov6.ReadResourceResponse) {
				if failed(resp.Diagnostics) {
					resp.Diagnostics, resp.NewState = nil, null()
				}
			}),
			"lives, and nobody holds it",
		},
		"an update that says it has worked": {
			"webhook: rotate in place", "truncated body", true,
			applying(func(_ context.Context, _ *world, _ *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse) {
				resp.Diagnostics = nil
			}),
			"the provider broke a rule",
		},
		"a create that is not undone when the CLI is killed": {
			"create", "end of connection after", false,
			func(w *world) tfprotov6.ProviderServer {
				server := protocol.Server("test")
				w.serve(server)
				return server.Framework
			},
			"lives, and nobody holds it",
		},
		"a process that dies of a signal": {
			"create", "SIGTERM after", false,
			func(w *world) tfprotov6.ProviderServer {
				server := genuine(w)
				go func(p *process) {
					select {
					case <-p.signals:
						p.Disconnected(w.ctx)
					case <-p.over:
					}
				}(w.process)
				return server
			},
			"the process has ended while the CLI was connected",
		},
		"a clean-up by name": {
			"create", "error envelope after", false,
			applying(func(_ context.Context, w *world, _ *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse) {
				if failed(resp.Diagnostics) {
					for id, key := range w.live() { //nolint:contextcheck // The test's own calls, not the provider's.
						if key.Name == "ci" {
							w.Of("api_key").Revoke(id) //nolint:contextcheck // As above.
						}
					}
				}
			}),
			"made by hand",
		},
		"a secret in a log": {
			"create", "429", false,
			applying(func(ctx context.Context, w *world, _ *tfprotov6.ApplyResourceChangeRequest, _ *tfprotov6.ApplyResourceChangeResponse) {
				tflog.Info(ctx, "Done with "+w.Credential())
			}),
			"the log has a secret",
		},
		"a secret in a diagnostic": {
			"create", "429", false,
			applying(func(_ context.Context, w *world, _ *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse) {
				resp.Diagnostics = append(resp.Diagnostics, &tfprotov6.Diagnostic{
					Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Done", Detail: "With " + w.Credential(),
				})
			}),
			"a diagnostic has a secret",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := find(t, mutant.operation, mutant.fault, mutant.persists)
			if problems, _ := c.run(t, genuine); len(problems) > 0 {
				t.Errorf("the provider as it is: %v", problems)
			}
			problems, _ := c.run(t, mutant.serve)
			if !slices.ContainsFunc(problems, func(problem string) bool { return strings.Contains(problem, mutant.says) }) {
				t.Errorf("got %v, want a problem that says %q", problems, mutant.says)
			}
		})
	}
}

// find returns the cell of Tok in which a fault strikes the last call.
func find(t *testing.T, operation, fault string, persists bool) cell {
	t.Helper()
	var found []cell
	for _, o := range operations() {
		if o.on != acctest.Tok || o.name != operation {
			continue
		}
		for _, c := range cellsOf(o, rehearse(t, o)) {
			if c.fault.name == fault && c.persists == persists {
				found = append(found, c)
			}
		}
	}
	if len(found) == 0 {
		t.Fatalf("there is no such cell: %s, %s, persisting %t", operation, fault, persists)
	}
	return found[len(found)-1]
}

// TestMatrixNoticesFaultsThatMiss proves that a cell in which nothing goes wrong does
// not count as one that was survived.
func TestMatrixNoticesFaultsThatMiss(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"connection refused", "reset after", "SIGINT before", "SIGTERM after", "end of connection after", "SIGINT, hung after"} {
		c := find(t, "create", fault, fault == "connection refused")
		c.call = 99
		problems, _ := c.run(t, genuine)
		if !slices.ContainsFunc(problems, func(problem string) bool { return strings.Contains(problem, "has not struck") }) {
			t.Errorf("%s: got %v", fault, problems)
		}
	}
}
