// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto"
)

// Okto has apps with one secret each. Tests reset the secret of the app in the
// provider block.
var Okto = &Platform{
	Name: "okto", Prefix: "/okto", Document: contract.Okto,
	Variables:  map[string]string{"app_id": "OKTO_APP_ID", "management_token": "OKTO_MANAGEMENT_TOKEN"},
	Credential: "management_token",
	Seeded: func(c sandbox.OrganisationCredentials) map[string]string {
		return map[string]string{"app_id": c.Get("okto", "sandbox", "app_id"), "management_token": c.Get("okto", "sandbox", "management_token")}
	},
	Header:    bearer,
	Enveloped: true,
	Probe:     Route{http.MethodGet, "/management/v1/apps"},
	Spell:     func(attribute string) string { return attribute },
	All: func(a *API, path string, _ map[string]any) []map[string]any {
		data, _ := a.Must(http.StatusOK, http.MethodGet, path, nil)["data"].(map[string]any)
		return a.objects(path, data["apps"])
	},
	Kinds: []*Kind{oktoSecret},
	Reset: func(ctx context.Context, s *sandbox.Sandbox, app string) (string, error) {
		made, err := sandbox.ServiceOf[*okto.API](s).ResetSecret(ctx, app)
		return made.AppSecret, err
	},
}

// oktoSecret is found by its app's id.
var oktoSecret = &Kind{
	Type: "app_secret", Secret: "secret", Single: true, Owner: "app_id",
	Least: func(int) engine.Values { return engine.Values{} },
	Make:  Route{http.MethodPost, "/management/v1/apps/{id}/secret/reset"}, Get: Route{http.MethodGet, "/management/v1/apps/{id}/secret"},
	List: Route{http.MethodGet, "/management/v1/apps"},
	Works: func(a *API, secret string) int {
		status, _ := a.with("X-Api-Key", secret).Call(http.MethodGet, "/api/v1/supported/networks", nil)
		return status
	},
}
