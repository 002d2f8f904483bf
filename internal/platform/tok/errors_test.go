// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestErrorKinds sorts every documented error code, codes in the wrong place,
// and answers that are not Tok's. Only Tok's own NOT_FOUND with a 404 may ever
// mean that an object is gone.
func TestErrorKinds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		step http.HandlerFunc
		want platform.Kind
	}{
		{"INVALID_API_KEY", refusal(401, "INVALID_API_KEY"), platform.KindUnauthenticated},
		{"CONSENT_EXPIRED", refusal(403, "CONSENT_EXPIRED"), platform.KindConsentExpired},
		{"CONSENT_REVOKED", refusal(403, "CONSENT_REVOKED"), platform.KindConsentRevoked},
		{"NOT_FOUND", refusal(404, "NOT_FOUND"), platform.KindNotFound},
		{"RATE_LIMITED", refusal(429, "RATE_LIMITED"), platform.KindRateLimited},
		{"BANK_API_ERROR", refusal(502, "BANK_API_ERROR"), platform.KindBankUnavailable},
		{"INVALID_REQUEST", refusal(400, "INVALID_REQUEST"), platform.KindInvalid},
		{"CONFLICT", refusal(409, "CONFLICT"), platform.KindConflict},
		{"ROUTE_NOT_FOUND", refusal(404, "ROUTE_NOT_FOUND"), platform.KindUnexpected},
		{"METHOD_NOT_ALLOWED", refusal(405, "METHOD_NOT_ALLOWED"), platform.KindUnexpected},

		{"an unknown code with 400", refusal(400, "TOO_LONG"), platform.KindInvalid},
		{"an unknown code with 401", refusal(401, "KEY_SUSPENDED"), platform.KindUnauthenticated},
		{"an unknown code with 403", refusal(403, "PLAN_TOO_SMALL"), platform.KindForbidden},
		{"an unknown code with 404", refusal(404, "GONE_FISHING"), platform.KindUnexpected},
		{"an unknown code with 409", refusal(409, "BUSY"), platform.KindConflict},
		{"an unknown code with 422", refusal(422, "BAD"), platform.KindInvalid},
		{"an unknown code with 429", refusal(429, "SLOW_DOWN"), platform.KindRateLimited},
		{"an unknown code with 500", refusal(500, "OOPS"), platform.KindUnexpected},

		{"NOT_FOUND in a success", refusal(200, "NOT_FOUND"), platform.KindUnexpected},
		{"NOT_FOUND with 401", refusal(401, "NOT_FOUND"), platform.KindUnexpected},
		{"NOT_FOUND with 403", refusal(403, "NOT_FOUND"), platform.KindUnexpected},
		{"NOT_FOUND with 410", refusal(410, "NOT_FOUND"), platform.KindUnexpected},
		{"NOT_FOUND with 500", refusal(500, "NOT_FOUND"), platform.KindUnexpected},
		{"NOT_FOUND with 503", refusal(503, "NOT_FOUND"), platform.KindUnexpected},
		{"CONFLICT in a success", refusal(200, "CONFLICT"), platform.KindConflict},

		{"a web page with 404", dialecttest.Typed(404, "text/html", "<html>NOT_FOUND</html>"), platform.KindUnexpected},
		{"the envelope as a web page", dialecttest.Typed(404, "text/html", `{"error":{"code":"NOT_FOUND"}}`), platform.KindUnexpected},
		{"an empty 404", dialecttest.Answer(404, ""), platform.KindUnexpected},
		{"another envelope with 404", dialecttest.Answer(404, `{"message":"NOT_FOUND"}`), platform.KindUnexpected},
		{"an envelope without a code", dialecttest.Answer(404, `{"error":{"message":"NOT_FOUND"}}`), platform.KindUnexpected},
		{"an envelope with an empty code", dialecttest.Answer(404, `{"error":{"code":""}}`), platform.KindUnexpected},
		{"a code in lower case", refusal(404, "not_found"), platform.KindUnexpected},
		{"a text as the error", dialecttest.Answer(404, `{"error":"NOT_FOUND"}`), platform.KindUnexpected},
		{"half an envelope", dialecttest.Answer(404, `{"error":{"code":"NOT_FOUND"`), platform.KindUnexpected},
		{"a web page with 401", dialecttest.Typed(401, "text/html", "<html>Sign in</html>"), platform.KindUnauthenticated},
		{"a web page with 403", dialecttest.Typed(403, "text/html", "<html>Firewall</html>"), platform.KindForbidden},
		{"a web page with 502", dialecttest.Typed(502, "text/html", "<html>Bad gateway</html>"), platform.KindUnexpected},
		{"an empty 500", dialecttest.Answer(500, ""), platform.KindUnexpected},
		{"a broken connection", dialecttest.HangUp, platform.KindUnreachable},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, op := range operations() {
				err := op.call(t.Context(), always(t, test.step).open())
				mentions(t, err, op.method, op.path)
				dialecttest.CheckKind(t, err, test.want)
			}
		})
	}
}

// TestErrorTells proves that an error carries what a person needs: the field,
// the message, the request's id, and nothing of the credential.
func TestErrorTells(t *testing.T) {
	t.Parallel()
	body := fmt.Sprintf(`{"error":{"code":"INVALID_REQUEST","message":"name is too long, key was %s","field":"name","requestId":"req_01HXYZ"}}`, testKey)
	err := dialecttest.Drop(serve(t, dialecttest.Answer(400, body)).open().APIKeys.Rename(t.Context(), "key_1", "x"))
	mentions(t, err, "PATCH /api-keys/key_1", "400 INVALID_REQUEST", "name is too long", "field name", "request req_01HXYZ")
	var failure *platform.Error
	if !errors.As(err, &failure) {
		t.Fatalf("got %T, want *platform.Error", err)
	}
	if failure.Field != "name" {
		t.Errorf("the field is %q, want name", failure.Field)
	}
	if failure.OutcomeUnknown {
		t.Error("a refused write did not happen, but its outcome counts as unknown")
	}
	var api *httpapi.APIError
	if !errors.As(err, &api) || api.Status != 400 {
		t.Errorf("the client's error is lost: %v", err)
	}
}

// TestRateLimitOutlastsRetries proves that a limit which no retry outlasts is
// still known as one.
func TestRateLimitOutlastsRetries(t *testing.T) {
	t.Parallel()
	limited := refusal(429, "RATE_LIMITED")
	server := serve(t, limited, limited, limited, limited)
	err := dialecttest.Drop(server.open().Consents.Create(t.Context(), "erste-hr", "https://example.com"))
	mentions(t, err, "gave up after 4 attempts", "RATE_LIMITED")
	dialecttest.CheckKind(t, err, platform.KindRateLimited)
	if platform.IsOutcomeUnknown(err) {
		t.Error("what was rate limited did not happen, but its outcome counts as unknown")
	}
}
