// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lend

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

type name string

// TestLend proves that a lent context is the one it was made of, and after it was
// taken back one that was cancelled and holds nothing.
func TestLend(t *testing.T) {
	t.Parallel()
	until := time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC)
	inner, cancel := context.WithDeadline(context.WithValue(t.Context(), name("a"), "b"), until)
	defer cancel()
	ctx, takeBack := lend(inner)
	if at, ok := ctx.Deadline(); !ok || !at.Equal(until) || ctx.Err() != nil || ctx.Value(name("a")) != "b" || ctx.Done() != inner.Done() {
		t.Errorf("the lent context is another one: %v", ctx)
	}
	derived, stop := context.WithCancel(ctx)
	defer stop()
	cancelled, cancelLent := context.WithCancel(inner)
	other, _ := lend(cancelled)
	below, stopBelow := context.WithCancel(other)
	defer stopBelow()
	cancelLent()
	<-below.Done()
	if !errors.Is(other.Err(), context.Canceled) {
		t.Errorf("cancelling ends it with %v", other.Err())
	}

	takeBack()
	if _, ok := ctx.Deadline(); ok || !errors.Is(ctx.Err(), context.Canceled) || ctx.Value(name("a")) != nil || derived.Value(name("a")) != nil {
		t.Error("it still is the context that was taken back")
	}
	<-ctx.Done()
	late, stopLate := context.WithCancel(ctx)
	defer stopLate()
	<-late.Done()
}

// hoarder keeps each context that it can cancel, as the framework's server does.
type hoarder struct {
	relay.Framework

	kept []context.CancelFunc
}

func (h *hoarder) ReadResource(ctx context.Context, _ *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	_, cancel := context.WithCancel(ctx)
	h.kept = append(h.kept, cancel)
	return &tfprotov6.ReadResourceResponse{}, nil
}

// TestServer_forgets proves that nothing of a call is left once it was answered.
func TestServer_forgets(t *testing.T) {
	t.Parallel()
	keeps := &hoarder{}
	s := relay.Server(keeps, relay.Hooks{Context: Context})
	gone := make(chan struct{})
	func() {
		large := &[1 << 16]byte{}
		runtime.AddCleanup(large, func(gone chan struct{}) { close(gone) }, gone)
		if _, err := s.ReadResource(context.WithValue(t.Context(), name("log"), large), nil); err != nil {
			t.Error(err)
		}
	}()
	for {
		runtime.GC()
		select {
		case <-gone:
		default:
			runtime.Gosched()
			continue
		}
		break
	}
	if len(keeps.kept) != 1 {
		t.Errorf("the framework kept %d contexts", len(keeps.kept))
	}
	runtime.KeepAlive(keeps)
}

// TestOneForEachObject decides about every call of the protocol.
func TestOneForEachObject(t *testing.T) {
	t.Parallel()
	kept := []string{
		"CallFunction", "CloseEphemeralResource", "ConfigureProvider", "GenerateResourceConfig", "GetFunctions", "GetMetadata",
		"GetProviderSchema", "GetResourceIdentitySchemas", "InvokeAction", "ListResource", "MoveResourceState", "OpenEphemeralResource",
		"PlanAction", "RenewEphemeralResource", "StopProvider", "ValidateActionConfig", "ValidateEphemeralResourceConfig",
		"ValidateListResourceConfig", "ValidateProviderConfig",
	}
	lent := []string{
		"ApplyResourceChange", "ImportResourceState", "PlanResourceChange", "ReadDataSource", "ReadResource", "UpgradeResourceIdentity",
		"UpgradeResourceState", "ValidateDataResourceConfig", "ValidateResourceConfig",
	}
	for method := range reflect.TypeFor[relay.Framework]().Methods() {
		request := reflect.New(method.Type.In(1).Elem()).Interface()
		if got := oneForEachObject(request); got != slices.Contains(lent, method.Name) || got == slices.Contains(kept, method.Name) {
			t.Errorf("whether the context of %s is lent: %t", method.Name, got)
		}
	}
}
