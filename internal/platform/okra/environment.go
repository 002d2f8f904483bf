// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// The base URLs are those of Okra's newer overview; the older host has the same
// paths. Some pages have the path's two parts the other way round.
const (
	productionURL = "https://api.okraapi.com/v2"
	sandboxURL    = "https://api.okraapi.com/v2/sandbox"
)

var (
	documentedHosts = []string{"api.okraapi.com", "api.okra.ng"}
	sandboxPaths    = []string{"/v2/sandbox", "/sandbox/v2"}
)

const productionPath = "/v2"

var errNoObject = errors.New("not a JSON object")

// environments are Okra's names of the environments, as its objects have them
// in `env`.
var environments = map[string]platform.Environment{
	"production":         platform.Production,
	"production-sandbox": platform.Sandbox,
}

// environmentNamed translates Okra's name of an environment; what Okra does not
// call so stays as it is.
func environmentNamed(text string) string {
	if environment, ok := environments[text]; ok {
		return string(environment)
	}
	return text
}

// environmentOf returns the configured environment. It has to be said: a key
// does not tell which one it belongs to, and a guess could end in production.
// Where a key does tell, the two have to agree.
func environmentOf(configured string, said claims) (platform.Environment, error) {
	environment := platform.Environment(configured)
	if environment != platform.Sandbox && environment != platform.Production {
		return "", &platform.ConfigError{
			Attribute: "environment",
			Summary:   "Environment is missing",
			Detail: fmt.Sprintf("Got %q. Okra's credentials do not tell which environment they belong to, so the provider block has to: set environment = %q or environment = %q.",
				configured, platform.Sandbox, platform.Production),
		}
	}
	if said.Env == nil || string(said.Env) == "null" {
		return environment, nil
	}
	var name string
	if err := json.Unmarshal(said.Env, &name); err != nil || environmentNamed(name) != configured {
		return "", &platform.ConfigError{
			Attribute: "environment",
			Summary:   "Key and environment do not match",
			Detail: fmt.Sprintf("The Okra secret key says that it belongs to another environment than %s, which the provider is set to. Use the key of the %s environment, or set environment to the key's own.",
				configured, configured),
		}
	}
	return environment, nil
}

// baseURL returns where the calls go. On Okra the path selects the environment,
// so an endpoint that clearly names the other one is refused; what is wrong with
// an endpoint otherwise is left to the client.
func baseURL(endpoint string, environment platform.Environment) (string, error) {
	if endpoint == "" {
		if environment == platform.Sandbox {
			return sandboxURL, nil
		}
		return productionURL, nil
	}
	named := endpointEnvironment(endpoint)
	if named == "" || named == environment {
		return endpoint, nil
	}
	right := sandboxURL
	if environment == platform.Production {
		right = productionURL
	}
	return "", &platform.ConfigError{
		Attribute: "endpoint",
		Summary:   "Endpoint and environment do not match",
		Detail: fmt.Sprintf("The endpoint's path is the one of Okra's %s environment, but the provider's environment is %q. Use an endpoint of the %s environment, such as %s, or set environment = %q.",
			named, environment, environment, right, named),
	}
}

// endpointEnvironment returns the environment that an endpoint's path names, ""
// where it names none. That a path ends in /v2 says something on Okra's own
// hosts only: a proxy may have its own idea of what comes after it.
func endpointEnvironment(endpoint string) platform.Environment {
	base, err := httpapi.ParseBaseURL(endpoint)
	if err != nil {
		return ""
	}
	path := strings.TrimRight(base.Path, "/")
	ends := func(suffix string) bool { return strings.HasSuffix(path, suffix) }
	switch {
	case slices.ContainsFunc(sandboxPaths, ends):
		return platform.Sandbox
	case slices.Contains(documentedHosts, strings.ToLower(base.Hostname())) && ends(productionPath):
		return platform.Production
	}
	return ""
}
