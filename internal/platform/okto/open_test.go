// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"errors"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestOpen proves that the environment decides the host, that an endpoint
// replaces it, and that no other capability is there than the one.
func TestOpen(t *testing.T) {
	t.Parallel()
	for _, environment := range []platform.Environment{platform.Sandbox, platform.Production} {
		opened, err := Dialect{}.Open(platform.Settings{
			Environment: string(environment), Credentials: map[string]string{"management_token": testToken},
		})
		if err != nil {
			t.Fatal(err)
		}
		if opened.Environment != environment || opened.Name != "okto" || opened.Title != "Okto" {
			t.Errorf("got %s %s in %s, want Okto in %s", opened.Name, opened.Title, opened.Environment, environment)
		}
		if opened.AppSecrets == nil || opened.AppSecrets.DefaultAppID() != "" {
			t.Error("app secrets are missing, or have an app that nobody named")
		}
		if opened.APIKeys != nil || opened.Consents != nil || opened.Webhooks != nil || opened.Accounts != nil || opened.Banks != nil {
			t.Error("there is a capability that Okto lacks")
		}
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ environment, endpoint, want string }{
		{"sandbox", "", "https://sandbox-api.okto.tech"},
		{"production", "", "https://apigw.okto.tech"},
		{"production", "http://127.0.0.1:8787/okto", "http://127.0.0.1:8787/okto"},
	} {
		got, err := baseURL(platform.Settings{Environment: test.environment, Endpoint: test.endpoint})
		if err != nil || got != test.want {
			t.Errorf("%s %q: got %q and %v, want %q", test.environment, test.endpoint, got, err, test.want)
		}
	}
}

// TestOpenRefuses proves that settings which cannot work are refused offline,
// with the attribute that is to blame and without the token.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	const tail = "SECRETSECRETSECRET"
	const good = tokenPrefix + tail
	tests := map[string]struct {
		token, appID, environment, endpoint string
		attribute                           string
		mentions                            []string
	}{
		"no token":                       {environment: "sandbox", attribute: "okto.management_token", mentions: []string{"okto_mgmt_", "OKTO_MANAGEMENT_TOKEN"}},
		"an App Secret":                  {token: tail, environment: "sandbox", attribute: "okto.management_token", mentions: []string{"App Secret", "cannot manage itself"}},
		"a Tok key":                      {token: "tok_live_" + tail, environment: "sandbox", attribute: "okto.management_token"},
		"only the prefix":                {token: tokenPrefix, environment: "sandbox", attribute: "okto.management_token", mentions: []string{"only the prefix"}},
		"a line break":                   {token: good + "\n", environment: "sandbox", attribute: "okto.management_token", mentions: []string{"line break"}},
		"quotes":                         {token: `"` + good + `"`, environment: "sandbox", attribute: "okto.management_token"},
		"no environment":                 {token: good, attribute: "environment", mentions: []string{`environment = "sandbox"`, `environment = "production"`}},
		"a token in place of the app id": {token: good, appID: good, environment: "sandbox", attribute: "okto.app_id", mentions: []string{"management token"}},
		"an app id with a slash":         {token: good, appID: "app-1/3", environment: "sandbox", attribute: "okto.app_id", mentions: []string{"slash", "OKTO_APP_ID"}},
		"an app id with a space":         {token: good, appID: "app 1", environment: "sandbox", attribute: "okto.app_id"},
		"an endpoint in clear text":      {token: good, environment: "sandbox", endpoint: "http://api.example.com", attribute: "endpoint", mentions: []string{"https"}},
		"an endpoint with a password":    {token: good, environment: "sandbox", endpoint: "https://me:" + tail + "@api.example.com", attribute: "endpoint"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opened, err := Dialect{}.Open(platform.Settings{
				Environment: test.environment, Endpoint: test.endpoint,
				Credentials: map[string]string{"management_token": test.token, "app_id": test.appID},
			})
			var wrong *platform.ConfigError
			if !errors.As(err, &wrong) {
				t.Fatalf("got %v and %v, want *platform.ConfigError", opened, err)
			}
			if wrong.Attribute != test.attribute {
				t.Errorf("the attribute is %q, want %q", wrong.Attribute, test.attribute)
			}
			if wrong.Summary == "" || wrong.Detail == "" {
				t.Errorf("summary %q and detail %q have to say something", wrong.Summary, wrong.Detail)
			}
			mentions(t, err, test.mentions...)
			if strings.Contains(err.Error(), tail) {
				t.Errorf("the error holds the credential: %v", err)
			}
		})
	}
}

// TestDialectDescribesItself keeps what the provider block is made of.
func TestDialectDescribesItself(t *testing.T) {
	t.Parallel()
	if got := (Dialect{}).Offers(); len(got) != 1 || got[0].Capability != platform.CapabilityAppSecret || len(got[0].Lacks)+len(got[0].Requires) != 0 {
		t.Errorf("the capabilities are %v", got)
	}
	credentials := Dialect{}.Credentials()
	if len(credentials) != 2 {
		t.Fatalf("got %d credentials, want 2", len(credentials))
	}
	app, token := credentials[0], credentials[1]
	if app.Name != "app_id" || app.Variable != "OKTO_APP_ID" || app.Required || app.Sensitive || app.Description == "" {
		t.Errorf("the app's id is %+v", app)
	}
	if token.Name != "management_token" || token.Variable != "OKTO_MANAGEMENT_TOKEN" || !token.Required || !token.Sensitive || token.Description == "" {
		t.Errorf("the token is %+v", token)
	}
}
