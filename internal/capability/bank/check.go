// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bank

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Check says, while there is still only a plan, that the platform does not know
// a bank, and which ones it could have been. Where the platform cannot list its
// banks the id is believed: the list is not part of every platform's API.
func Check(ctx context.Context, banks platform.Banks, id string, at path.Path) diag.Diagnostics {
	if banks == nil {
		return nil
	}
	var ids []string
	for b, err := range banks.List(ctx) {
		switch kind := platform.KindOf(err); {
		case err == nil:
		case kind == platform.KindUnauthenticated || kind == platform.KindWrongEnvironment:
			return diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not check the bank %q", id), err)}
		default:
			tflog.Warn(ctx, "The bank's id is not checked, since the platform's banks cannot be listed.", map[string]any{"error": err.Error()})
			return nil
		}
		ids = append(ids, b.ID)
	}
	if slices.Contains(ids, id) {
		return nil
	}
	remedy := "data.openbanking_banks lists them."
	if like := diagnostics.Suggest(id, ids); len(like) > 0 {
		remedy = "Did you mean " + quoted(like) + "? " + remedy
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, fmt.Sprintf("Unknown bank %q", id),
		fmt.Sprintf("Got %q, which is not among the %d banks that the platform reaches. %s", id, len(ids), remedy))}
}

// quoted writes names as people offer them: `"a"`, `"a" or "b"`, `"a", "b" or "c"`.
func quoted(names []string) string {
	each := make([]string, len(names))
	for i, name := range names {
		each[i] = strconv.Quote(name)
	}
	last := len(each) - 1
	if last == 0 {
		return each[0]
	}
	return strings.Join(each[:last], ", ") + " or " + each[last]
}
