// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// Platform describes one platform to the tests: every suite ranges over
// [Platforms], so that a new platform is a new descriptor.
type Platform struct {
	// Name is the platform's name in the provider block and in the provider's list.
	Name string
	// Prefix is the path below which the sandbox serves the platform's sandbox
	// environment: the end of the provider's `endpoint`.
	Prefix string
	// Document is the validator of the platform's OpenAPI document.
	Document func() (*contract.Validator, error)
	// Variables are the environment variables of the credentials that a test needs,
	// by the attribute in the provider block. Credential is the attribute that
	// authenticates.
	Variables  map[string]string
	Credential string
	// Seeded returns the same attributes as the sandbox has them.
	Seeded func(c sandbox.OrganisationCredentials) map[string]string
	// Infers says that the credential tells its environment.
	Infers bool
	// Header returns the header that authenticates a request.
	Header func(credential string) (name, value string)
	// Probe is the call by which the provider finds out whether the credential is of the
	// environment, once in each run.
	Probe Route
	// Reads are endings of the paths that change nothing although the method is POST.
	Reads []string
	// Enveloped says that an answer has its object in the field "data".
	Enveloped bool
	// NoRecord is the `type` of the error that a platform answers with where there is no
	// object, by which a route is told from one that it does not have.
	NoRecord string
	// Spell returns the platform's name for an attribute.
	Spell func(attribute string) string
	// All returns every object of a list that fits the filter, over all pages.
	All func(a *API, path string, filter map[string]any) []map[string]any
	// Kinds are the resources that the platform has.
	Kinds []*Kind
	// Data is how the platform serves bank data; nil where it has none.
	Data *BankData
	// Reset resets an app's secret on the platform's dashboard; nil where there is none.
	Reset func(ctx context.Context, s *sandbox.Sandbox, app string) (string, error)
}

// Platforms are all of them, in the order of the provider's list.
func Platforms() []*Platform { return []*Platform{Tok, Okra, Okto} }

// Kind describes a resource of one platform, and how a test manages its objects past
// the provider.
type Kind struct {
	// Type is the resource's type without the provider's prefix, such as "api_key".
	Type string
	// Least returns the configuration with the least attributes, which differs with n.
	// There are so many Forms of it, that follow each other; 0 is one.
	Least func(n int) engine.Values
	Forms int
	// Make, Get, Change and End are the routes of an object; List is that of all.
	// What a platform does not have is empty.
	Make, Get, Change, End, List Route
	// Live are the statuses of what works, by which the list can be filtered; none
	// where an object works as long as it exists.
	Live []string
	// Ended are the statuses of an object that has ended and can still be read.
	Ended []string
	// Single says that there is one object at most, which has no list. Owner is the
	// credential by which that one is found, if it is always there.
	Single bool
	Owner  string
	// Secret is the attribute that has the secret; "" for none.
	Secret string
	// Spelled are the platform's names of attributes that [Platform.Spell] gets wrong.
	Spelled map[string]string
	// Works makes a call with a secret, and returns the status.
	Works func(a *API, secret string) int
	// Pattern and IDPattern are what a secret and an id look like where the contract
	// says so. Unknown is an id that nothing has.
	Pattern, IDPattern, Unknown string
}

// Route is a request. "{id}" in the path stands for the object's id, which otherwise
// goes into the body.
type Route struct{ Method, Path string }

// Kind returns a resource that the platform has; nil for none.
func (p *Platform) Kind(resource string) *Kind {
	resource = strings.TrimPrefix(resource, "openbanking_")
	at := slices.IndexFunc(p.Kinds, func(k *Kind) bool { return k.Type == resource })
	if at < 0 {
		return nil
	}
	return p.Kinds[at]
}

// With are the platforms that have a resource.
func With(resource string) []*Platform {
	return slices.DeleteFunc(Platforms(), func(p *Platform) bool { return p.Kind(resource) == nil })
}

// Block returns a provider block, with further settings.
func (p *Platform) Block(endpoint string, credentials map[string]string, settings engine.Values) engine.Values {
	fields := map[string]any{}
	for attribute, credential := range credentials {
		fields[attribute] = credential
	}
	block := engine.Values{"endpoint": endpoint, p.Name: fields}
	if !p.Infers {
		block["environment"] = "sandbox"
	}
	maps.Copy(block, settings)
	return block
}

// Writes reports whether a request may change something.
func (p *Platform) Writes(method, path string) bool {
	return method != "GET" && !slices.ContainsFunc(p.Reads, func(end string) bool { return strings.HasSuffix(path, end) })
}

// Route writes a request as the sandbox's log does.
func (p *Platform) Route(r Route) string { return r.Method + " " + p.Prefix + r.Path }
