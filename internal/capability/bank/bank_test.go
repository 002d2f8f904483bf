// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bank_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/capability/bank"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// source lists two banks, or fails, and counts the readings.
type source struct {
	readings atomic.Int64
	fails    atomic.Bool
	begun    chan struct{} // closed by the first reading, where it is not nil
	release  chan struct{} // holds a reading back until it is closed, where it is not nil
}

var errList = errors.New("GET /banks went wrong")

func (s *source) List(context.Context) iter.Seq2[platform.Bank, error] {
	return func(yield func(platform.Bank, error) bool) {
		first := s.readings.Add(1) == 1
		if first && s.begun != nil {
			close(s.begun)
		}
		if s.release != nil {
			<-s.release
		}
		if !yield(platform.Bank{ID: "erste-hr", Name: "Erste", Country: "HR", Currencies: []string{"EUR"}}, nil) {
			return
		}
		if s.fails.Load() {
			yield(platform.Bank{}, errList)
			return
		}
		yield(platform.Bank{ID: "aik-rs", Country: "RS", Currencies: []string{"RSD", "EUR"}}, nil)
	}
}

// ids reads a list to its end or first error.
func ids(ctx context.Context, banks platform.Banks) (got []string, err error) {
	for b, err := range banks.List(ctx) {
		if err != nil {
			return got, err
		}
		got = append(got, b.ID)
	}
	return got, nil
}

// TestRemember proves that a list is read once, however many ask for it at the
// same time and later.
func TestRemember(t *testing.T) {
	t.Parallel()
	s := &source{}
	banks := bank.Remember(s)
	var group sync.WaitGroup
	for range 100 {
		group.Go(func() {
			got, err := ids(t.Context(), banks)
			if err != nil || !slices.Equal(got, []string{"erste-hr", "aik-rs"}) {
				t.Errorf("got %v and %v", got, err)
			}
		})
	}
	group.Wait()
	for _, err := range banks.List(t.Context()) {
		if err != nil {
			t.Error(err)
		}
		break // Whoever stops early does not shorten the list for others.
	}
	if got, err := ids(t.Context(), banks); err != nil || len(got) != 2 {
		t.Errorf("got %v and %v", got, err)
	}
	if n := s.readings.Load(); n != 1 {
		t.Errorf("the list was read %d times, want once", n)
	}
}

// TestRememberIsLazy proves that nothing is read before it is needed.
func TestRememberIsLazy(t *testing.T) {
	t.Parallel()
	s := &source{}
	banks := bank.Remember(s)
	_ = banks.List(t.Context())
	if n := s.readings.Load(); n != 0 {
		t.Errorf("the list was read %d times", n)
	}
}

// TestRememberNoFailure proves that a failed reading is repeated, and that half
// a list is never taken for a whole one.
func TestRememberNoFailure(t *testing.T) {
	t.Parallel()
	s := &source{}
	s.fails.Store(true)
	banks := bank.Remember(s)
	for range 2 {
		if got, err := ids(t.Context(), banks); !errors.Is(err, errList) || len(got) != 0 {
			t.Errorf("got %v and %v, want the error alone", got, err)
		}
	}
	s.fails.Store(false)
	if got, err := ids(t.Context(), banks); err != nil || len(got) != 2 {
		t.Errorf("after the failure got %v and %v", got, err)
	}
	if n := s.readings.Load(); n != 3 {
		t.Errorf("the list was read %d times, want 3", n)
	}
}

// TestRememberCancel proves that whoever waits for another one's reading can be
// interrupted without harm to the other.
func TestRememberCancel(t *testing.T) {
	t.Parallel()
	s := &source{begun: make(chan struct{}), release: make(chan struct{})}
	banks := bank.Remember(s)
	outcome := make(chan error, 1)
	go func() {
		_, err := ids(t.Context(), banks)
		outcome <- err
	}()
	<-s.begun
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ids(ctx, banks); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	close(s.release)
	if err := <-outcome; err != nil {
		t.Errorf("the reading that was waited for: %v", err)
	}
}

// fixed lists banks by their ids, and then fails where there is an error.
type fixed struct {
	ids []string
	err error
}

func (f fixed) List(context.Context) iter.Seq2[platform.Bank, error] {
	return func(yield func(platform.Bank, error) bool) {
		for _, id := range f.ids {
			if !yield(platform.Bank{ID: id}, nil) {
				return
			}
		}
		if f.err != nil {
			yield(platform.Bank{}, f.err)
		}
	}
}

// TestCheck proves when an id is believed and what is suggested where it is not.
func TestCheck(t *testing.T) {
	t.Parallel()
	known := []string{"erste-hr", "otp-hr", "otp-rs", "otp-ba"}
	failure := func(kind platform.Kind) error {
		return &platform.Error{Kind: kind, Err: errors.New("GET /banks was refused")}
	}
	tests := map[string]struct {
		banks platform.Banks
		id    string
		want  []string // of the error; none for none
	}{
		"known":               {fixed{ids: known}, "otp-rs", nil},
		"no list at all":      {nil, "any", nil},
		"one suggestion":      {fixed{ids: known}, "erst-hr", []string{`Did you mean "erste-hr"?`, `Got "erst-hr"`, "4 banks"}},
		"three suggestions":   {fixed{ids: known}, "otp-xx", []string{`Did you mean "otp-hr", "otp-rs" or "otp-ba"?`}},
		"no suggestion":       {fixed{ids: known}, "zzzzzzzzzzzz", []string{"data.openbanking_banks lists them"}},
		"another case":        {fixed{ids: known}, "Erste-HR", []string{`Did you mean "erste-hr"`}},
		"an empty list":       {fixed{}, "erste-hr", []string{"0 banks"}},
		"not listable":        {fixed{err: failure(platform.KindUnexpected)}, "any", nil},
		"no such route":       {fixed{err: failure(platform.KindNotFound)}, "any", nil},
		"not allowed":         {fixed{err: failure(platform.KindForbidden)}, "any", nil},
		"broken off":          {fixed{ids: known, err: failure(platform.KindUnreachable)}, "any", nil},
		"a refused key":       {fixed{err: failure(platform.KindUnauthenticated)}, "erste-hr", []string{"Could not check the bank", "credential"}},
		"a wrong environment": {fixed{err: failure(platform.KindWrongEnvironment)}, "erste-hr", []string{"Could not check the bank", "environment"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := bank.Check(t.Context(), test.banks, test.id, path.Root("bank_id"))
			if test.want == nil {
				if len(diags) != 0 {
					t.Errorf("got %v, want nothing", diags)
				}
				return
			}
			if diags.ErrorsCount() != 1 {
				t.Fatalf("got %v, want one error", diags)
			}
			for _, want := range test.want {
				if text := diags[0].Summary() + ": " + diags[0].Detail(); !strings.Contains(text, want) {
					t.Errorf("the error does not mention %q: %s", want, text)
				}
			}
		})
	}
}

func TestData(t *testing.T) {
	t.Parallel()
	serve := func(banks platform.Banks) *inprocess.Provider {
		connection := inprocess.Offering(&platform.Platform{Name: "tok", Title: "Tok", Banks: banks}, platform.Offer{Capability: platform.CapabilityBanks})
		return inprocess.Connected(t, connection, nil, []func() datasource.DataSource{bank.NewDataSource})
	}
	erste := map[string]any{"id": "erste-hr", "name": "Erste", "country": "HR", "currencies": []any{"EUR"}}
	aik := map[string]any{"id": "aik-rs", "name": nil, "country": "RS", "currencies": []any{"RSD", "EUR"}}
	for country, want := range map[string][]any{"": {erste, aik}, "HR": {erste}, "RS": {aik}, "BA": {}} {
		config := inprocess.Values{}
		if country != "" {
			config["country"] = country
		}
		data, diags := serve(&source{}).Data("openbanking_banks", config)
		diags.None(t)
		if fmt.Sprint(data["banks"]) != fmt.Sprint(want) {
			t.Errorf("of the country %q got %v, want %v", country, data["banks"], want)
		}
	}
	failing := &source{}
	failing.fails.Store(true)
	_, diags := serve(failing).Data("openbanking_banks", nil)
	diags.OneError(t, "Could not list the banks", "GET /banks went wrong")
	for _, country := range []string{"hr", "HRV", "", "H1"} {
		_, diags := serve(&source{}).Data("openbanking_banks", inprocess.Values{"country": country})
		diags.OneError(t, "country: ", "upper-case")
	}
}
