// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package faults makes the sandbox misbehave on request, as networks, proxies
// and platforms do: so that a client's handling of trouble can be tested.
package faults

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"sync"
	"time"
)

// The kinds of faults.
const (
	Status        = "status"         // Answers with a status and body of the fault's own; the platform is not asked, unless After says so.
	Latency       = "latency"        // Answers late: asks the platform late or, with After, passes its answer on late.
	ResetBefore   = "reset_before"   // Cuts the connection without asking the platform.
	ResetAfter    = "reset_after"    // Cuts the connection after the platform has done what was asked.
	Truncate      = "truncate"       // Cuts the connection in the middle of the platform's answer.
	NonJSON       = "non_json"       // Replaces the body of the platform's answer by HTML.
	ContentType   = "content_type"   // Says of the platform's answer that it is something else than JSON.
	ErrorEnvelope = "error_envelope" // Answers with the platform's own error, but with a status that means success.
	Trickle       = "trickle"        // Sends the platform's answer byte by byte, with a pause after each.
	Date          = "date"           // Shifts the Date of the platform's answer, as a proxy with a wrong clock does.
)

// Kinds lists the kinds of faults.
func Kinds() []string {
	return []string{Status, Latency, ResetBefore, ResetAfter, Truncate, NonJSON, ContentType, ErrorEnvelope, Trickle, Date}
}

// Fault is one planned misbehaviour.
type Fault struct {
	Method  string            `json:"method"`            // Empty for every method.
	Path    string            `json:"path"`              // A pattern as of path.Match on the URL's path; empty for every path.
	Kind    string            `json:"kind"`              // One of Kinds.
	Skip    int               `json:"skip,omitempty"`    // How many requests that match it lets pass before it strikes.
	Count   int               `json:"count"`             // How many requests it still strikes; 0 in a new one stands for 1.
	After   bool              `json:"after,omitempty"`   // Of Status, Latency and ErrorEnvelope: the platform first does what was asked.
	Status  int               `json:"status,omitempty"`  // Of Status, required; of NonJSON, by default the platform's; of ErrorEnvelope, by default 200.
	Latency Duration          `json:"latency,omitempty"` // Of Latency and Trickle, required.
	Shift   Duration          `json:"shift,omitempty"`   // Of Date, required; negative for a Date in the past.
	Body    string            `json:"body,omitempty"`    // Of Status and NonJSON, by default one that suits.
	Headers map[string]string `json:"headers,omitempty"` // Of Status, NonJSON and ContentType, besides or instead of the usual.
}

// Duration is a time.Duration that JSON writes as Go does, such as "2s".
type Duration time.Duration

// MarshalText implements encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("got %q, expected a duration such as 500ms or 2s", text)
	}
	*d = Duration(v)
	return nil
}

// ErrInvalid says that a fault cannot be planned as it is.
var ErrInvalid = errors.New("invalid fault")

// validate checks the fault and fills in what was left out.
func (f *Fault) validate() error {
	if f.Count == 0 {
		f.Count = 1
	}
	needsStatus := f.Kind == Status || f.Status != 0
	needsLatency := f.Kind == Latency || f.Kind == Trickle
	hasAfter := slices.Contains([]string{Status, Latency, ErrorEnvelope}, f.Kind)
	_, patternErr := path.Match(f.Path, "/")
	switch {
	case !slices.Contains(Kinds(), f.Kind):
		return fmt.Errorf("%w: kind: got %q, expected one of %q", ErrInvalid, f.Kind, Kinds())
	case patternErr != nil:
		return fmt.Errorf("%w: path: got %q, expected a pattern such as /*/v1/api-keys/*", ErrInvalid, f.Path)
	case f.Count < 0:
		return fmt.Errorf("%w: count: got %d, expected 1 or more", ErrInvalid, f.Count)
	case f.Skip < 0:
		return fmt.Errorf("%w: skip: got %d, expected 0 or more", ErrInvalid, f.Skip)
	case f.After && !hasAfter:
		return fmt.Errorf("%w: after: the kind %q has no such choice", ErrInvalid, f.Kind)
	case needsStatus && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("%w: status: got %d, expected 200 to 599", ErrInvalid, f.Status)
	case needsLatency && f.Latency <= 0:
		return fmt.Errorf("%w: latency: got %s, expected more than 0s", ErrInvalid, time.Duration(f.Latency))
	case f.Kind == Date && f.Shift == 0:
		return fmt.Errorf("%w: shift: got %s, expected another duration, such as 1h or -1h", ErrInvalid, time.Duration(f.Shift))
	}
	return nil
}

// matches tells whether the fault strikes the request.
func (f *Fault) matches(r *http.Request) bool {
	if f.Method != "" && f.Method != r.Method {
		return false
	}
	if f.Path == "" {
		return true
	}
	ok, err := path.Match(f.Path, r.URL.Path)
	return ok && err == nil
}

// MaxPlanned is how many faults can be planned at once.
const MaxPlanned = 1000

// Set holds the planned faults. It is safe for concurrent use, and its zero
// value is empty.
type Set struct {
	mu     sync.Mutex
	faults []*Fault
}

// Add plans a fault, or returns an error that wraps ErrInvalid.
func (s *Set) Add(f Fault) error {
	if err := f.validate(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) == MaxPlanned {
		return fmt.Errorf("%w: %d are planned already, the most that can be: clear them first", ErrInvalid, MaxPlanned)
	}
	s.faults = append(s.faults, &f)
	return nil
}

// List returns the faults that can still strike, in the order of their addition.
func (s *Set) List() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Fault, 0, len(s.faults))
	for _, f := range s.faults {
		list = append(list, *f)
	}
	return list
}

// Clear drops all faults.
func (s *Set) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// strike returns the first fault that matches the request and counts it. One that
// lets the request pass leaves it to those behind.
func (s *Set) strike(r *http.Request) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		switch {
		case !f.matches(r):
			continue
		case f.Skip > 0:
			f.Skip--
			continue
		}
		f.Count--
		if f.Count == 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return *f, true
	}
	return Fault{}, false
}
