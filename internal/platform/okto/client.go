// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

const appsPath = "/management/v1/apps"

// client makes Okto's calls. Before the first one it asks the server which
// environment the token belongs to, so that a token of the other one is found
// before anything is changed.
type client struct {
	api         *httpapi.Client
	environment platform.Environment
	most        int // items of a list that are read
	verified    *platform.Gate
}

func newClient(api *httpapi.Client, environment platform.Environment, most int) *client {
	c := &client{api: api, environment: environment, most: most}
	c.verified = platform.NewGate(func(ctx context.Context) error {
		_, err := c.apps(ctx)
		return err
	})
	return c
}

// appWire is an app as the control plane describes it.
type appWire struct {
	AppID       string `json:"app_id"`
	Name        string `json:"name"`
	Environment string `json:"environment"`
}

// appsWire is the list of apps, which has no pages. Nil is an absent list, which
// no answer may have.
type appsWire struct {
	Apps []appWire `json:"apps"`
}

// ReadJSON reads the apps one by one.
func (w *appsWire) ReadJSON(from *json.Decoder) error {
	return wire.Fields(from, func(name string) (err error) {
		if strings.EqualFold(name, "apps") {
			w.Apps, err = wire.Items[appWire](from, "data.apps", wire.MostAtOnce)
			return err
		}
		return wire.Skip(from)
	})
}

// Validate checks that each app can be told from the others.
func (w appsWire) Validate() error {
	if w.Apps == nil {
		return wire.MissingList("apps")
	}
	for _, app := range w.Apps {
		if app.AppID == "" {
			return wire.Missing("app_id")
		}
	}
	return nil
}

// apps lists the apps, and refuses those of another environment than the one
// that the provider is set to.
func (c *client) apps(ctx context.Context) ([]platform.App, error) {
	call := httpapi.Call{Method: http.MethodGet, Path: appsPath, List: true}
	found, _, err := send[appsWire](ctx, c, call)
	if err != nil {
		return nil, wire.Failure(err, kindOfRefusal)
	}
	bound := wire.Bound{Most: c.most}
	if err := bound.Page(call, len(found.Apps), 0); err != nil {
		return nil, err
	}
	apps := make([]platform.App, 0, len(found.Apps))
	for _, app := range found.Apps {
		if err := platform.CheckEnvironment("management token", app.Environment, c.environment); err != nil {
			return nil, err
		}
		apps = append(apps, platform.App{ID: app.AppID, Name: app.Name})
	}
	return wire.Unseen(new(wire.Recent), "apps", found.Apps, apps, func(w appWire) string { return w.AppID })
}

// secretPath is where an app's secret is, escaped, so that no id can reach
// another endpoint.
func secretPath(appID string) (string, error) {
	if reason := unusable(appID); reason != "" {
		return "", &platform.Error{Kind: platform.KindInvalid, Field: "app_id", Err: errors.New(reason)}
	}
	return appsPath + "/" + url.PathEscape(appID) + "/secret", nil
}

// send makes one call, with retries, and returns what is in the answer's
// envelope, and the platform's clock at that moment.
func send[W httpapi.Validator](ctx context.Context, c *client, call httpapi.Call) (W, platform.AsOf, error) {
	var answer wire.Envelope[W]
	response, err := c.api.Do(ctx, call, &answer)
	if err != nil {
		var none W
		return none, platform.AsOf{}, err
	}
	return *answer.Data, wire.AsOf(response), nil
}
