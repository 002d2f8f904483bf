// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"errors"
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestErrorKinds sorts every kind of refusal, types in the wrong place, and
// answers that are not Okra's. Only Okra's own NO_RECORD_ID with a 404 may ever
// mean that an object is gone.
func TestErrorKinds(t *testing.T) {
	t.Parallel()
	html := func(status int) http.HandlerFunc {
		return dialecttest.Typed(status, "text/html", "<html>NO_RECORD_ID</html>")
	}
	body := dialecttest.Answer
	for name, test := range map[string]struct {
		step http.HandlerFunc
		want platform.Kind
	}{
		"no such record":             {refusal(404, "NO_RECORD_ID"), platform.KindNotFound},
		"a wrong route":              {refusal(404, ""), platform.KindUnexpected},
		"another type with 404":      {refusal(404, "CUSTOM"), platform.KindUnexpected},
		"a type in lower case":       {refusal(404, "no_record_id"), platform.KindUnexpected},
		"no such record with 400":    {refusal(400, "NO_RECORD_ID"), platform.KindInvalid},
		"no such record with 401":    {refusal(401, "NO_RECORD_ID"), platform.KindUnauthenticated},
		"no such record with 410":    {refusal(410, "NO_RECORD_ID"), platform.KindUnexpected},
		"no such record in success":  {refusal(200, "NO_RECORD_ID"), platform.KindUnexpected},
		"no such record with 500":    {refusal(500, "NO_RECORD_ID"), platform.KindUnexpected},
		"invalid":                    {refusal(400, "CUSTOM"), platform.KindInvalid},
		"invalid by 422":             {refusal(422, ""), platform.KindInvalid},
		"unauthorized":               {body(401, `{"status":"error","message":"Unauthorized","code":401}`), platform.KindUnauthenticated},
		"forbidden":                  {refusal(403, "PLAN"), platform.KindForbidden},
		"conflict":                   {refusal(409, "CUSTOM"), platform.KindConflict},
		"rate limit":                 {refusal(429, "RATE_LIMIT"), platform.KindRateLimited},
		"rate limit without a type":  {refusal(429, ""), platform.KindRateLimited},
		"rate limit with 400":        {refusal(400, "RATE_LIMIT"), platform.KindRateLimited},
		"rate limit in a success":    {refusal(200, "RATE_LIMIT"), platform.KindUnexpected},
		"a teapot":                   {refusal(418, ""), platform.KindUnexpected},
		"unavailable":                {refusal(503, ""), platform.KindUnexpected},
		"a web page with 404":        {html(404), platform.KindUnexpected},
		"a web page with 401":        {html(401), platform.KindUnauthenticated},
		"a web page with 403":        {html(403), platform.KindForbidden},
		"a web page with 502":        {html(502), platform.KindUnexpected},
		"an empty 404":               {body(404, ""), platform.KindUnexpected},
		"another envelope":           {body(404, `{"error":{"type":"NO_RECORD_ID"}}`), platform.KindUnexpected},
		"an envelope of success":     {body(404, `{"status":"success","message":"m","type":"NO_RECORD_ID"}`), platform.KindUnexpected},
		"an envelope of no status":   {body(404, `{"message":"m","type":"NO_RECORD_ID"}`), platform.KindUnexpected},
		"an envelope of no message":  {body(404, `{"status":"error","type":"NO_RECORD_ID"}`), platform.KindUnexpected},
		"a list as the message":      {body(404, `{"status":"error","message":[],"type":"NO_RECORD_ID"}`), platform.KindUnexpected},
		"a number as the type":       {body(404, `{"status":"error","message":"m","type":404}`), platform.KindUnexpected},
		"half an envelope":           {body(404, `{"status":"error","message":"m","type":"NO_RECORD_ID"`), platform.KindUnexpected},
		"the envelope as a web page": {dialecttest.Typed(404, "text/html", `{"status":"error","message":"m","type":"NO_RECORD_ID"}`), platform.KindUnexpected},
		"a broken connection":        {dialecttest.HangUp, platform.KindUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, op := range operations() {
				server := serve(t, op.before...)
				server.Rest = test.step
				err := op.call(t.Context(), server.open())
				if test.want == platform.KindNotFound && (op.name == "get balance" || op.name == "list webhook") {
					if err != nil { // Nothing is there to be listed, and the account is there without its balance.
						t.Errorf("%s: %v", op.name, err)
					}
					continue
				}
				mentions(t, err, op.method()+" "+op.path)
				dialecttest.CheckKind(t, err, test.want)
			}
		})
	}
}

// TestErrorTells proves that an error carries what a person needs: the field,
// the message, the request's id, and nothing of a credential.
func TestErrorTells(t *testing.T) {
	t.Parallel()
	step := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", "req_01HXYZ")
		dialecttest.Answer(400, `{"status":"error","message":"name is too long, key was `+testKey+`","type":"CUSTOM","data":{"field":"name"},"code":400}`)(w, r)
	}
	_, err := serve(t, step).open().APIKeys.Rename(t.Context(), "key1", "x")
	mentions(t, err, "POST keys/update", "400 CUSTOM", "name is too long", "field name", "request req_01HXYZ")
	failure, ok := errors.AsType[*platform.Error](err)
	if !ok || failure.Field != "name" || failure.OutcomeUnknown {
		t.Errorf("got %+v, want an error about the field name whose outcome is known", failure)
	}
	if api, ok := errors.AsType[*httpapi.APIError](err); !ok || api.Status != 400 {
		t.Errorf("the client's error is lost: %v", err)
	}
}

// TestForeignErrorData proves that whatever Okra puts into an error's data, the
// error stays readable.
func TestForeignErrorData(t *testing.T) {
	t.Parallel()
	for _, data := range []string{`null`, `[]`, `"x"`, `7`, `{}`, `{"field":7}`, `{"field":null}`, `{"other":{}}`} {
		step := dialecttest.Answer(400, `{"status":"error","message":"No.","data":`+data+`}`)
		err := dialecttest.Drain(serve(t, step).open().Banks.List(t.Context()))
		failure, ok := errors.AsType[*platform.Error](err)
		if !ok || failure.Kind != platform.KindInvalid || failure.Field != "" {
			t.Errorf("%s: got %+v", data, err)
		}
	}
}
