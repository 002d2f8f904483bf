// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// Attributes are those of every secret that rotates. The noun names the secret
// in their descriptions, such as "key".
func Attributes(noun string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"rotation_triggers": schema.MapAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: fmt.Sprintf("Texts of your own, of which a changed value rotates the %s: a version, a date, the name of who left. "+
				"Adding or removing an entry rotates nothing. The values are not secret: they are in the plan and in the state.", noun),
		},
		"rotate_after": schema.StringAttribute{
			Optional:   true,
			Validators: []validator.String{validators.Seconds()},
			MarkdownDescription: fmt.Sprintf("Age at which the %s is due for rotation, a duration such as `90d`, `12w` or `36h`. The first plan after that rotates it, so plan at least that often. "+
				"Not set means that age alone never rotates it. Changing it changes nothing else.", noun),
		},
		"rotates_at": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: fmt.Sprintf("When the %s is due for rotation, RFC 3339 in UTC. Null where nothing makes it due.", noun),
		},
		"ready_for_rotation": schema.BoolAttribute{
			Computed: true,
			MarkdownDescription: fmt.Sprintf("Whether the %s was due at the last refresh, by the platform's clock. The plan that sees `true` rotates it. "+
				"Where the platform does not say what time it is, or its clock is more than a day from this machine's (on loopback it is always believed), nothing becomes due, and a warning says so.", noun),
		},
	}
}

// Overlap is the attribute of secrets of which two can be valid at a time.
func Overlap(noun string) schema.Attribute {
	return schema.StringAttribute{
		Optional:   true,
		Validators: []validator.String{validators.SecondsOrNone()},
		MarkdownDescription: fmt.Sprintf("How long a rotated or destroyed %s stays valid, a duration such as `24h` or `2d`, so that its users can move over without an outage. Default `0s`: it ends at once. "+
			"What is applied counts: change it in one apply, rotate in a later one.", noun),
	}
}

// ExpiresAfter is the attribute of secrets that the platform itself ends.
func ExpiresAfter(noun string) schema.Attribute {
	return schema.StringAttribute{
		Optional:   true,
		Validators: []validator.String{validators.Seconds()},
		MarkdownDescription: fmt.Sprintf("Age at which the platform itself stops accepting the %s, a duration such as `180d`: the backstop for a pipeline that has stopped. "+
			"Counts from `created_at`; `rotate_after` and `overlap` together must fit into it. Not set means that the expiry is not managed.", noun),
	}
}

// CheckFits refuses a policy in which the old secret would expire before its
// overlap with the new one is over.
func CheckFits(rotateAfter, overlap, expiresAfter types.String) diag.Diagnostics {
	if rotateAfter.IsUnknown() || overlap.IsUnknown() || expiresAfter.IsUnknown() || expiresAfter.IsNull() {
		return nil
	}
	needed := Duration(rotateAfter) + Duration(overlap)
	if needed <= Duration(expiresAfter) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("expires_after"), "Secret would expire before it is rotated",
		fmt.Sprintf("Got expires_after = %s, but rotate_after and overlap add up to %s. Expected expires_after to be at least that long; leave some room for the plan that rotates.",
			QuoteDuration(expiresAfter), FormatDuration(needed)))}
}
