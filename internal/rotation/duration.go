// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"
	str2duration "github.com/xhit/go-str2duration/v2"
)

// ParseDuration reads a duration as Go writes it, with days and weeks besides:
// "90d", "2w", "36h", "1d12h". A day is 24 hours and a week 7 days: they are
// lengths of time, not dates in a calendar.
func ParseDuration(text string) (time.Duration, error) {
	d, err := str2duration.ParseDuration(text)
	if err != nil {
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
