// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// endpointVariable names the variable that has the URL of a platform's own sandbox.
func endpointVariable(on *Platform) string {
	return "OPENBANKING_ACC_" + strings.ToUpper(on.Name) + "_ENDPOINT"
}

// isRemote reports whether the run is on platforms that somebody else runs.
func isRemote() bool {
	return slices.ContainsFunc(Platforms(), func(p *Platform) bool { return os.Getenv(endpointVariable(p)) != "" })
}

// remote is a world on a platform that somebody else runs. What only a sandbox of
// the test's own can do is skipped there, and so is what the platform lacks.
func remote(t TB, on *Platform, options []Option) *World {
	t.Helper()
	endpoint := os.Getenv(endpointVariable(on))
	if endpoint == "" {
		skip(t, on, endpointVariable(on)+" is not set, and this run is on another platform")
	}
	credentials := map[string]string{}
	for _, attribute := range slices.Sorted(maps.Keys(on.Variables)) {
		variable := on.Variables[attribute]
		if credentials[attribute] = os.Getenv(variable); credentials[attribute] == "" {
			skip(t, on, endpointVariable(on)+" is set, but "+variable+" is not")
		}
	}
	if len(options) > 0 {
		skip(t, on, "the test needs a sandbox of its own with special settings")
	}
	return &World{API: newAPI(t, on, endpoint, credentials, transport)}
}

// IsRemote reports whether somebody else runs the platform: it may have more objects
// than the test makes, and ids of its own form.
func (w *World) IsRemote() bool { return w.sandbox == nil }

// remotely is what tests of a process know of platforms that somebody else runs.
var remotely = struct {
	sync.Mutex

	found  map[*Kind]string // why the platform lacks a kind; "" where it has it
	report map[string]int   // how many tests were skipped, by the reason
}{found: map[*Kind]string{}, report: map[string]int{}}

// skip skips a test on a platform that somebody else runs, and counts it.
func skip(t TB, on *Platform, reason string) {
	t.Helper()
	reason = on.Name + ": " + reason
	remotely.Lock()
	remotely.report[reason]++
	remotely.Unlock()
	t.Skip(reason)
}

// report adds what was skipped to the file that OPENBANKING_ACC_REPORT names, since
// `go test` shows nothing of tests that pass.
func report() error {
	path := os.Getenv("OPENBANKING_ACC_REPORT")
	if path == "" || len(remotely.report) == 0 {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // The user names it.
	if err != nil {
		return err
	}
	for _, reason := range slices.Sorted(maps.Keys(remotely.report)) {
		if _, err := fmt.Fprintf(file, "%s (tests: %d)\n", reason, remotely.report[reason]); err != nil {
			return err
		}
	}
	return file.Close()
}

// lacking says why the platform lacks a kind; "" where it has it. It is asked once.
func (s *Objects) lacking() string {
	remotely.Lock()
	defer remotely.Unlock()
	if reason, asked := remotely.found[s.Kind]; asked {
		return reason
	}
	route := s.List
	if s.Single {
		route = s.Get
	}
	reason := ""
	status, answer, err := s.request(route, s.api.Credentials[s.Owner], nil)
	switch {
	case err != nil:
		s.api.t.Fatal(err)
	case s.Single && s.Owner == "" && status == http.StatusNotFound && answer["type"] == s.api.Platform.NoRecord:
	case s.Single && s.Owner == "" && status == http.StatusOK:
		reason = fmt.Sprintf("the account has its one openbanking_%s already", s.Type)
	case slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented}, status):
		reason = fmt.Sprintf("the platform lacks openbanking_%s: %s %s answers %d", s.Type, route.Method, route.Path, status)
	}
	remotely.found[s.Kind] = reason
	return reason
}

var resourceType = regexp.MustCompile(`"openbanking_(\w+)"`)

// needs skips the test on a platform that somebody else runs and that lacks a
// resource in the configuration.
func (e *Env) needs(config string) {
	e.t.Helper()
	if !e.IsRemote() {
		return
	}
	for _, kind := range e.Platform.Kinds {
		uses := slices.ContainsFunc(resourceType.FindAllStringSubmatch(config, -1), func(found []string) bool {
			return found[1] == kind.Type || found[1] == kind.Type+"s"
		})
		if uses {
			e.Of(kind.Type)
		}
	}
}

// NeedsDeliveries skips the test where the platform cannot reach this machine.
func (e *Env) NeedsDeliveries() {
	e.t.Helper()
	if e.IsRemote() {
		skip(e.t, e.Platform, "its deliveries do not reach this machine")
	}
}

// Of returns the objects of a resource's type. On a platform that somebody else runs
// and that lacks it the test is skipped.
func (e *Env) Of(resource string) *Objects {
	e.t.Helper()
	objects := e.API.Of(resource)
	if e.IsRemote() {
		if reason := objects.lacking(); reason != "" {
			skip(e.t, e.Platform, reason)
		}
	}
	return objects
}

// NeedsPerson skips the test where a person would have to decide about consents, before
// it has made one.
func (e *Env) NeedsPerson() {
	e.t.Helper()
	if e.IsRemote() {
		skip(e.t, e.Platform, "a person has to decide about a consent at the bank")
	}
}

// NeedsOwnAccount skips the test where the account may have objects of others, or of
// tests that run at the same time, since the test counts them.
func (e *Env) NeedsOwnAccount() {
	e.t.Helper()
	if e.IsRemote() {
		skip(e.t, e.Platform, "the test counts what is in the account")
	}
}
