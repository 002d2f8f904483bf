// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// Keys is a platform that has API keys: what the scenarios of that capability
// need to know of it, so that each of them is written once.
type Keys struct {
	*Env
	*Objects

	// Lines are what the block of an openbanking_api_key needs on this platform
	// beside a name.
	Lines string
}

// OnKeys runs a scenario on every platform that has API keys, each with a sandbox
// of its own.
func OnKeys(t *testing.T, scenario func(t *testing.T, k *Keys), options ...Option) {
	t.Helper()
	for _, on := range With("api_key") {
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			e := On(t, on, options...)
			k := &Keys{Env: e, Objects: e.Of("api_key")}
			least := k.Least(0)
			delete(least, "name")
			k.Lines = strings.TrimSpace(hcl(least))
			scenario(t, k)
		})
	}
}

// HCLAs is HCL for a provider that authenticates with the given key.
func (k *Keys) HCLAs(key string, blocks ...string) string {
	return hclOf(k.As(key), "", blocks...)
}

// Create makes a key past the provider.
func (k *Keys) Create(name string) Object {
	k.t.Helper()
	return k.Objects.Create(engine.Values{"name": name})
}

// Expire sets a key's expiry past the provider, in seconds from now; nil for
// never.
func (k *Keys) Expire(id string, seconds any) {
	k.t.Helper()
	k.Update(id, map[string]any{k.Platform.Spell("expires_in_seconds"): seconds})
}

// Present describes the present secret of an app.
func (e *Env) Present(app string) map[string]any {
	e.t.Helper()
	return e.Of("app_secret").Read(app).fields
}

// App is the app in the provider block.
func (e *Env) App() string { return e.Credentials["app_id"] }

// OtherApp returns an app that is not the one in the provider block.
func (e *Env) OtherApp() string {
	e.t.Helper()
	for _, app := range e.All(e.Of("app_secret").List.Path) {
		if id := text(app["app_id"]); id != "" && id != e.App() {
			return id
		}
	}
	e.t.Skip("the organisation has one app only")
	return ""
}

// ResetByHand resets an app's secret as a person does on the dashboard, and
// describes it.
func (e *Env) ResetByHand(app string) Object {
	e.t.Helper()
	secret, err := e.Platform.Reset(e.t.Context(), e.Sandbox(), app)
	if err != nil {
		e.t.Fatal(err)
	}
	made := e.Of("app_secret").Read(app)
	made.Secret = secret
	return made
}

// CheckForgotten is a CheckDestroy that asks the platform: every app's secret that
// the state had goes on working, since destroying only forgets.
func (e *Env) CheckForgotten(state *terraform.State) error {
	seen := 0
	for name, r := range state.RootModule().Resources {
		if r.Type != "openbanking_app_secret" {
			continue
		}
		seen++
		if status := e.Of(r.Type).Works(r.Primary.Attributes["secret"]); status != http.StatusOK {
			return fmt.Errorf("the secret of %s answers %d after the destroy, which should have changed nothing", name, status)
		}
	}
	if seen == 0 {
		return fmt.Errorf("the state had no openbanking_app_secret, so nothing was checked")
	}
	return nil
}
