// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// madeUnder is the digest of a create's idempotency key.
const madeUnder = "5f1c3a52a6c1"

// private is a private state.
type private map[string][]byte

func (p private) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return p[key], nil }

func (p private) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	if p[key] = value; value == nil {
		delete(p, key)
	}
	return nil
}

func thing() orphan.Thing {
	return orphan.Thing{Noun: "API key", Called: `"ci"`, ID: "unknown:k3q7vd2m5xtb", Mark: `the name "ci"`, List: "data.openbanking_api_keys"}
}

// TestID proves that a placeholder is no platform's id, and another one each time.
func TestID(t *testing.T) {
	t.Parallel()
	first, second := orphan.NewID(), orphan.NewID()
	if form := regexp.MustCompile(`^unknown:[a-z2-7]{12}$`); !form.MatchString(first) || first == second {
		t.Errorf("the placeholders are %q and %q", first, second)
	}
	for id, want := range map[string]bool{first: true, "key_01J9Z3N8QK4W6V2XARB7TCMD5E": false, "5d6fe57a4099cc4b210bbec7": false, "": false} {
		if orphan.Is(types.StringValue(id)) != want {
			t.Errorf("%q is taken for a placeholder: %t", id, !want)
		}
	}
	if orphan.Is(types.StringNull()) || orphan.Is(types.StringUnknown()) {
		t.Error("no id is taken for a placeholder")
	}
}

// TestSettle proves what becomes of a placeholder, and that only the platform's own
// word decides it.
func TestSettle(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		stored string // in the private state, "" for nothing
		err    error  // of the look-up
		made   bool
		fails  bool
		says   []string
	}{
		"made":          {stored: `"` + madeUnder + `"`, made: true, says: []string{"was created after all", "key_1", "unknown:k3q7vd2m5xtb", "tainted"}},
		"not made":      {stored: `"` + madeUnder + `"`, err: failure(platform.KindNotFound), says: []string{"was not created", "24 hours", "data.openbanking_api_keys", `the name "ci"`}},
		"cannot tell":   {stored: `"` + madeUnder + `"`, err: failure(platform.KindExists), says: []string{"may have been created", "on a guess", "import it"}},
		"no answer":     {stored: `"` + madeUnder + `"`, err: failure(platform.KindUnreachable), fails: true, says: []string{"Could not find out", "state rm", "HTTPS_PROXY"}},
		"not permitted": {stored: `"` + madeUnder + `"`, err: failure(platform.KindForbidden), fails: true, says: []string{"Could not find out"}},
		"a plain error": {stored: `"` + madeUnder + `"`, err: errors.New("not found"), fails: true, says: []string{"Could not find out"}},
		"no key":        {fails: true, says: []string{"not known yet", "-refresh=false", "state rm"}},
		"damaged":       {stored: `7`, fails: true, says: []string{"damaged"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := private{}
			if test.stored != "" {
				p["create_idempotency_key_sha256"] = []byte(test.stored)
			}
			found, made, diags := orphan.Settle(t.Context(), thing(), p, func(_ context.Context, digest platform.KeyDigest) (string, error) {
				if digest != madeUnder {
					t.Errorf("looked up %q", digest)
				}
				if test.err != nil {
					return "", test.err
				}
				return "key_1", nil
			}, func(id string) string { return id })
			if made != test.made || (found == "key_1") != test.made || diags.HasError() != test.fails || len(diags) != 1 {
				t.Fatalf("got %q, %t and %v", found, made, diags)
			}
			text := diags[0].Summary() + ": " + diags[0].Detail()
			for _, want := range test.says {
				if !strings.Contains(text, want) {
					t.Errorf("it does not say %q: %s", want, text)
				}
			}
		})
	}
}

func failure(kind platform.Kind) error {
	return fmt.Errorf("looking: %w", &platform.Error{Kind: kind, Err: errors.New("the call went wrong")})
}

// TestRemember proves that what is looked up by is in the private state until it has
// done its work, and that the idempotency key itself never is.
func TestRemember(t *testing.T) {
	t.Parallel()
	p := private{"other": []byte("1")}
	for _, key := range []string{"old", `with "quotes" and é`} {
		orphan.Remember(t.Context(), p, key)
		for name, value := range p {
			if strings.Contains(string(value), key) {
				t.Errorf("%s has the key: %s", name, value)
			}
		}
		_, made, diags := orphan.Settle(t.Context(), thing(), p, func(_ context.Context, got platform.KeyDigest) (string, error) {
			if sum := sha256.Sum256([]byte(key)); string(got) != hex.EncodeToString(sum[:]) {
				t.Errorf("%q is looked up by %q", key, got)
			}
			return "key_1", nil
		}, func(id string) string { return id })
		if !made || diags.HasError() {
			t.Errorf("%q: %v", key, diags)
		}
	}
	orphan.Forget(t.Context(), p)
	if len(p) != 1 {
		t.Errorf("the private state has %v", p)
	}
}

// TestFailed proves that the error of a create tells what is in the state, what
// happens next, and what to do when it does not.
func TestFailed(t *testing.T) {
	t.Parallel()
	d := thing().Failed(t.Context(), &platform.Error{Kind: platform.KindUnreachable, OutcomeUnknown: true, Err: errors.New("POST /api-keys got no answer")})
	for _, want := range []string{
		"POST /api-keys got no answer.", "It is not known whether", "unknown:k3q7vd2m5xtb", "ends at once", "24 hours",
		"data.openbanking_api_keys", `the name "ci"`, "dashboard",
	} {
		if d.Severity() != diag.SeverityError || d.Summary() != `Could not create the API key "ci"` || !strings.Contains(d.Detail(), want) {
			t.Errorf("it does not say %q: %s: %s", want, d.Summary(), d.Detail())
		}
	}
}
