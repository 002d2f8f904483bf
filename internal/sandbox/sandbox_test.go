// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net/http"
	"testing"
)

func TestAPIKeyLifeCycle(t *testing.T) {
	t.Parallel()
	f := start(t)
	key := f.do("POST", "/api-keys", `{"name":"ci","expiresInSeconds":3600}`).want(t, http.StatusCreated).object()
	id, text := key.text("id"), key.text("key")

	f.as(text).do("GET", "/organisation", "").want(t, http.StatusOK)
	read := f.do("GET", "/api-keys/"+id, "").want(t, http.StatusOK).object()
	if _, ok := read["key"]; ok {
		t.Error("the key's text can be read again")
	}
	if read["lastUsedAt"] == nil {
		t.Error("the use of the key does not show")
	}
	f.do("PATCH", "/api-keys/"+id, `{"name":"cd"}`).want(t, http.StatusOK)
	f.do("DELETE", "/api-keys/"+id, "").want(t, http.StatusNoContent)
	f.as(text).do("GET", "/organisation", "").want(t, http.StatusUnauthorized)
}
