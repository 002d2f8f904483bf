// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// Duration is the value of a validated attribute; 0 where it is not set or not
// known.
func Duration(text types.String) time.Duration {
	d, err := validators.ParseDuration(text.ValueString())
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
