// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package waits_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/waits"
)

// clock is one on which every wait is over at once.
type clock struct{ *clockwork.FakeClock }

func (c clock) NewTimer(d time.Duration) clockwork.Timer {
	timer := c.FakeClock.NewTimer(d)
	c.Advance(d)
	return timer
}

// caller is a provider of which every operation is a call.
type caller struct {
	relay.Framework

	client *httpapi.Client
}

func (p caller) call(ctx context.Context) error {
	_, err := p.client.Do(ctx, httpapi.Call{Method: http.MethodGet, Path: "/things/1"}, nil)
	return err
}

func (p caller) ReadResource(ctx context.Context, _ *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{}, p.call(ctx)
}

func (p caller) InvokeAction(ctx context.Context, _ *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	return &tfprotov6.InvokeActionServerStream{Events: func(yield func(tfprotov6.InvokeActionEvent) bool) {
		if p.call(ctx) == nil {
			yield(tfprotov6.InvokeActionEvent{Type: tfprotov6.CompletedInvokeActionEventType{}})
		}
	}}, nil
}

// serve returns a provider whose platform refuses a request before it answers one, each
// time for so long, and which has a ceiling of its own.
func serve(t *testing.T, ceiling int, refused ...string) relay.Framework {
	t.Helper()
	answered := true
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if answered = !answered; !answered && len(refused) > 0 {
			w.Header().Set("Retry-After", refused[0])
			w.WriteHeader(http.StatusTooManyRequests)
			refused = refused[1:]
			return
		}
		answered = true
		_, _ = w.Write([]byte(`{}`))
	}))
	t.Cleanup(platform.Close)
	client, err := httpapi.New(httpapi.Config{
		BaseURL: platform.URL, MaxRetries: 8, RequestsPerMinute: ceiling,
		Clock: clock{clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))},
	})
	if err != nil {
		t.Fatal(err)
	}
	var hooks relay.Hooks
	waits.Tell(&hooks)
	return relay.Server(caller{client: client}, hooks)
}

// read reads an object and returns what is said besides.
func read(t *testing.T, server relay.Framework) []*tfprotov6.Diagnostic {
	t.Helper()
	read, err := server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return read.Diagnostics
}

// warns expects one warning that says all of the texts.
func warns(t *testing.T, said []*tfprotov6.Diagnostic, texts ...string) {
	t.Helper()
	if len(said) != 1 || said[0].Severity != tfprotov6.DiagnosticSeverityWarning || said[0].Summary != "Waited for the rate limit" {
		t.Fatalf("got %v, want one warning", said)
	}
	for _, text := range texts {
		if !strings.Contains(said[0].Detail, text) {
			t.Errorf("the warning does not say %q: %s", text, said[0].Detail)
		}
	}
}

// TestLongWaitIsTold proves that waits are added up until they are worth a warning,
// and that none is told twice.
func TestLongWaitIsTold(t *testing.T) {
	t.Parallel()
	server := serve(t, 0, "6", "6", "15", "9")
	for i, want := range [][]string{nil, {"waited 12s in total", "fewer runs", "higher limit"}, {"waited 15s in total"}, nil, nil} {
		said := read(t, server)
		if want != nil {
			warns(t, said, want...)
		} else if len(said) != 0 {
			t.Errorf("read %d says %v", i+1, said)
		}
	}
}

// TestLongWaitForTheCeilingIsTold proves that what would help is the user's own limit
// where that is the reason.
func TestLongWaitForTheCeilingIsTold(t *testing.T) {
	t.Parallel()
	server := serve(t, 1)
	if said := read(t, server); len(said) != 0 {
		t.Errorf("the first read says %v", said)
	}
	said := read(t, server)
	warns(t, said, "waited 1m0s in total", "requests_per_minute")
	if strings.Contains(said[0].Detail, "the platform's own limit") {
		t.Errorf("the platform is blamed: %s", said[0].Detail)
	}
}

// TestLongWaitOfAnActionIsTold proves that an action says so at its end.
func TestLongWaitOfAnActionIsTold(t *testing.T) {
	t.Parallel()
	stream, err := serve(t, 0, "15").InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{})
	if err != nil {
		t.Fatal(err)
	}
	events := slices.Collect(stream.Events)
	if len(events) != 1 {
		t.Fatalf("got %d events", len(events))
	}
	completed, ok := events[0].Type.(tfprotov6.CompletedInvokeActionEventType)
	if !ok {
		t.Fatalf("the action ended with %T", events[0].Type)
	}
	warns(t, completed.Diagnostics, "waited 15s in total")
}
