// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// start is when the fake platform's clock begins.
var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// dashboard is a platform.AppSecrets on which apps are reset as on the real
// one, by the provider or past it.
type dashboard struct {
	defaultApp string
	now        time.Time
	apps       map[string]platform.AppSecret // the present secret of each, without its text
	resets     []string                      // the apps that the provider has reset
	getErr     error                         // with which each Get fails
	resetErr   error                         // with which each Reset fails
}

// newDashboard has the app "wallet", whose secret is version 3, and "kiosk".
func newDashboard() *dashboard {
	d := &dashboard{defaultApp: "wallet", now: start, apps: map[string]platform.AppSecret{
		"wallet": {AppID: "wallet", Version: 2}, "kiosk": {AppID: "kiosk", Version: 8},
	}}
	d.reset("wallet")
	d.reset("kiosk")
	return d
}

// reset makes another secret, as somebody on the dashboard does.
func (d *dashboard) reset(app string) platform.AppSecret {
	version := d.apps[app].Version + 1
	made := platform.AppSecret{
		AppID: app, Version: version, CreatedAt: d.now, AsOf: platform.AsOf{Said: d.now},
		Fingerprint: fmt.Sprintf("sha256:%s-%d", app, version),
	}
	d.apps[app] = made
	made.Secret = fmt.Sprintf("secret-text-%s-%d", app, version)
	return made
}

func (d *dashboard) DefaultAppID() string { return d.defaultApp }

func (d *dashboard) Apps(context.Context) ([]platform.App, error) {
	return []platform.App{{ID: "kiosk", Name: "Kiosk"}, {ID: "wallet", Name: "Wallet"}}, d.getErr
}

func (d *dashboard) Get(ctx context.Context, app string) (platform.AppSecret, error) {
	present, ok := d.apps[app]
	switch {
	case d.getErr != nil:
		return platform.AppSecret{}, d.getErr
	case !ok:
		return platform.AppSecret{}, fails(platform.KindNotFound)
	}
	present.AsOf = platform.AsOf{Said: d.now}
	return present, ctx.Err()
}

func (d *dashboard) Reset(ctx context.Context, app string) (platform.AppSecret, error) {
	if d.resetErr != nil {
		return platform.AppSecret{}, d.resetErr
	}
	d.resets = append(d.resets, app)
	return d.reset(app), ctx.Err()
}

// fails is a failed call of a kind.
func fails(kind platform.Kind) error {
	return &platform.Error{Kind: kind, Err: errors.New("the call went wrong")}
}

// serve connects the resource to the dashboard.
func serve(t *testing.T, d *dashboard) *inprocess.Provider {
	t.Helper()
	connection := inprocess.Offering(&platform.Platform{Name: "okto", Title: "Okto", Environment: platform.Sandbox, AppSecrets: d}, platform.Offer{Capability: platform.CapabilityAppSecret})
	return inprocess.Connected(t, connection, []func() resource.Resource{NewResource}, nil)
}

func resourceOn(t *testing.T, d *dashboard) inprocess.Resource {
	t.Helper()
	return serve(t, d).Resource("openbanking_app_secret")
}

// created is the resource after an apply, and the dashboard that it is on.
func created(t *testing.T, config inprocess.Values) (*dashboard, inprocess.Resource, inprocess.Object) {
	t.Helper()
	d := newDashboard()
	r := resourceOn(t, d)
	object, diags := r.Create(config)
	diags.None(t)
	d.resets = nil
	return d, r, object
}

// has fails the test where an attribute is not as wanted.
func has(t *testing.T, object inprocess.Object, want inprocess.Values) {
	t.Helper()
	for name, v := range want {
		if object.Attributes[name] != v {
			t.Errorf("%s is %v, want %v", name, object.Attributes[name], v)
		}
	}
}

var (
	unknown  = inprocess.Unknown{}
	none     = inprocess.Values{}
	triggers = inprocess.Values{"rotation_triggers": map[string]any{"who": "ana", "what": "1"}}
	aged     = inprocess.Values{"rotate_after": "90d"}
)

const day = 24 * time.Hour
