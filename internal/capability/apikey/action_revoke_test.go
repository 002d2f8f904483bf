// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// revocable is a platform with one key, which is revoked unless it is stubborn.
type revocable struct {
	key      platform.APIKey
	err      error // of every read
	refused  error // of every revocation
	stubborn bool
	revoked  []time.Duration // after which while
	gone     bool            // that a revoked key is not shown any more
}

func (r *revocable) keys() *keys {
	return &keys{
		get: func(id string) (platform.APIKey, error) {
			if id != "key_1" {
				return platform.APIKey{}, errors.New("read " + id)
			}
			if r.gone && len(r.revoked) > 0 {
				return platform.APIKey{}, &platform.Error{Kind: platform.KindNotFound, Err: errors.New("gone")}
			}
			return r.key, r.err
		},
		revoke: func(_ context.Context, _ string, after time.Duration) error {
			if r.refused != nil {
				return r.refused
			}
			r.revoked = append(r.revoked, after)
			if !r.stubborn {
				r.key.Status = platform.KeyRevoked
			}
			return nil
		},
	}
}

// TestRevokeAction proves that a key is revoked at once and once, that the platform
// is asked whether it is, and what is refused by the plan already.
func TestRevokeAction(t *testing.T) {
	t.Parallel()
	const done = `Revoked the API key "ci" (key_1, tok_sandbox_…x7Qa).`
	for name, test := range map[string]struct {
		world    revocable
		id       any
		progress []string
		revokes  bool
		plan     []string // in the one error of the plan
		invoke   []string // in the one error of the invocation
	}{
		"a live key":                  {world: revocable{key: stored(platform.KeyActive)}, progress: []string{done}, revokes: true},
		"one that is gone afterwards": {world: revocable{key: stored(platform.KeyActive), gone: true}, progress: []string{done}, revokes: true},
		"a dead key":                  {world: revocable{key: stored(platform.KeyExpired)}, progress: []string{`The API key "ci" (key_1, tok_sandbox_…x7Qa) is expired already.`}},
		"the provider's own": {
			world: revocable{key: platform.APIKey{ID: "key_1", Name: "own", Fingerprint: "sha256:0a0a", Status: platform.KeyActive}},
			plan:  []string{"api_key_id", "The API key key_1 is the provider's own key", `"own" (key_1)`, "lock itself out"},
		},
		"not there": {
			world: revocable{err: &platform.Error{Kind: platform.KindNotFound, Err: errors.New("not found")}},
			plan:  []string{"Could not read the API key key_1", "Check the id"},
		},
		"refused": {
			world:  revocable{key: stored(platform.KeyActive), refused: &platform.Error{Kind: platform.KindForbidden, Err: errors.New("forbidden")}},
			invoke: []string{"Could not revoke the API key key_1", "forbidden"},
		},
		"still alive": {
			world: revocable{key: stored(platform.KeyActive), stubborn: true}, revokes: true,
			invoke: []string{"The API key key_1 still works", `shows it as "active"`, "dashboard"},
		},
		"empty id": {id: "", plan: []string{"api_key_id"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connection := inprocess.Offering(&platform.Platform{
				Name: "tok", Title: "Tok", Environment: platform.Sandbox, APIKeys: test.world.keys(), OwnFingerprint: "sha256:0a0a",
			}, platform.Offer{Capability: platform.CapabilityAPIKey})
			p := inprocess.Actions(t, connection, NewRevokeAction)
			config := inprocess.Values{"api_key_id": "key_1"}
			if test.id != nil {
				config["api_key_id"] = test.id
			}
			planned := p.PlanAction("openbanking_api_key_revoke", config)
			progress, diags := p.Invoke("openbanking_api_key_revoke", config)
			switch {
			case test.plan != nil:
				planned.OneError(t, test.plan...)
				diags.OneError(t, test.plan...) // What reaches it without a plan is refused all the same.
			case test.invoke != nil:
				planned.None(t)
				diags.OneError(t, test.invoke...)
			default:
				planned.None(t)
				diags.None(t)
			}
			if !slices.Equal(progress, test.progress) {
				t.Errorf("reported %q, want %q", progress, test.progress)
			}
			want := []time.Duration(nil)
			if test.revokes {
				want = []time.Duration{0}
			}
			if !slices.Equal(test.world.revoked, want) {
				t.Errorf("revoked after %v, want %v", test.world.revoked, want)
			}
		})
	}
}

// TestRevokeAction_unknownUntilApply proves that a plan asks about no key that is
// not known yet.
func TestRevokeAction_unknownUntilApply(t *testing.T) {
	t.Parallel()
	world := revocable{err: errors.New("asked")}
	connection := inprocess.Offering(&platform.Platform{Name: "tok", Title: "Tok", APIKeys: world.keys()}, platform.Offer{Capability: platform.CapabilityAPIKey})
	inprocess.Actions(t, connection, NewRevokeAction).PlanAction("openbanking_api_key_revoke", inprocess.Values{"api_key_id": inprocess.Unknown{}}).None(t)
}
