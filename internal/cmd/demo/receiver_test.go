// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"net/http"
	"strings"
	"testing"
)

func TestAwaitBearer(t *testing.T) {
	t.Parallel()

	const token = tokenPrefix + "ABCDEFGHIJ2345"
	for name, test := range map[string]struct{ path, header, fail string }{
		"as expected":   {"/events", "Bearer " + token, ""},
		"another path":  {"/moved", "Bearer " + token, "it came to /moved, expected /events"},
		"another token": {"/events", "Bearer " + tokenPrefix + "ZZZZZZZZZZ2345", "got the Authorization header"},
		"no token":      {"/events", "", `got the Authorization header ""`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			r, err := startReceiver(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := r.stop(); err != nil {
					t.Error(err)
				}
			})
			server := &api{r.base, "Authorization", test.header}
			if err := server.expect(t.Context(), http.StatusNoContent, http.MethodPost, test.path, map[string]string{}, nil); err != nil {
				t.Fatal(err)
			}
			err = r.awaitBearer(t.Context(), "/events", token)
			switch {
			case test.fail == "" && err != nil:
				t.Error(err)
			case test.fail != "" && (err == nil || !strings.Contains(err.Error(), test.fail)):
				t.Errorf("awaitBearer() error = %v, want %q", err, test.fail)
			case err != nil && strings.Contains(masked(err.Error()), "ABCDEF"):
				t.Error("the message shows the token")
			}
		})
	}
}
