// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

// Okra is an Env on Okra: a secret key, and an API that reads by POST.
type Okra struct {
	*Env

	// Endpoint is the platform's base URL, as the provider block takes it.
	Endpoint string
	// SecretKey is what the provider uses.
	SecretKey string
	// PublicKey and ClientToken are what people take for it.
	PublicKey, ClientToken string
	// API asks the platform itself, past the provider.
	API *API
}

// NewOkra starts a sandbox for a test of Okra's dialect, or finds the platform
// that the environment names: OPENBANKING_ACC_ENDPOINT and OKRA_SECRET_KEY.
func NewOkra(t *testing.T, options ...Option) *Okra {
	t.Helper()
	endpoint, key := os.Getenv("OPENBANKING_ACC_ENDPOINT"), os.Getenv("OKRA_SECRET_KEY")
	if endpoint == "" {
		return New(t, options...).Okra()
	}
	if key == "" {
		t.Skip("OPENBANKING_ACC_ENDPOINT names a platform, but OKRA_SECRET_KEY is not set: it is not Okra")
	}
	if len(options) > 0 {
		t.Skip("this test needs a sandbox of its own with special settings; OPENBANKING_ACC_ENDPOINT names a shared platform")
	}
	return okra(&Env{t: t}, endpoint, key)
}

// Okra is the same sandbox's Okra.
func (e *Env) Okra() *Okra {
	e.t.Helper()
	c := e.Sandbox().Credentials().Organisations[0]
	o := okra(e, e.base+"/okra/v2/sandbox", c.Get("okra", "sandbox", "secret_key"))
	o.PublicKey, o.ClientToken = c.Get("okra", "sandbox", "public_key"), c.Get("okra", "", "client_token")
	return o
}

func okra(e *Env, endpoint, key string) *Okra {
	return &Okra{
		Env: e, Endpoint: endpoint, SecretKey: key,
		API: &API{t: e.t, endpoint: endpoint, scheme: "Bearer", key: key},
	}
}

// In returns the environment for a subtest, which fails by itself.
func (o *Okra) In(t *testing.T) *Okra {
	t.Helper()
	sub, api := *o, *o.API
	sub.Env, api.t = o.Env.In(t), t
	sub.API = &api
	return &sub
}

// HCL is a configuration of the provider for Okra, followed by the given blocks.
func (o *Okra) HCL(blocks ...string) string { return o.HCLWith("", blocks...) }

// HCLWith is HCL with further lines in the provider block.
func (o *Okra) HCLWith(settings string, blocks ...string) string {
	return Required + `
provider "openbanking" {
  environment = "sandbox"
  endpoint    = "` + o.Endpoint + `"
  okra        = { secret_key = "` + o.SecretKey + `" }
  ` + settings + `
}
` + strings.Join(blocks, "\n")
}

// Ask calls an endpoint, which has to succeed, and returns the answer's data.
func (o *Okra) Ask(path string, body map[string]any) map[string]any {
	o.t.Helper()
	if body == nil {
		body = map[string]any{}
	}
	status, answer := o.API.Call(http.MethodPost, path, body)
	data, ok := answer["data"].(map[string]any)
	if (status != http.StatusOK && status != http.StatusCreated) || !ok {
		o.t.Fatalf("POST %s: got %d %v, expected a success with data", path, status, answer["message"])
	}
	return data
}

// All reads every page of a list, which the answers hold under a name.
func (o *Okra) All(path, list string, body map[string]any) []map[string]any {
	o.t.Helper()
	var objects []map[string]any
	for page := 1; ; page++ {
		asked := maps.Clone(body)
		if asked == nil {
			asked = map[string]any{}
		}
		asked["page"], asked["limit"] = page, 100
		data := o.Ask(path, asked)
		items, ok := data[list].([]any)
		pagination, paged := data["pagination"].(map[string]any)
		if !ok || !paged {
			o.t.Fatalf("POST %s has no list %s, or no pagination", path, list)
		}
		for _, item := range items {
			object, ok := item.(map[string]any)
			if !ok {
				o.t.Fatalf("POST %s lists something that is no object", path)
			}
			objects = append(objects, object)
		}
		if more, _ := pagination["hasNextPage"].(bool); !more {
			return objects
		}
	}
}

// CheckDestroyed asks the platform whether everything of a type is gone: by the
// endpoint, which takes the id, or for which the object that it finds counts.
func (o *Okra) CheckDestroyed(resourceType, path string, gone func(object map[string]any) bool) func(*terraform.State) error {
	return func(state *terraform.State) error {
		seen := 0
		for name, r := range state.RootModule().Resources {
			if r.Type != resourceType {
				continue
			}
			seen++
			status, answer, err := o.API.call(http.MethodPost, path, map[string]any{"id": r.Primary.ID})
			data, _ := answer["data"].(map[string]any)
			switch {
			case err != nil:
				return err
			case status == http.StatusNotFound:
			case status == http.StatusOK && gone != nil && gone(data):
			default:
				return fmt.Errorf("%s (%s) is still there: %d, status %v", name, r.Primary.ID, status, data["status"])
			}
		}
		if seen == 0 {
			return fmt.Errorf("the state had no %s, so nothing was checked", resourceType)
		}
		return nil
	}
}
