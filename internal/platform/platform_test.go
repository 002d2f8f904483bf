// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

func TestEnumerate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		words []string
		want  string
	}{
		{nil, "none"},
		{[]string{}, "none"},
		{[]string{"Tok"}, "Tok"},
		{[]string{"Tok", "Okra"}, "Tok and Okra"},
		{[]string{"Tok", "Okra", "Okto"}, "Tok, Okra and Okto"},
		{[]string{"a", "b", "c", "d"}, "a, b, c and d"},
	} {
		if got := platform.Enumerate(test.words); got != test.want {
			t.Errorf("%q becomes %q, want %q", test.words, got, test.want)
		}
	}
}

// TestKindOf proves that a kind is found through every wrapping, and that what
// no platform said is never a missing object.
func TestKindOf(t *testing.T) {
	t.Parallel()
	cause := errors.New("refused")
	missing := &platform.Error{Kind: platform.KindNotFound, Err: cause}
	for _, test := range []struct {
		name    string
		err     error
		kind    platform.Kind
		missing bool
	}{
		{"none", nil, platform.KindUnexpected, false},
		{"a foreign error", cause, platform.KindUnexpected, false},
		{"a foreign text", errors.New("404 NOT_FOUND"), platform.KindUnexpected, false},
		{"without a kind", &platform.Error{Err: cause}, platform.KindUnexpected, false},
		{"missing", missing, platform.KindNotFound, true},
		{"wrapped", fmt.Errorf("reading: %w", missing), platform.KindNotFound, true},
		{"joined", errors.Join(cause, missing), platform.KindNotFound, true},
		{"forbidden", &platform.Error{Kind: platform.KindForbidden, Err: cause}, platform.KindForbidden, false},
		{"forbidden because of a missing one", &platform.Error{Kind: platform.KindForbidden, Err: missing}, platform.KindForbidden, false},
	} {
		if got := platform.KindOf(test.err); got != test.kind {
			t.Errorf("%s: the kind is %d, want %d", test.name, got, test.kind)
		}
		if got := platform.IsNotFound(test.err); got != test.missing {
			t.Errorf("%s: IsNotFound is %t", test.name, got)
		}
	}
	if !errors.Is(missing, cause) || missing.Error() != "refused" {
		t.Errorf("the cause is lost in %v", missing)
	}
}

func TestConfigError(t *testing.T) {
	t.Parallel()
	err := &platform.ConfigError{Attribute: "tok.api_key", Summary: "Not a key", Detail: "Got nothing."}
	if err.Error() != "Not a key: Got nothing." {
		t.Errorf("the text is %q", err)
	}
}

// TestDead proves that a status is live unless it is known to be dead: what a
// platform adds later replaces nothing.
func TestDead(t *testing.T) {
	t.Parallel()
	for status, dead := range map[platform.ConsentStatus]bool{
		platform.ConsentPending: false, platform.ConsentActive: false,
		platform.ConsentExpired: true, platform.ConsentRevoked: true, platform.ConsentError: true,
		"": false, "suspended": false,
	} {
		if status.Dead() != dead {
			t.Errorf("%q counts as dead: %t", status, status.Dead())
		}
	}
}

// TestValues keeps the values that configurations may hold.
func TestValues(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ got, want []string }{
		"environments":     {platform.Environments(), []string{"sandbox", "production"}},
		"directions":       {platform.Directions(), []string{"inbound", "outbound"}},
		"key statuses":     {platform.KeyStatuses(), []string{"active", "revoked", "expired"}},
		"consent statuses": {platform.ConsentStatuses(), []string{"pending", "active", "expired", "revoked", "error"}},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("the %s are %v, want %v", name, test.got, test.want)
		}
	}
}
