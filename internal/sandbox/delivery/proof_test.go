// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestBearerToken looks at the one header that it sets, and prints it in every way.
func TestBearerToken(t *testing.T) {
	t.Parallel()
	token, header := BearerToken("secret"), http.Header{}
	if err := token.Add(header, time.Unix(0, 0), Message{ID: "1", Payload: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if len(header) != 1 || header.Get("Authorization") != "Bearer secret" {
		t.Errorf("got %v", header)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(format, Endpoint{Proof: token}); strings.Contains(text, "secret") {
			t.Errorf("%s shows the token: %s", format, text)
		}
	}
}
