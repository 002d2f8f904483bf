// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// TestOktoRateLimit makes as many POST requests as the platform allows. Requests
// that fail count, too, and are quick.
func TestOktoRateLimit(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		limit   bool
		tier    string
		limited bool
	}{
		"off":    {false, "pro", false},
		"on":     {true, "pro", true},
		"lifted": {true, "unlimited", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, func(o *sandbox.Options) { o.OktoRateLimit, o.Tier, o.Wrap = tt.limit, tt.tier, nil })
			o := f.okto()
			for range 1499 {
				o.call("POST", "/nobody/secret/reset", "").want(t, http.StatusNotFound)
			}
			o.reset()
			f.advance(30*time.Second + 100*time.Millisecond)
			got := o.call("POST", "/"+o.app.AppID+"/secret/reset", "")
			if !tt.limited {
				got.want(t, http.StatusCreated)
				return
			}
			if e := got.denied(t, http.StatusTooManyRequests, "ER-TECH-0100"); e["message"] != "Rate Limit Exceeded" || got.header.Get("Retry-After") != "270" {
				t.Errorf("got %s after %s, expected 270 s", got.body, got.header.Get("Retry-After"))
			}
			if o.secret()["version"] != 2.0 {
				t.Error("a refused reset happened")
			}
			for _, stranger := range f.owners()[1:] {
				stranger.reset() // Others have a limit of their own.
			}
			o.call("GET", "", "").want(t, http.StatusOK) // Reads have none.
			f.advance(269 * time.Second)
			o.call("POST", "/"+o.app.AppID+"/secret/reset", "").want(t, http.StatusTooManyRequests)
			f.advance(time.Second)
			o.reset()
		})
	}
}
