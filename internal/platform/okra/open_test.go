// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

const (
	testUUID     = "0f8fad5b-d9cb-469f-a165-70867728950e"
	testObjectID = "65f0a1b2c3d4e5f60718293a"
)

// token makes a JSON Web Token of a header and a payload, with a signature of
// the right length that nobody checks.
func token(header, payload string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(payload)) + "." + encode([]byte("SIGNATURESIGNATURESIGNATURESIGNA"))
}

// keyWith makes a secret key with a payload.
func keyWith(payload string) string { return token(`{"alg":"HS256","typ":"JWT"}`, payload) }

// TestOpen proves that keys which can be right open the environment that the
// settings name, with Okra's capabilities and no other.
func TestOpen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		credentials map[string]string
		environment platform.Environment
	}{
		"sandbox":               {map[string]string{"secret_key": testKey}, platform.Sandbox},
		"production":            {map[string]string{"secret_key": testKey}, platform.Production},
		"all three":             {map[string]string{"secret_key": testKey, "client_token": testObjectID, "public_key": testUUID}, platform.Sandbox},
		"a UUID as token":       {map[string]string{"secret_key": testKey, "client_token": testUUID}, platform.Sandbox},
		"no claims":             {map[string]string{"secret_key": keyWith(`{}`)}, platform.Sandbox},
		"no env":                {map[string]string{"secret_key": keyWith(`{"env":null}`)}, platform.Production},
		"the env of sandbox":    {map[string]string{"secret_key": keyWith(`{"env":"production-sandbox"}`)}, platform.Sandbox},
		"sandbox in plain":      {map[string]string{"secret_key": keyWith(`{"env":"sandbox"}`)}, platform.Sandbox},
		"the env of production": {map[string]string{"secret_key": keyWith(`{"env":"production"}`)}, platform.Production},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opened, err := Dialect{}.Open(platform.Settings{Environment: string(test.environment), Credentials: test.credentials})
			if err != nil {
				t.Fatal(err)
			}
			if opened.Environment != test.environment || opened.Name != "okra" || opened.Title != "Okra" {
				t.Errorf("got %s %s in %s, want Okra in %s", opened.Name, opened.Title, opened.Environment, test.environment)
			}
			if opened.OwnFingerprint != platform.Fingerprint(test.credentials["secret_key"]) {
				t.Errorf("the own fingerprint is %q", opened.OwnFingerprint)
			}
			if opened.APIKeys == nil || opened.Webhooks == nil || opened.Accounts == nil || opened.Banks == nil {
				t.Error("a capability is missing")
			}
			if opened.Consents != nil || opened.AppSecrets != nil {
				t.Error("there is a capability that Okra lacks")
			}
		})
	}
}

// TestBaseURL proves that both generations of hosts and both orders of the path
// are accepted where they fit the environment, and anything that a proxy has.
func TestBaseURL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		endpoint    string
		environment platform.Environment
		want        string // "" where it is refused
	}{
		{"", platform.Sandbox, "https://api.okraapi.com/v2/sandbox"},
		{"", platform.Production, "https://api.okraapi.com/v2"},
		{"https://api.okra.ng/v2/sandbox/", platform.Sandbox, "https://api.okra.ng/v2/sandbox/"},
		{"https://api.okra.ng/sandbox/v2/", platform.Sandbox, "https://api.okra.ng/sandbox/v2/"},
		{"https://api.okra.ng/v2", platform.Production, "https://api.okra.ng/v2"},
		{"https://API.okraapi.com/v2/", platform.Production, "https://API.okraapi.com/v2/"},
		{"http://127.0.0.1:8787/okra/v2", platform.Production, "http://127.0.0.1:8787/okra/v2"},
		{"http://127.0.0.1:8787/okra/v2/sandbox", platform.Sandbox, "http://127.0.0.1:8787/okra/v2/sandbox"},
		{"https://proxy.example.com/okra/v2", platform.Sandbox, "https://proxy.example.com/okra/v2"}, // A proxy may have hosts for the environments.
		{"https://proxy.example.com/", platform.Sandbox, "https://proxy.example.com/"},
		{"://", platform.Sandbox, "://"}, // The client says what is wrong with it.

		{"https://api.okraapi.com/v2/sandbox", platform.Production, ""},
		{"https://api.okra.ng/sandbox/v2/", platform.Production, ""},
		{"http://127.0.0.1:8787/okra/v2/sandbox", platform.Production, ""},
		{"http://127.0.0.1:8787/okra/sandbox/v2/", platform.Production, ""},
		{"https://api.okraapi.com/v2", platform.Sandbox, ""},
		{"https://api.okra.ng:443/v2/", platform.Sandbox, ""},
	} {
		got, err := baseURL(test.endpoint, test.environment)
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%s in %s: got %q and %v, want %q", test.endpoint, test.environment, got, err, test.want)
		}
	}
}

// TestOpenRefuses proves that settings which cannot work are refused offline,
// with the attribute that is to blame and without any credential.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	const tail = "SECRETSECRETSECRET"
	const signature = ".QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE"
	good := keyWith(`{"_id":"` + tail + `"}`)
	tests := map[string]struct {
		secretKey, clientToken, publicKey string
		environment, endpoint             string // "sandbox" where it is ""
		attribute                         string
		mentions                          []string
	}{
		"no key":                           {attribute: "okra.secret_key", mentions: []string{"empty", "OKRA_SECRET_KEY"}},
		"the public key":                   {secretKey: testUUID, attribute: "okra.secret_key", mentions: []string{"public key"}},
		"the client token":                 {secretKey: testObjectID, attribute: "okra.secret_key", mentions: []string{"client token"}},
		"a Tok key":                        {secretKey: "tok_live_" + tail, attribute: "okra.secret_key", mentions: []string{"Tok API key"}},
		"a Tok key of the sandbox":         {secretKey: "tok_sandbox_" + tail, attribute: "okra.secret_key", mentions: []string{"Tok API key"}},
		"an Okto token":                    {secretKey: "okto_mgmt_" + tail, attribute: "okra.secret_key", mentions: []string{"Okto management token"}},
		"a signing secret":                 {secretKey: "whsec_" + tail, attribute: "okra.secret_key", mentions: []string{"signing secret"}},
		"the whole header":                 {secretKey: "Bearer " + good, attribute: "okra.secret_key", mentions: []string{"Bearer"}},
		"a line break":                     {secretKey: good + "\n", attribute: "okra.secret_key", mentions: []string{"line break"}},
		"a space before it":                {secretKey: " " + good, attribute: "okra.secret_key", mentions: []string{"space"}},
		"a header of its own":              {secretKey: good + "\r\nX-Admin: 1", attribute: "okra.secret_key"},
		"quotes":                           {secretKey: `"` + good + `"`, attribute: "okra.secret_key", mentions: []string{"without quotes"}},
		"two parts":                        {secretKey: good[:strings.LastIndex(good, ".")], attribute: "okra.secret_key", mentions: []string{"three parts"}},
		"four parts":                       {secretKey: good + "." + tail, attribute: "okra.secret_key", mentions: []string{"three parts"}},
		"a text":                           {secretKey: tail, attribute: "okra.secret_key", mentions: []string{"three parts"}},
		"another algorithm":                {secretKey: token(`{"alg":"RS256"}`, `{}`), attribute: "okra.secret_key", mentions: []string{"HS256"}},
		"no algorithm":                     {secretKey: token(`{"alg":"none"}`, `{}`), attribute: "okra.secret_key", mentions: []string{"HS256"}},
		"a header that is a list":          {secretKey: token(`[]`, `{}`), attribute: "okra.secret_key", mentions: []string{"first part"}},
		"a header that is null":            {secretKey: token(`null`, `{}`), attribute: "okra.secret_key", mentions: []string{"first part"}},
		"a header that is not base64":      {secretKey: "e+/=.e30" + signature, attribute: "okra.secret_key", mentions: []string{"first part"}},
		"a payload that is null":           {secretKey: keyWith(`null`), attribute: "okra.secret_key", mentions: []string{"second part"}},
		"a payload that is half":           {secretKey: keyWith(`{"_id":`), attribute: "okra.secret_key", mentions: []string{"second part"}},
		"a signature that is cut off":      {secretKey: good[:len(good)-4], attribute: "okra.secret_key", mentions: []string{"third part", "missing"}},
		"a signature that is none":         {secretKey: good[:len(good)-4] + "~~~~", attribute: "okra.secret_key", mentions: []string{"third part"}},
		"no signature":                     {secretKey: good[:strings.LastIndex(good, ".")+1], attribute: "okra.secret_key", mentions: []string{"third part"}},
		"the secret key as client token":   {secretKey: good, clientToken: good, attribute: "okra.client_token", mentions: []string{"secret key", "okra.secret_key"}},
		"the secret key as public key":     {secretKey: good, publicKey: good, attribute: "okra.public_key", mentions: []string{"secret key", "okra.secret_key"}},
		"the client token as public key":   {secretKey: good, publicKey: testObjectID, attribute: "okra.public_key", mentions: []string{"client token"}},
		"a Tok key as public key":          {secretKey: good, publicKey: "tok_live_" + tail, attribute: "okra.public_key", mentions: []string{"Tok API key"}},
		"a client token of 23 digits":      {secretKey: good, clientToken: testObjectID[1:], attribute: "okra.client_token", mentions: []string{"24", "OKRA_CLIENT_TOKEN"}},
		"a client token with a line break": {secretKey: good, clientToken: testObjectID + "\n", attribute: "okra.client_token", mentions: []string{"line break"}},
		"a public key in braces":           {secretKey: good, publicKey: "{" + testUUID + "}", attribute: "okra.public_key", mentions: []string{"OKRA_PUBLIC_KEY"}},
		"no environment":                   {secretKey: good, environment: "none", attribute: "environment", mentions: []string{`environment = "sandbox"`, `environment = "production"`}},
		"a key of production":              {secretKey: keyWith(`{"env":"production","a":"` + tail + `"}`), attribute: "environment", mentions: []string{"sandbox"}},
		"a key of the sandbox":             {secretKey: keyWith(`{"env":"production-sandbox"}`), environment: "production", attribute: "environment", mentions: []string{"production"}},
		"a key of somewhere":               {secretKey: keyWith(`{"env":"` + tail + `"}`), attribute: "environment"},
		"a key with a number for env":      {secretKey: keyWith(`{"env":1}`), attribute: "environment"},
		"the sandbox's path":               {secretKey: good, environment: "production", endpoint: "https://api.okra.ng/sandbox/v2", attribute: "endpoint", mentions: []string{"sandbox", "production", "https://api.okraapi.com/v2"}},
		"production's path":                {secretKey: good, endpoint: "https://api.okra.ng/v2", attribute: "endpoint", mentions: []string{"https://api.okraapi.com/v2/sandbox"}},
		"a relative endpoint":              {secretKey: good, endpoint: "api.okraapi.com/v2/sandbox", attribute: "endpoint", mentions: []string{"https"}},
		"an endpoint in clear text":        {secretKey: good, endpoint: "http://api.okraapi.com/v2/sandbox", attribute: "endpoint", mentions: []string{"https"}},
		"an endpoint with a password":      {secretKey: good, endpoint: "https://me:" + tail + "@api.okra.ng/v2/sandbox", attribute: "endpoint"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment := "sandbox"
			if test.environment != "" {
				environment = test.environment
			}
			opened, err := Dialect{}.Open(platform.Settings{
				Environment: environment, Endpoint: test.endpoint,
				Credentials: map[string]string{"secret_key": test.secretKey, "client_token": test.clientToken, "public_key": test.publicKey},
			})
			var wrong *platform.ConfigError
			if !errors.As(err, &wrong) {
				t.Fatalf("got %v and %v, want *platform.ConfigError", opened, err)
			}
			if wrong.Attribute != test.attribute || wrong.Summary == "" {
				t.Errorf("the attribute is %q, want %q; the summary is %q", wrong.Attribute, test.attribute, wrong.Summary)
			}
			credentials := []string{tail, base64.RawURLEncoding.EncodeToString([]byte(tail)), testUUID, testObjectID}
			dialecttest.Mentions(t, err, append(credentials, nonEmpty(test.secretKey)...), test.mentions...)
		})
	}
}

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}

// TestDialectDescribesItself keeps what the provider block is made of, and what
// of each capability means nothing on Okra.
func TestDialectDescribesItself(t *testing.T) {
	t.Parallel()
	got := map[platform.Capability]platform.Offer{}
	for _, offer := range (Dialect{}).Offers() {
		got[offer.Capability] = offer
	}
	for _, capability := range []platform.Capability{
		platform.CapabilityAPIKey, platform.CapabilityWebhook, platform.CapabilityWebhookTest, platform.CapabilityAccount,
		platform.CapabilityAccounts, platform.CapabilityTransactions, platform.CapabilityBanks,
	} {
		if _, ok := got[capability]; !ok {
			t.Errorf("%s is missing", capability)
		}
	}
	if len(got) != 7 {
		t.Errorf("got %d offers, want 7", len(got))
	}
	if required := got[platform.CapabilityAPIKey].Requires; !slices.Equal(required, []string{"type"}) {
		t.Errorf("a key requires %v", required)
	}
	if lacks := got[platform.CapabilityWebhook].Lacks; !slices.Contains(lacks, "signing_secret_wo") {
		t.Errorf("a webhook lacks %v", lacks)
	}
	variables := map[string]string{"secret_key": "OKRA_SECRET_KEY", "client_token": "OKRA_CLIENT_TOKEN", "public_key": "OKRA_PUBLIC_KEY"}
	for _, c := range (Dialect{}).Credentials() {
		isSecret := c.Name == "secret_key"
		if c.Variable != variables[c.Name] || c.Required != isSecret || c.Sensitive != isSecret || c.Description == "" {
			t.Errorf("got the credential %+v", c)
		}
		delete(variables, c.Name)
	}
	if len(variables) != 0 {
		t.Errorf("the credentials %v are missing", variables)
	}
	if events := (webhooks{}).Events(); events != nil {
		t.Errorf("got the events %v, want none", events)
	}
}
