// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// madeUnder is the digest of the idempotency key of a create.
const madeUnder = platform.KeyDigest("5f1c3a52a6c1")

// finders look up what a create has made, reduced to the id.
func finders() map[string]func(context.Context, *platform.Platform) (string, error) {
	return map[string]func(context.Context, *platform.Platform) (string, error){
		"/v1/api-keys": func(ctx context.Context, p *platform.Platform) (string, error) {
			found, err := p.APIKeys.Find(ctx, madeUnder)
			return found.ID, err
		},
		"/v1/webhooks": func(ctx context.Context, p *platform.Platform) (string, error) {
			found, err := p.Webhooks.Find(ctx, madeUnder)
			return found.ID, err
		},
	}
}

// TestFind proves that what a create has made is looked up by its idempotency key's
// digest alone, and that the answer counts only where another key finds nothing.
func TestFind(t *testing.T) {
	t.Parallel()
	for path, find := range finders() {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			server := serve(t,
				dialecttest.HangUp, // A look-up is a read, which is made again.
				dialecttest.Answer(200, `{"data":[`+item("x_1")+`],"nextCursor":null}`), dialecttest.Answer(200, `{"data":[]}`))
			id, err := find(t.Context(), server.open())
			if err != nil || id != "x_1" {
				t.Fatalf("found %q and %v", id, err)
			}
			for i, sent := range server.Seen() {
				if sent.Method != http.MethodGet || !strings.HasPrefix(sent.URI, path+"?idempotencyKeySha256=") || !strings.HasSuffix(sent.URI, "&limit=100") {
					t.Errorf("called %s %s", sent.Method, sent.URI)
				}
				if asked := strings.Contains(sent.URI, string(madeUnder)); asked != (i < 2) {
					t.Errorf("request %d is %s", i+1, sent.URI)
				}
			}
		})
	}
}

// TestFindNothing proves that only an empty list of the platform's own says that
// nothing was made.
func TestFindNothing(t *testing.T) {
	t.Parallel()
	for path, find := range finders() {
		for name, test := range map[string]struct {
			step http.HandlerFunc
			kind platform.Kind
			text string
		}{
			"none":        {dialecttest.Answer(200, `{"data":[]}`), platform.KindNotFound, "made nothing"},
			"no filter":   {dialecttest.Answer(200, `{"data":[`+item("x_1")+`,`+item("x_2")+`]}`), platform.KindUnexpected, "does not look them up"},
			"refused":     {dialecttest.Answer(400, `{"error":{"code":"INVALID_REQUEST","field":"idempotencyKeySha256","message":"Unknown: `+string(madeUnder)+`."}}`), platform.KindInvalid, "idempotencyKeySha256"},
			"wrong route": {refusal(404, "ROUTE_NOT_FOUND"), platform.KindUnexpected, "404"},
			"no list":     {dialecttest.Answer(200, `{}`), platform.KindUnexpected, `"data" is missing`},
		} {
			t.Run(path+"/"+name, func(t *testing.T) {
				t.Parallel()
				id, err := find(t.Context(), serve(t, test.step).open())
				dialecttest.CheckKind(t, err, test.kind)
				dialecttest.Mentions(t, err, []string{testKey}, test.text)
				if id != "" || platform.IsOutcomeUnknown(err) {
					t.Errorf("found %q, %v", id, err)
				}
			})
		}
	}
}
