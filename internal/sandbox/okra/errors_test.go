// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// TestExplain turns errors of every kind into answers.
func TestExplain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"own":         {notFound("key", "x"), `{"status":"error","message":"There is no key \"x\".","type":"NO_RECORD_ID","code":404}`},
		"field":       {apihttp.Missing("id"), `{"status":"error","message":"The field \"id\" is missing.","type":"CUSTOM","data":{"field":"id"},"code":400}`},
		"no field":    {apihttp.Invalidf("", "No."), `{"status":"error","message":"No.","type":"CUSTOM","code":400}`},
		"reused key":  {store.ErrKeyReused, `{"status":"error","message":"` + apihttp.KeyReused + `","type":"CUSTOM","data":{"field":"Idempotency-Key"},"code":409}`},
		"closed":      {store.ErrClosed, `{"status":"error","message":"The sandbox is shutting down. Nothing was changed.","code":503}`},
		"unexpected":  {errors.New("the detail"), `{"status":"error","message":"` + apihttp.Failed + `","code":500}`},
		"no route":    {routeNotFound(), `{"status":"error","message":"Route does not exist"}`},
		"no key":      {unauthorized(), `{"status":"error","message":"Unauthorized","code":401}`},
		"rate limit":  {rateLimited(), `{"status":"error","message":"Too many requests","type":"RATE_LIMIT","code":429}`},
		"webhook set": {conflict("url", "Set."), `{"status":"error","message":"Set.","type":"CUSTOM","data":{"field":"url"},"code":409}`},
	} {
		var log bytes.Buffer
		a := &API{Options: emulated.Options{Log: slog.New(slog.NewTextHandler(&log, nil))}}
		w := httptest.NewRecorder()
		writeError(w, a.explain(fmt.Errorf("wrapped: %w", tt.err), "req_1"))
		if got := strings.TrimSpace(w.Body.String()); got != tt.want {
			t.Errorf("%s: got %s, expected %s", name, got, tt.want)
		}
		// What is nobody's fault but the sandbox's is in its log alone, under the request's id.
		logged := strings.Contains(log.String(), "req_1") && strings.Contains(log.String(), "the detail")
		if logged != (w.Code == http.StatusInternalServerError) || strings.Contains(w.Body.String(), "the detail") {
			t.Errorf("%s: got the log %q", name, &log)
		}
	}
}
