// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"errors"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto/tables"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// appBody is an app as the control plane shows it.
type appBody struct {
	AppID       string `json:"app_id"`
	Name        string `json:"name"`
	Environment string `json:"environment"`
}

func newAppBody(a tables.App) appBody {
	return appBody{AppID: a.ID, Name: a.Name, Environment: a.Scope.Environment}
}

// appList is the data of a list of apps. An organisation has few, so that there
// are no pages.
type appList struct {
	Apps []appBody `json:"apps"`
}

func listApps(c *call) (reply, error) {
	apps, err := c.tx.Apps(c.scope)
	if err != nil {
		return reply{}, err
	}
	list := appList{Apps: make([]appBody, 0, len(apps))}
	for _, a := range apps {
		list.Apps = append(list.Apps, newAppBody(a))
	}
	return reply{http.StatusOK, list}, nil
}

func getApp(c *call) (reply, error) {
	a, err := c.app()
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, newAppBody(a)}, nil
}

// app returns the app that the path names. The error reads the same whether it
// never existed or is another organisation's.
func (c *call) app() (tables.App, error) {
	id := c.r.PathValue("app_id")
	a, err := c.tx.App(c.scope, id)
	if errors.Is(err, store.ErrNotFound) {
		return a, refuse(http.StatusNotFound, CodeNotFound, "There is no app %q.", apihttp.Clip(id))
	}
	return a, err
}
