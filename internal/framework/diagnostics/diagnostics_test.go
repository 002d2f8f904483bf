// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package diagnostics_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestEveryKindHasARemedy proves that what came back stays readable, and that
// each kind of failure says something of its own about what to do.
func TestEveryKindHasARemedy(t *testing.T) {
	t.Parallel()
	wants := map[platform.Kind]string{
		platform.KindUnexpected:       "base URL",
		platform.KindNotFound:         "Check the id",
		platform.KindUnauthenticated:  "working one",
		platform.KindForbidden:        "may not do this",
		platform.KindConsentExpired:   "openbanking_consent",
		platform.KindConsentRevoked:   "openbanking_consent",
		platform.KindInvalid:          "Correct the value",
		platform.KindConflict:         "Run a plan",
		platform.KindExists:           "Import it",
		platform.KindRateLimited:      "max_retries",
		platform.KindBankUnavailable:  "Try again later",
		platform.KindUnreachable:      "HTTPS_PROXY",
		platform.KindListChanged:      "Run again",
		platform.KindListTooLong:      "max_list_items",
		platform.KindNotCalled:        "No call was made",
		platform.KindWrongEnvironment: "environment",
	}
	seen := map[string]platform.Kind{}
	for kind := platform.KindUnexpected; kind <= platform.KindWrongEnvironment; kind++ {
		want, ok := wants[kind]
		if !ok {
			t.Errorf("kind %d has no case here", kind)
		}
		err := fmt.Errorf("while reading: %w", &platform.Error{Kind: kind, Err: errors.New("GET /x was refused with 418")})
		detail := diagnostics.Detail(err)
		if !strings.HasPrefix(detail, "while reading: GET /x was refused with 418.\n\n") || !strings.Contains(detail, want) {
			t.Errorf("kind %d: the detail does not begin with the error and say %q: %s", kind, want, detail)
		}
		_, remedy, _ := strings.Cut(detail, "\n\n")
		if other, ok := seen[remedy]; ok {
			t.Errorf("kinds %d and %d have the same remedy: %s", other, kind, remedy)
		}
		seen[remedy] = kind
	}
}

// TestReadsNeverRemove proves that the kinds which say nothing about the object
// tell the reader that the state is as it was.
func TestReadsNeverRemove(t *testing.T) {
	t.Parallel()
	for _, kind := range []platform.Kind{
		platform.KindUnexpected, platform.KindUnauthenticated, platform.KindForbidden, platform.KindBankUnavailable, platform.KindUnreachable,
	} {
		detail := diagnostics.Detail(&platform.Error{Kind: kind, Err: errors.New("failed")})
		if !strings.Contains(strings.ToLower(detail), "nothing was removed from the state") {
			t.Errorf("kind %d does not say that the state is as it was: %s", kind, detail)
		}
	}
}

// TestRateLimitBeyondAnyRun proves that nobody is told to raise max_retries where the
// platform asks for more time than a run has.
func TestRateLimitBeyondAnyRun(t *testing.T) {
	t.Parallel()
	detail := diagnostics.Detail(&platform.Error{Kind: platform.KindRateLimited, RetryAfter: time.Hour, Err: errors.New("GET /x was refused with 429")})
	if !strings.Contains(detail, "asks to wait 1h0m0s") || !strings.Contains(detail, "Run again when that time is over") || strings.Contains(detail, "max_retries") {
		t.Errorf("got %s", detail)
	}
}

// TestStandstill proves that nobody is told to raise max_retries where the platform has
// refused everything for so long that all calls have given up.
func TestStandstill(t *testing.T) {
	t.Parallel()
	detail := diagnostics.Detail(&platform.Error{Kind: platform.KindRateLimited, Standstill: true, Err: errors.New("GET /x was not sent")})
	if !strings.Contains(detail, "ask it why it refuses") || !strings.Contains(detail, "has changed nothing") || strings.Contains(detail, "max_retries") {
		t.Errorf("got %s", detail)
	}
}

func TestDeadConsent(t *testing.T) {
	t.Parallel()
	for kind, word := range map[platform.Kind]string{platform.KindConsentExpired: "expired", platform.KindConsentRevoked: "was revoked"} {
		failure := &platform.Error{Kind: kind, ConsentID: "cns_7", Err: errors.New("GET /accounts/acc_1 was refused")}
		for _, want := range []string{"The consent behind this account, cns_7, " + word + ".", "redirect_url", "openbanking_consent", "keep their ids"} {
			if detail := diagnostics.Detail(failure); !strings.Contains(detail, want) {
				t.Errorf("the detail does not say %q: %s", want, detail)
			}
		}
		failure.ConsentID = ""
		if detail := diagnostics.Detail(failure); !strings.Contains(detail, "The consent behind this account "+word+".") {
			t.Errorf("without an id the detail is %s", detail)
		}
	}
}

// TestUnknownOutcome proves that a write which may have happened says so before
// anything else, interrupted or not.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"unavailable": &platform.Error{Kind: platform.KindUnexpected, OutcomeUnknown: true, Err: errors.New("503")},
		"unreachable": &platform.Error{Kind: platform.KindUnreachable, OutcomeUnknown: true, Err: errors.New("no answer")},
		"interrupted": &platform.Error{Kind: platform.KindUnreachable, OutcomeUnknown: true, Err: fmt.Errorf("no answer: %w", context.Canceled)},
	} {
		_, remedy, _ := strings.Cut(diagnostics.Detail(err), "\n\n")
		if !strings.Contains(remedy, "not known whether the platform carried out the change") || !strings.Contains(remedy, "Run a plan before anything else") {
			t.Errorf("%s: the remedy is %q", name, remedy)
		}
	}
	known := diagnostics.Detail(&platform.Error{Kind: platform.KindUnreachable, Err: errors.New("no answer")})
	if strings.Contains(known, "not known whether") {
		t.Errorf("a read has no outcome: %s", known)
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"by itself": context.Canceled,
		"in a call": &platform.Error{Kind: platform.KindUnreachable, Err: fmt.Errorf("no answer: %w", context.Canceled)},
	} {
		detail := diagnostics.Detail(err)
		if !strings.Contains(detail, "The run was interrupted.") || strings.Contains(detail, "HTTPS_PROXY") {
			t.Errorf("%s: the detail is %q", name, detail)
		}
	}
}

// TestOutOfTime proves that the end of the time that a call had is no interrupt, and
// says nothing against the endpoint.
func TestOutOfTime(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"by itself": context.DeadlineExceeded,
		"in a call": &platform.Error{Kind: platform.KindUnreachable, Err: fmt.Errorf("no answer: %w", context.DeadlineExceeded)},
	} {
		detail := diagnostics.Detail(err)
		if !strings.Contains(detail, "The time that this had was over.") || strings.Contains(detail, "interrupted") || strings.Contains(detail, "HTTPS_PROXY") {
			t.Errorf("%s: the detail is %q", name, detail)
		}
	}
}

// TestError proves the form: a summary, then sentences.
func TestError(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"it failed":    "it failed.",
		"it failed.":   "it failed.",
		"did it fail?": "did it fail?",
		"it failed!":   "it failed!",
		"":             "No reason was given.",
	} {
		d := diagnostics.Error("Could not do it", errors.New(text))
		if d.Severity() != diag.SeverityError || d.Summary() != "Could not do it" || d.Detail() != want {
			t.Errorf("%q becomes %q: %q, want %q", text, d.Summary(), d.Detail(), want)
		}
	}
}
