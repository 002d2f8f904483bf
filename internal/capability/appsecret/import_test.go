// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestImport proves that an app's present secret is imported by either id,
// without its text, that the plan is empty then, and that nothing is reset.
func TestImport(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		id       string
		identity inprocess.Values
	}{
		"by the app's id":                     {id: "wallet"},
		"by the secret's id":                  {id: "wallet/3"},
		"by an identity":                      {identity: inprocess.Values{"id": "wallet/3", "platform": "okto", "environment": "sandbox"}},
		"by an identity with the app's id":    {identity: inprocess.Values{"id": "wallet"}},
		"by an identity without the platform": {identity: inprocess.Values{"id": "wallet/3"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDashboard()
			r := resourceOn(t, d)
			imported, diags := r.Import(test.id, test.identity)
			diags.None(t)
			object, diags := r.Read(imported)
			diags.None(t)
			has(t, object, inprocess.Values{
				"id": "wallet/3", "app_id": "wallet", "version": int64(3), "secret": nil, "fingerprint": "sha256:wallet-3", "status": "current",
				"created_at": "2026-03-01T12:00:00Z", "rotates_at": nil, "ready_for_rotation": false,
			})
			if object.Identity["id"] != "wallet/3" {
				t.Errorf("the identity is %v", object.Identity)
			}
			for _, config := range []inprocess.Values{none, {"app_id": "wallet"}} {
				plan := r.Plan(object, config)
				plan.Diagnostics.None(t)
				if changes := plan.Changes(); len(changes) != 0 {
					t.Errorf("the plan after the import changes %v", changes)
				}
			}
			if len(d.resets) != 0 {
				t.Errorf("the import has reset %v", d.resets)
			}
		})
	}
}

// TestImportRefused proves that an import says what is wrong.
func TestImportRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		id       string
		identity inprocess.Values
		err      error
		want     []string
	}{
		"superseded":             {id: "wallet/2", want: []string{"is superseded", "version 2", "version 3", "Import wallet/3"}},
		"a version to come":      {id: "wallet/4", want: []string{"is superseded"}},
		"superseded by identity": {identity: inprocess.Values{"id": "wallet/2"}, want: []string{"is superseded"}},
		"an unknown app":         {id: "walet/3", want: []string{"Unknown app", `"walet"`, `"wallet" (Wallet)`}},
		"no version":             {id: "wallet/", want: []string{"no version", "app_id/version"}},
		"a version that is none": {id: "wallet/latest", want: []string{"no version"}},
		"two slashes":            {id: "wallet/3/3", want: []string{"no version"}},
		"no app":                 {id: "/3", want: []string{"has no id before the slash"}},
		"another environment":    {identity: inprocess.Values{"id": "wallet", "environment": "production"}, want: []string{"another environment"}},
		"refused":                {id: "wallet", err: fails(platform.KindUnauthenticated), want: []string{"Could not read the secret of the app wallet", "credential"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDashboard()
			d.getErr = test.err
			imported, diags := resourceOn(t, d).Import(test.id, test.identity)
			diags.OneError(t, test.want...)
			if imported.Attributes != nil {
				t.Errorf("imported %v", imported.Attributes)
			}
		})
	}
}
