// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// client makes Tok's calls. Before the first one it asks the server which
// environment the key belongs to, so that a key whose prefix lies, or a proxy
// that swaps credentials, is found before anything is changed.
type client struct {
	api         *httpapi.Client
	environment platform.Environment
	most        int // items of a list that are read
	verified    *platform.Gate
}

func newClient(api *httpapi.Client, environment platform.Environment, most int) *client {
	c := &client{api: api, environment: environment, most: most}
	c.verified = platform.NewGate(c.verify)
	return c
}

// do makes one call, with retries, and decodes the answer into out. The answer's
// Date is the platform's clock at that moment; zero where it does not tell.
func (c *client) do(ctx context.Context, call httpapi.Call, out any) (*httpapi.Response, error) {
	if err := c.verified.Pass(ctx); err != nil {
		return nil, err
	}
	response, err := c.api.Do(ctx, call, out)
	if err != nil {
		return nil, wire.Failure(err, kindOf)
	}
	return response, nil
}

// organisation is the answer of GET /organisation (control-plane).
type organisation struct {
	ID          string `json:"id"`
	Environment string `json:"environment"`
}

// verify compares the server's word on the environment with the configured one.
// A platform without the endpoint is believed by the key's prefix.
func (c *client) verify(ctx context.Context) error {
	var org organisation
	_, err := c.api.Do(ctx, httpapi.Call{Method: http.MethodGet, Path: "/organisation"}, &org)
	switch {
	case wire.HasStatus(err, http.StatusNotFound):
		return nil // The endpoint is not part of Tok's documents.
	case err != nil:
		return wire.Failure(err, kindOf)
	}
	return platform.CheckEnvironment("API key", org.Environment, c.environment)
}

// pathOf joins escaped segments, so that no id can reach another endpoint.
func pathOf(segments ...string) string {
	var path strings.Builder
	for _, segment := range segments {
		path.WriteString("/" + url.PathEscape(segment))
	}
	return path.String()
}
