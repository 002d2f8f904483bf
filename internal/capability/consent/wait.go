// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/poll"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// A person needs seconds at the least. The first looks come soon, for consents
// that are approved at once, and then leave most of the rate limit to others.
const (
	firstLook    = time.Second
	slowestLooks = 5 * time.Second
)

// wait follows a pending consent until a person has answered.
type wait struct {
	consents platform.Consents
	clock    clockwork.Clock
	timeout  time.Duration
	renews   string // the consent that works meanwhile; "" where there is none
}

// forAnswer returns the consent as it was last seen. Only an answer at the bank
// that kills the consent is an error. Running out of time, an interrupt and a
// platform that cannot be asked are warnings: an error would taint the
// resource, and the next apply would revoke what the person approved meanwhile.
func (w wait) forAnswer(ctx context.Context, c platform.Consent) (platform.Consent, diag.Diagnostics) {
	if c.Status.Answered() {
		return c, w.verdict(c)
	}
	// A warning, since that level is quiet otherwise: with TF_LOG_PROVIDER=WARN a CLI
	// shows this line, and hardly another, while it waits.
	tflog.Warn(ctx, "Waiting until a person approves the consent at its redirect_url.", map[string]any{
		"consent_id": c.ID, "redirect_url": c.RedirectURL, "timeout": rotation.FormatDuration(w.timeout),
	})
	err := poll.Until(ctx, w.clock, poll.Pace{First: firstLook, Slowest: slowestLooks, Timeout: w.timeout}, func(ctx context.Context) (bool, error) {
		next, err := w.consents.Get(ctx, c.ID)
		if err == nil {
			c = next
		}
		return c.Status.Answered(), err
	})
	late, isLate := errors.AsType[*poll.TimeoutError](err)
	switch {
	case err == nil:
		return c, w.verdict(c)
	case isLate && late.Last != nil:
		return c, w.stillPending(c, w.late()+" The last look did not end in time: "+diagnostics.Detail(late.Last))
	case isLate:
		return c, w.stillPending(c, w.late())
	case errors.Is(err, context.Canceled):
		return c, w.stillPending(c, "The run was interrupted while it waited.")
	case platform.IsNotFound(err):
		return c, diag.Diagnostics{diagnostics.Error(fmt.Sprintf("The consent %s disappeared while the apply waited", c.ID), err)}
	}
	return c, w.stillPending(c, "The platform could not be asked for the answer: "+diagnostics.Detail(err))
}

// late says that the time is over.
func (w wait) late() string {
	return fmt.Sprintf("Nobody answered within %s.", rotation.FormatDuration(w.timeout))
}

// stillPending is the warning with which a wait ends without an answer.
func (w wait) stillPending(c platform.Consent, why string) diag.Diagnostics {
	if w.renews != "" {
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("renewal_id"),
			fmt.Sprintf("Renewal %s is still pending", c.ID),
			fmt.Sprintf("%s\n\nThe renewal is kept, and the consent %s works meanwhile. A person approves it at\n  %s\nand the first refresh after that puts it in the consent's place. To wait longer set timeouts.update.",
				why, w.renews, c.RedirectURL))}
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("status"),
		fmt.Sprintf("Consent %s is still pending", c.ID),
		fmt.Sprintf("%s\n\nThe consent is kept. A person approves it at\n  %s\nand the next apply shows its new status; where it is still pending then, that apply waits again. "+
			"To wait longer set timeouts.create and timeouts.update.", why, c.RedirectURL))}
}

// verdict is the error with which a wait for a consent ends that died.
func (w wait) verdict(c platform.Consent) diag.Diagnostics {
	if !c.Status.Dead() {
		return nil
	}
	why := map[platform.ConsentStatus]string{
		platform.ConsentError:   "was declined, or failed at the bank",
		platform.ConsentExpired: "lapsed before anybody answered",
		platform.ConsentRevoked: "was revoked",
	}[c.Status]
	if w.renews != "" {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("renewal_id"),
			fmt.Sprintf("Renewal %s %s", c.ID, why),
			fmt.Sprintf("Its status is %q; expected \"active\". The consent %s works until its own expiry. The next apply starts another renewal, which a person approves at the new renewal_redirect_url.", c.Status, w.renews))}
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("status"),
		fmt.Sprintf("Consent %s %s", c.ID, why),
		fmt.Sprintf("Its status is %q; expected \"active\". A dead consent cannot be revived: the next apply makes a new one, which a person approves at the new redirect_url.", c.Status))}
}
