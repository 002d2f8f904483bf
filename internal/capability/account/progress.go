// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// tellEvery is how often a person hears of a long read.
const tellEvery = 5 * time.Second

// progress tells how far a read has come: every few seconds, and at its end if it
// took that long. A wait for the rate limit that keeps pages from coming is told
// by the client while it lasts, and summed up here.
type progress struct {
	clock     clockwork.Clock
	began     time.Time
	last      time.Time // when it was told last
	pages     int
	rows      int
	waited    time.Duration // for the rate limit
	accountID string
}

// follow returns a context with which the pages of a read are counted, and what
// tells of them.
func follow(ctx context.Context, clock clockwork.Clock, accountID string) (context.Context, *progress) {
	now := clock.Now()
	p := &progress{clock: clock, began: now, last: now, accountID: accountID}
	return platform.WithPageObserver(ctx, func(page platform.Page) { p.page(ctx, page) }), p
}

// page counts a page.
func (p *progress) page(ctx context.Context, page platform.Page) {
	p.pages++
	p.rows += page.Rows
	p.waited += page.Waited
	if now := p.clock.Now(); now.Sub(p.last) >= tellEvery {
		p.last = now
		p.tell(ctx, "Reading transactions", now)
	}
}

// end tells of the whole where it took long enough for a person to wonder.
func (p *progress) end(ctx context.Context) {
	if now := p.clock.Now(); now.Sub(p.began) >= tellEvery {
		p.tell(ctx, "Read all transactions", now)
	}
}

func (p *progress) tell(ctx context.Context, message string, now time.Time) {
	elapsed := now.Sub(p.began)
	fields := map[string]any{
		"account_id":      p.accountID,
		"pages":           p.pages,
		"rows":            p.rows,
		"rows_per_second": int(float64(p.rows) / elapsed.Seconds()),
		"elapsed_ms":      elapsed.Milliseconds(),
	}
	if p.waited > 0 {
		fields["waited_for_limit_ms"] = p.waited.Milliseconds()
	}
	tflog.Info(ctx, message, fields)
}
