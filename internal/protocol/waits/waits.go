// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package waits stands between the provider and the CLI, and warns of long waits for
// the rate limit. The CLI shows no log while a call waits, only that it is still
// running.
package waits

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

// noticeable is from when on a person is told.
const noticeable = 10 * time.Second

// Tell adds a warning to the answer after which the requests of the run have waited
// that long since the last warning. Requests wait for each other, and lists are read
// for many objects at once, so that the wait is the run's and not an object's.
func Tell(hooks *relay.Hooks) {
	var waits httpapi.Waits
	hooks.Begin = func(ctx context.Context) context.Context { return httpapi.CountWaits(ctx, &waits) }
	hooks.End = func() []*tfprotov6.Diagnostic { return warning(waits.Take(noticeable)) }
}

// warning says how long requests have waited, and what would help. Its summary names
// no object, so that the CLI folds several into one.
func warning(platform, ceiling time.Duration) []*tfprotov6.Diagnostic {
	if platform+ceiling == 0 {
		return nil
	}
	detail := fmt.Sprintf("Requests to the platform waited %s in total, instead of being refused.", (platform + ceiling).Round(time.Second))
	if platform > 0 {
		detail += fmt.Sprintf(" For the platform's own limit it was %s: everything that uses the same organisation shares it, so start fewer runs at the same time, or ask the platform for a higher limit.", platform.Round(time.Second))
	}
	if ceiling > 0 {
		detail += fmt.Sprintf(" For the requests_per_minute of the provider block it was %s: raise it, or leave it out, where nobody else needs the difference.", ceiling.Round(time.Second))
	}
	return []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Waited for the rate limit", Detail: detail}}
}
