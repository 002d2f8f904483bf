// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// listed is a platform.Consents that only lists.
type listed struct {
	platform.Consents

	list  []platform.Consent
	err   error                  // with which the list ends
	asked platform.ConsentStatus // of the last list
}

func (l *listed) List(_ context.Context, status platform.ConsentStatus) iter.Seq2[platform.Consent, error] {
	l.asked = status
	return func(yield func(platform.Consent, error) bool) {
		for _, c := range l.list {
			if !yield(c, nil) {
				return
			}
		}
		if l.err != nil {
			yield(platform.Consent{}, l.err)
		}
	}
}

// read reads the data source from a platform.
func read(t *testing.T, l *listed, config inprocess.Values) (inprocess.Values, inprocess.Diagnostics) {
	t.Helper()
	connection := inprocess.Offering(&platform.Platform{Name: "tok", Title: "Tok", Consents: l}, platform.Offer{Capability: platform.CapabilityConsent})
	return inprocess.Connected(t, connection, []func() resource.Resource{NewResource}, []func() datasource.DataSource{NewDataSource}).
		Data("openbanking_consents", config)
}

func TestData(t *testing.T) {
	t.Parallel()
	l := &listed{list: []platform.Consent{with(platform.ConsentPending), with(platform.ConsentActive)}}
	data, diags := read(t, l, inprocess.Values{"status": "active"})
	diags.None(t)
	if l.asked != platform.ConsentActive {
		t.Errorf("asked for consents that are %q", l.asked)
	}
	common := map[string]any{"id": "cns_1", "bank_id": "erste-hr", "callback_url": "https://app.example.com/callback", "created_at": "2026-03-01T12:00:00Z"}
	more := []map[string]any{
		{"status": "pending", "redirect_url": "https://bank.example/sca/h1", "authorized_at": nil, "expires_at": "2026-03-01T12:30:00Z"},
		{"status": "active", "redirect_url": nil, "authorized_at": "2026-03-01T12:01:00Z", "expires_at": "2026-05-30T12:00:00Z"},
	}
	list, ok := data["consents"].([]any)
	if !ok || len(list) != len(more) {
		t.Fatalf("got %v, want two consents", data["consents"])
	}
	for i, want := range more {
		maps.Copy(want, common)
		if fmt.Sprint(list[i]) != fmt.Sprint(want) {
			t.Errorf("number %d is %v, want %v", i, list[i], want)
		}
	}
	data, diags = read(t, &listed{}, nil)
	diags.None(t)
	if fmt.Sprint(data["consents"]) != "[]" {
		t.Errorf("of no consents got %v", data["consents"])
	}
}

func TestDataErrors(t *testing.T) {
	t.Parallel()
	failure := &platform.Error{Kind: platform.KindRateLimited, Err: errors.New("GET /consents was refused")}
	_, diags := read(t, &listed{list: []platform.Consent{pending()}, err: failure}, nil)
	diags.OneError(t, "Could not list the consents", "GET /consents was refused", "rate limit")
	_, diags = read(t, &listed{}, inprocess.Values{"status": "dead"})
	diags.OneWarning(t, "status: ", `"dead"`, "pending", "active")
}
