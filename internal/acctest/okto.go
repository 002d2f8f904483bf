// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	sandboxokto "github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto"
)

// Okto is the Okto that a test runs against.
type Okto struct {
	*Env

	// Endpoint is the platform's base URL, as the provider block takes it.
	Endpoint string
	// AppID is the app whose secret the tests reset.
	AppID string
	// Token is the management token that the provider uses.
	Token string
	// API asks the control plane itself, past the provider.
	API *API
}

// NewOkto starts a sandbox for the test, or finds the Okto that the environment
// names by OPENBANKING_ACC_ENDPOINT, OKTO_MANAGEMENT_TOKEN and OKTO_APP_ID. The
// tests reset the secret of that app.
func NewOkto(t *testing.T, options ...Option) *Okto {
	t.Helper()
	endpoint, token := os.Getenv("OPENBANKING_ACC_ENDPOINT"), os.Getenv("OKTO_MANAGEMENT_TOKEN")
	if endpoint == "" {
		return New(t, options...).Okto()
	}
	if token == "" {
		t.Skip("OPENBANKING_ACC_ENDPOINT names a platform, but OKTO_MANAGEMENT_TOKEN is not set: it is not Okto")
	}
	if len(options) > 0 {
		t.Skip("this test needs a sandbox of its own with special settings; OPENBANKING_ACC_ENDPOINT names a shared platform")
	}
	return okto(&Env{t: t}, endpoint, os.Getenv("OKTO_APP_ID"), token)
}

// Okto returns the Okto of the test's own sandbox.
func (e *Env) Okto() *Okto {
	e.t.Helper()
	of := e.Sandbox().Credentials().Organisations[0]
	return okto(e, e.base+"/okto", of.Get("okto", "sandbox", "app_id"), of.Get("okto", "sandbox", "management_token"))
}

func okto(e *Env, endpoint, appID, token string) *Okto {
	return &Okto{
		Env: e, Endpoint: endpoint, AppID: appID, Token: token,
		API: &API{t: e.t, endpoint: endpoint, scheme: "Bearer", key: token},
	}
}

// HCL is a configuration of the provider for Okto, with the app in the provider
// block, followed by the given blocks.
func (o *Okto) HCL(blocks ...string) string { return o.HCLWith("", blocks...) }

// HCLWith is HCL with further lines in the provider block.
func (o *Okto) HCLWith(settings string, blocks ...string) string {
	return Required + `
provider "openbanking" {
  environment = "sandbox"
  endpoint    = "` + o.Endpoint + `"
  okto        = { app_id = "` + o.AppID + `", management_token = "` + o.Token + `" }
  ` + settings + `
}
` + strings.Join(blocks, "\n")
}

// Present describes the app's present secret.
func (o *Okto) Present(appID string) map[string]any {
	o.t.Helper()
	answer := o.API.Must(http.StatusOK, http.MethodGet, "/management/v1/apps/"+appID+"/secret", nil)
	present, ok := answer["data"].(map[string]any)
	if !ok {
		o.t.Fatalf("the secret of %s has no description", appID)
	}
	return present
}

// OtherApp returns an app that is not the one in the provider block.
func (o *Okto) OtherApp() string {
	o.t.Helper()
	data, _ := o.API.Must(http.StatusOK, http.MethodGet, "/management/v1/apps", nil)["data"].(map[string]any)
	apps, _ := data["apps"].([]any)
	for _, item := range apps {
		app, _ := item.(map[string]any)
		if id, _ := app["app_id"].(string); id != "" && id != o.AppID {
			return id
		}
	}
	o.t.Skip("the organisation has one app only")
	return ""
}

// ResetByHand resets the app's secret as a person does on the dashboard.
func (o *Okto) ResetByHand(appID string) sandboxokto.NewSecret {
	o.t.Helper()
	made, err := sandbox.ServiceOf[*sandboxokto.API](o.Sandbox()).ResetSecret(o.t.Context(), appID)
	if err != nil {
		o.t.Fatal(err)
	}
	return made
}

// Works reports the status with which Okto's own API answers to a secret: 200
// where it works.
func (o *Okto) Works(secret string) (int, error) {
	// A check in a Cleanup comes when the test's own context is over.
	req, err := http.NewRequestWithContext(context.WithoutCancel(o.t.Context()), http.MethodGet, o.Endpoint+"/api/v1/supported/networks", nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("x-api-key", secret)
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// CheckForgotten is a CheckDestroy that asks the platform: every secret that the
// state had goes on working, since destroying only forgets.
func (o *Okto) CheckForgotten(state *terraform.State) error {
	seen := 0
	for name, r := range state.RootModule().Resources {
		if r.Type != "openbanking_app_secret" {
			continue
		}
		seen++
		status, err := o.Works(r.Primary.Attributes["secret"])
		if err != nil {
			return err
		}
		if status != http.StatusOK {
			return fmt.Errorf("the secret of %s answers %d after the destroy, which should have changed nothing", name, status)
		}
	}
	if seen == 0 {
		return fmt.Errorf("the state had no openbanking_app_secret, so nothing was checked")
	}
	return nil
}
