// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// oktoApp is an app with its App Secret, which is empty once it was reset, and the
// token that manages it.
type oktoApp struct{ AppID, AppSecret, ManagementToken string }

// appOf returns the app in the credentials of an organisation.
func appOf(o sandbox.OrganisationCredentials, environment string) oktoApp {
	return oktoApp{o.Get("okto", environment, "app_id"), o.Get("okto", environment, "app_secret"), o.Get("okto", environment, "management_token")}
}

// owner asks Okto about one app of an organisation's environment.
type owner struct {
	*fixture

	app oktoApp
}

// okto returns the owner of the first organisation's app in its sandbox
// environment.
func (f *fixture) okto() owner { return f.owner(0, "sandbox") }

// owner returns the owner of the app in an organisation's credentials.
func (f *fixture) owner(organisation int, environment string) owner {
	f.t.Helper()
	return owner{f.as(""), appOf(f.box.Credentials().Organisations[organisation], environment)}
}

// owners returns the owners of all apps in the credentials, this sandbox's four.
func (f *fixture) owners() []owner {
	f.t.Helper()
	var list []owner
	for i := range f.box.Credentials().Organisations {
		list = append(list, f.owner(i, "sandbox"), f.owner(i, "production"))
	}
	return list
}

// call makes a request to the control plane; the path is relative to the apps.
func (o owner) call(method, path, body string) answer {
	o.t.Helper()
	return o.with("Authorization", "Bearer "+o.app.ManagementToken).raw(method, "/okto/management/v1/apps"+path, body)
}

// keyed returns the owner sending an Idempotency-Key.
func (o owner) keyed(key string) owner { return owner{o.with("Idempotency-Key", key), o.app} }

// reset resets the app's secret and returns what that made.
func (o owner) reset() object {
	o.t.Helper()
	return o.call("POST", "/"+o.app.AppID+"/secret/reset", "").want(o.t, http.StatusCreated).object().object("data")
}

// secret describes the app's current secret.
func (o owner) secret() object {
	o.t.Helper()
	return o.call("GET", "/"+o.app.AppID+"/secret", "").want(o.t, http.StatusOK).object().object("data")
}

// prove calls the platform's API with an App Secret.
func (f *fixture) prove(secret string) answer {
	f.t.Helper()
	return f.as("").with("X-Api-Key", secret).raw("GET", "/okto/api/v1/supported/networks", "")
}

// denied checks the status and the code of an error of Okto.
func (a answer) denied(t *testing.T, status int, code string) object {
	t.Helper()
	a.want(t, status)
	body := a.object()
	e := body.object("error")
	if body["status"] != "error" || e["errorCode"] != code || e["code"] != float64(status) || e.text("message") == "" {
		t.Errorf("%s: got %s, expected errorCode %s", a.what, a.body, code)
	}
	if id := a.header.Get("X-Request-Id"); id == "" || e["trace_id"] != id {
		t.Errorf("%s: got trace id %v in the body and %q in the header", a.what, e["trace_id"], id)
	}
	return e
}

// fingerprint is a secret's fingerprint as the contract defines it.
func fingerprint(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return "sha256:" + hex.EncodeToString(sum[:])
}
