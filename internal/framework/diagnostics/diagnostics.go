// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package diagnostics turns the errors of a platform into diagnostics: a short
// summary, what came back, and what to do about it.
package diagnostics

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Error makes the diagnostic for a failed call. The summary says what could
// not be done, such as "Could not create the API key".
func Error(summary string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(summary, Detail(err))
}

// Detail says what came back and what to do about it.
func Detail(err error) string {
	detail := sentence(err.Error())
	if remedy := remedy(err); remedy != "" {
		detail += "\n\n" + remedy
	}
	return detail
}

// Gone says that what a resource stands for was removed by others. An import, whose
// state has nothing but the id, is refused by the CLI in its own words.
func Gone(what string, createdAt types.String) diag.Diagnostics {
	if createdAt.IsNull() {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(fmt.Sprintf("The %s no longer exists", what),
		"The platform does not know it any more: somebody removed it there, or it ended so long ago that the platform has forgotten it. "+
			"It leaves the state, and where the configuration still declares it, the plan creates another one.")}
}

func sentence(text string) string {
	if text == "" {
		return "No reason was given."
	}
	if last := text[len(text)-1]; last == '.' || last == '!' || last == '?' {
		return text
	}
	return text + "."
}

// remedies say what to do about each kind of failure.
var remedies = map[platform.Kind]string{
	platform.KindUnexpected:       "The answer is not one that the platform's API documents. Check that the provider's endpoint is the API's base URL and that no proxy or login page answers in its place. Nothing was removed from the state.",
	platform.KindNotFound:         "The platform does not know this object in this organisation and environment. Check the id, and that the provider's key belongs to the organisation that owns it.",
	platform.KindUnauthenticated:  "The platform refused the provider's credential: it is mistyped, revoked, expired or of another environment. Give the provider a working one; nothing was removed from the state.",
	platform.KindForbidden:        "The credential is valid but may not do this. Nothing was removed from the state.",
	platform.KindInvalid:          "Correct the value in the configuration and apply again.",
	platform.KindConflict:         "The object is in a state that does not allow this. Run a plan to see its present state, then apply again.",
	platform.KindExists:           "There can be only one of these, and it is there. Import it to manage it, or remove it on the platform first. Nothing was changed.",
	platform.KindRateLimited:      "The organisation's rate limit is used up, by this run or by other users of the same organisation. Wait for the time that the platform named, raise max_retries, or give each of several runs at once its share of the limit with requests_per_minute.",
	platform.KindBankUnavailable:  "The bank's own API does not answer the platform. Try again later; nothing was removed from the state.",
	platform.KindUnreachable:      "Check the provider's endpoint, that the platform is up, and the proxy variables (HTTPS_PROXY, NO_PROXY). Nothing was removed from the state.",
	platform.KindNotCalled:        "No call was made, so nothing was read or changed. Correct what the error names.",
	platform.KindListChanged:      "The list has changed while its pages were read, or the platform no longer knows the cursor of the next page. Run again: it reads the list from its beginning. Nothing was removed from the state.",
	platform.KindListTooLong:      "If the list is as long as that, raise max_list_items in the provider block, or ask for less of it with a filter; of transactions, a hundred times as many are read. A list that does not end is a fault of the platform, or of a proxy before it. Nothing was removed from the state.",
	platform.KindWrongEnvironment: "Use a key of the environment that the provider is set to, or change the provider's environment. Nothing was read or changed.",
}

const outcomeUnknown = "It is not known whether the platform carried out the change before the answer was lost. Run a plan before anything else: it reads the present state."

func remedy(err error) string {
	var failure *platform.Error
	known := errors.As(err, &failure)
	var text string
	switch {
	case errors.Is(err, context.Canceled):
		text = "The run was interrupted."
	case errors.Is(err, context.DeadlineExceeded):
		text = "The time that this had was over."
	case !known:
		return ""
	case failure.Kind == platform.KindConsentExpired:
		text = deadConsent("expired", failure.ConsentID)
	case failure.Kind == platform.KindConsentRevoked:
		text = deadConsent("was revoked", failure.ConsentID)
	case failure.Kind == platform.KindRateLimited && failure.Standstill:
		text = "More retries would not help. The organisation's quota may be used up for longer, by other users of it too, or the platform may have blocked the credential or this machine: ask it why it refuses, and run again when it answers. " +
			"What was not sent has changed nothing, and nothing was removed from the state."
	case failure.Kind == platform.KindRateLimited && failure.RetryAfter > 0:
		text = fmt.Sprintf("The organisation's rate limit is used up, and the platform asks to wait %s, which is longer than a run waits: more retries would not help. Run again when that time is over.", failure.RetryAfter.Round(time.Second))
	default:
		text = remedies[failure.Kind]
	}
	if known && failure.OutcomeUnknown {
		text = outcomeUnknown + " " + text
	}
	return text
}

// deadConsent says which consent is behind a refused read and how to renew it.
func deadConsent(what, id string) string {
	name := "The consent behind this account"
	if id != "" {
		name += ", " + id + ","
	}
	return name + " " + what + ". A dead consent cannot be revived: the next apply of its openbanking_consent resource replaces it, and a person approves the new one at its redirect_url. " +
		"A consent that no configuration manages is renewed by declaring an openbanking_consent for the same bank. The accounts keep their ids."
}
