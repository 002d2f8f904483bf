// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindForm(t *testing.T) {
	t.Parallel()

	for name, test := range map[string]struct {
		page string
		want form
		fail string
	}{
		"the button's own form": {
			page: `<form method="post" action="/no"><button>Decline</button></form>
				<form method="post" action="/yes"><input type="hidden" name="id" value="7"><p><button> Approve
				</button></p></form>`,
			want: form{method: "POST", action: "/yes", values: url.Values{"id": {"7"}}},
		},
		"a button that sends a value": {
			page: `<form method="POST" action="go"><button name="decision" value="decline">Decline</button><button name="decision" value="approve">Approve</button></form>`,
			want: form{method: "POST", action: "go", values: url.Values{"decision": {"approve"}}},
		},
		"no such button": {page: `<form><button>Decline</button></form>`, fail: `got no form with a button "Approve", expected one`},
		"no page":        {page: ``, fail: `got no form with a button "Approve", expected one`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			got, err := findForm(strings.NewReader(test.page), "Approve")
			if test.fail != "" {
				if err == nil || err.Error() != test.fail {
					t.Fatalf("findForm() error = %v, want %q", err, test.fail)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(form{})); diff != "" {
				t.Errorf("form (-want +got):\n%s", diff)
			}
		})
	}
}

// TestApproveConsentFollowsTheBank goes through a page whose form and redirects
// use relative addresses.
func TestApproveConsentFollowsTheBank(t *testing.T) {
	t.Parallel()

	mux := http.NewServeMux()
	mux.HandleFunc("GET /sca/one", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "s", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		_, _ = w.Write([]byte(`<form method="post" action="one/approve"><input type="hidden" name="csrf" value="c"><button>Approve</button></form>`))
	})
	mux.HandleFunc("POST /sca/one/approve", func(w http.ResponseWriter, r *http.Request) {
		if cookie, err := r.Cookie("session"); err != nil || cookie.Value != "s" || r.PostFormValue("csrf") != "c" {
			http.Error(w, "not from the page", http.StatusForbidden)
			return
		}
		http.Redirect(w, r, "/callback?code=1", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /callback", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/connected", http.StatusFound)
	})
	mux.HandleFunc("GET /connected", func(http.ResponseWriter, *http.Request) {})
	bank := httptest.NewServer(mux)
	t.Cleanup(bank.Close)

	end, err := approveConsent(t.Context(), bank.URL+"/sca/one")
	if err != nil {
		t.Fatal(err)
	}
	if want := bank.URL + "/connected"; end != want {
		t.Errorf("approveConsent() ended at %s, want %s", end, want)
	}

	if _, err := approveConsent(t.Context(), bank.URL+"/sca/unknown"); err == nil || !strings.Contains(err.Error(), "got status 404") {
		t.Errorf("approveConsent() of an unknown page: error = %v, want the status 404", err)
	}
}
