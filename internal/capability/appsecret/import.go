// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// ImportState imports the app's present secret, without its text. A version
// that the user gives has to be the present one.
func (r *secretResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	var present platform.AppSecret
	identity.ImportAs(ctx, r.connection, req, resp, func(given string) (string, diag.Diagnostics) {
		var diags diag.Diagnostics
		present, diags = r.present(ctx, given)
		return idOf(present), diags
	})
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("app_id"), present.AppID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("version"), present.Version)...)
}

// present finds the secret that an id of an app, or of a secret, names.
func (r *secretResource) present(ctx context.Context, given string) (platform.AppSecret, diag.Diagnostics) {
	id, version, versioned := strings.Cut(given, "/")
	if id == "" {
		return platform.AppSecret{}, refuseImport(given, "has no id before the slash")
	}
	wanted, err := strconv.ParseInt(version, 10, 64)
	if versioned && err != nil {
		return platform.AppSecret{}, refuseImport(given, "has no version after the slash")
	}
	present, err := r.connection.AppSecrets.Get(ctx, id)
	switch {
	case platform.IsNotFound(err):
		return present, diag.Diagnostics{diag.NewErrorDiagnostic(unknownApp(id), r.appsInstead(ctx, id))}
	case err != nil:
		return present, diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not read the secret of the app %s", id), err)}
	case versioned && wanted != present.Version:
		return present, diag.Diagnostics{diag.NewErrorDiagnostic(fmt.Sprintf("The app secret %s/%d is superseded", id, wanted),
			fmt.Sprintf("Got version %d of the secret of the app %s, but its secret is version %d: no other one works. Import %s, or %s without a version.",
				wanted, id, present.Version, idOf(present), id))}
	}
	return present, nil
}

func refuseImport(given, problem string) diag.Diagnostics {
	return diag.Diagnostics{diag.NewErrorDiagnostic("Import needs the id of an app or of a secret",
		fmt.Sprintf("Got %q, which %s. Expected the id of an app, or app_id/version.", given, problem))}
}
