// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// client makes Tok's calls. Before the first one it asks the server which
// environment the key belongs to, so that a key whose prefix lies, or a proxy
// that swaps credentials, is found before anything is changed.
type client struct {
	api         *httpapi.Client
	environment platform.Environment
	verified    *platform.Gate
}

func newClient(api *httpapi.Client, environment platform.Environment) *client {
	c := &client{api: api, environment: environment}
	c.verified = platform.NewGate(c.verify)
	return c
}

// do makes one call, with retries, decodes the answer into out and returns the
// platform's clock at that moment; zero where the answer does not tell.
func (c *client) do(ctx context.Context, call httpapi.Call, out any) (asOf time.Time, err error) {
	if err := c.verified.Pass(ctx); err != nil {
		return time.Time{}, err
	}
	response, err := c.api.Do(ctx, call, out)
	if err != nil {
		return time.Time{}, failure(err)
	}
	return response.Date, nil
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
	case hasStatus(err, http.StatusNotFound):
		return nil // The endpoint is not part of Tok's documents.
	case err != nil:
		return failure(err)
	}
	return platform.CheckEnvironment("API key", org.Environment, c.environment)
}

// hasStatus reports whether the platform, or something in front of it,
// answered with the status.
func hasStatus(err error, status int) bool {
	if api, ok := errors.AsType[*httpapi.APIError](err); ok {
		return api.Status == status
	}
	unexpected, ok := errors.AsType[*httpapi.UnexpectedResponseError](err)
	return ok && unexpected.Status == status
}

// pathOf joins escaped segments, so that no id can reach another endpoint.
func pathOf(segments ...string) string {
	var path strings.Builder
	for _, segment := range segments {
		path.WriteString("/" + url.PathEscape(segment))
	}
	return path.String()
}
