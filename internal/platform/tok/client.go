// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// client makes Tok's calls. Before the first one it asks the server which
// environment the key belongs to, so that a key whose prefix lies, or a proxy
// that swaps credentials, is found before anything is changed.
type client struct {
	api         *httpapi.Client
	environment platform.Environment

	verified  atomic.Bool
	verifying *semaphore.Weighted // one at a time; unlike a mutex, waiting for it can be cancelled
}

func newClient(api *httpapi.Client, environment platform.Environment) *client {
	return &client{api: api, environment: environment, verifying: semaphore.NewWeighted(1)}
}

// do makes one call, with retries, decodes the answer into out and returns the
// platform's clock at that moment; zero where the answer does not tell.
func (c *client) do(ctx context.Context, call httpapi.Call, out any) (asOf time.Time, err error) {
	if err := c.verify(ctx); err != nil {
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

// verify compares the server's word on the environment with the configured one
// before the first call. A platform without the endpoint is believed by the
// key's prefix; a failed attempt is made again by the next call.
func (c *client) verify(ctx context.Context) error {
	if c.verified.Load() {
		return nil
	}
	if err := c.verifying.Acquire(ctx, 1); err != nil {
		return err
	}
	defer c.verifying.Release(1)
	if c.verified.Load() {
		return nil
	}

	var org organisation
	_, err := c.api.Do(ctx, httpapi.Call{Method: http.MethodGet, Path: "/organisation"}, &org)
	switch {
	case hasStatus(err, http.StatusNotFound):
		// The endpoint is not part of Tok's documents.
	case err != nil:
		return failure(err)
	case org.Environment != "" && org.Environment != string(c.environment):
		return &platform.Error{
			Kind: platform.KindWrongEnvironment,
			Err: fmt.Errorf("the platform says that the API key belongs to its %s environment, but the provider is set to %s",
				org.Environment, c.environment),
		}
	}
	c.verified.Store(true)
	return nil
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
