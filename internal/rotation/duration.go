// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"
	str2duration "github.com/xhit/go-str2duration/v2"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// ErrTooLong says that a duration is beyond what the control-plane contract and this
// provider reckon with.
var ErrTooLong = errors.New(`it is longer than "36500d", the longest duration that works`)

// ParseDuration reads a duration as Go writes it, with days and weeks besides:
// "90d", "2w", "36h", "1d12h". A day is 24 hours and a week 7 days: they are
// lengths of time, not dates in a calendar.
func ParseDuration(text string) (time.Duration, error) {
	d, err := str2duration.ParseDuration(text)
	switch {
	case validators.TooLong(text, d, err):
		return 0, ErrTooLong
	case err != nil:
		return 0, errors.New("it is not a duration")
	}
	return d, nil
}

// Duration is the value of a validated attribute; 0 where it is not set or not
// known.
func Duration(text types.String) time.Duration {
	d, err := ParseDuration(text.ValueString())
	if err != nil {
		return 0
	}
	return d
}

// sameDuration reports whether two values mean the same length of time. Not set
// means the same as "0s", and "24h" the same as "1d".
func sameDuration(a, b types.String) bool {
	return !a.IsUnknown() && !b.IsUnknown() && Duration(a) == Duration(b)
}

// FormatDuration writes a length of time as users write it: "90d", "1d12h", "10m".
func FormatDuration(d time.Duration) string {
	const day = 24 * time.Hour
	if d < 0 {
		return "-" + FormatDuration(-d)
	}
	var text strings.Builder
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{day, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if count := d / unit.length; count > 0 {
			fmt.Fprintf(&text, "%d%s", count, unit.name)
			d %= unit.length
		}
	}
	if d > 0 || text.Len() == 0 {
		text.WriteString(d.String())
	}
	return text.String()
}

// QuoteDuration quotes a duration of the configuration, with what it is in the units
// of FormatDuration where it is written in others: "1600h" (66d16h).
func QuoteDuration(text types.String) string {
	quoted := fmt.Sprintf("%q", text.ValueString())
	if formatted := FormatDuration(Duration(text)); formatted != text.ValueString() {
		quoted += " (" + formatted + ")"
	}
	return quoted
}
