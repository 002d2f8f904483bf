// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// secretKey has the form of a key. It opens nothing.
const secretKey = "tok_sandbox_0123456789abcdefghijABCDEFGHx7Qa"

// created is the platform's answer that makes a key, the only one with it.
func created() platform.APIKey {
	key := stored(platform.KeyActive)
	key.Key = secretKey
	return key
}

// stored is the platform's answer about a key that exists.
func stored(status platform.KeyStatus) platform.APIKey {
	return platform.APIKey{
		ID: "key_1", Name: "ci", KeyHint: "tok_sandbox_…x7Qa", Fingerprint: "sha256:00ff", Status: status,
		CreatedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
}

// keys is a platform.APIKeys whose answers a test decides.
type keys struct {
	create func(ctx context.Context, name string, expiresIn time.Duration, idempotencyKey string) (platform.APIKey, error)
	find   func(madeUnder platform.KeyDigest) (platform.APIKey, error)
	get    func(id string) (platform.APIKey, error)
	rename func(ctx context.Context, id, name string) (platform.APIKey, error)
	expire func(ctx context.Context, id string, in time.Duration) (platform.APIKey, error)
	revoke func(ctx context.Context, id string, after time.Duration) error
	list   []platform.APIKey
	err    error              // with which the list ends
	asked  platform.KeyStatus // of the last list
}

func (k *keys) Create(ctx context.Context, wanted platform.NewAPIKey, idempotencyKey string) (platform.APIKey, error) {
	return k.create(ctx, wanted.Name, wanted.ExpiresIn, idempotencyKey)
}

func (k *keys) Find(_ context.Context, madeUnder platform.KeyDigest) (platform.APIKey, error) {
	return k.find(madeUnder)
}

func (k *keys) Get(_ context.Context, id string) (platform.APIKey, error) { return k.get(id) }

func (k *keys) Rename(ctx context.Context, id, name string) (platform.APIKey, error) {
	return k.rename(ctx, id, name)
}

func (k *keys) Expire(ctx context.Context, id string, in time.Duration) (platform.APIKey, error) {
	return k.expire(ctx, id, in)
}

func (k *keys) Revoke(ctx context.Context, id string, after time.Duration) error {
	return k.revoke(ctx, id, after)
}

func (k *keys) List(_ context.Context, status platform.KeyStatus) iter.Seq2[platform.APIKey, error] {
	k.asked = status
	return func(yield func(platform.APIKey, error) bool) {
		for _, key := range k.list {
			if !yield(key, nil) {
				return
			}
		}
		if k.err != nil {
			yield(platform.APIKey{}, k.err)
		}
	}
}

// serve connects the package's resource and data source to a platform.
func serve(t *testing.T, k *keys) *inprocess.Provider {
	t.Helper()
	connection := inprocess.Offering(&platform.Platform{Name: "tok", Title: "Tok", Environment: platform.Sandbox, APIKeys: k}, platform.Offer{Capability: platform.CapabilityAPIKey})
	return inprocess.Connected(t, connection, []func() resource.Resource{NewResource}, []func() datasource.DataSource{NewDataSource})
}

// resourceOn returns the resource alone.
func resourceOn(t *testing.T, k *keys) inprocess.Resource {
	t.Helper()
	return serve(t, k).Resource("openbanking_api_key")
}

// state is a key in the state.
func state(status platform.KeyStatus) inprocess.Object {
	return inprocess.Object{
		Attributes: inprocess.Values{
			"id": "key_1", "name": "ci", "key": secretKey, "key_hint": "tok_sandbox_…x7Qa", "fingerprint": "sha256:00ff",
			"status": string(status), "created_at": "2026-03-01T12:00:00Z",
		},
		Identity: inprocess.Values{"id": "key_1", "platform": "tok", "environment": "sandbox"},
	}
}

// fails is a failed call of a kind. Like the client's own, its text holds no key.
func fails(kind platform.Kind) error {
	return &platform.Error{Kind: kind, Err: errors.New("the call went wrong")}
}

var (
	config  = inprocess.Values{"name": "ci"}
	renamed = inprocess.Values{"name": "deploy"}
	unknown = inprocess.Unknown{}
)

// TestPlan proves that a dead key is replaced by the next plan, though nobody
// changed the configuration, and that a live one is left alone.
func TestPlan(t *testing.T) {
	t.Parallel()
	all := []string{"created_at", "expires_at", "fingerprint", "id", "key", "key_hint", "last_used_at", "ready_for_rotation", "rotates_at", "status"}
	tests := []struct {
		name     string
		prior    inprocess.Object
		config   inprocess.Values
		changes  []string
		replaces []string
		warning  []string
	}{
		{name: "new", config: config, changes: []string{"created_at", "expires_at", "fingerprint", "id", "key", "key_hint", "last_used_at", "name", "ready_for_rotation", "rotates_at", "status"}},
		{name: "active", prior: state(platform.KeyActive), config: config},
		{
			name: "renamed", prior: state(platform.KeyActive), config: renamed,
			changes: []string{"expires_at", "last_used_at", "name", "ready_for_rotation", "rotates_at", "status"},
		},
		{
			name: "revoked", prior: state(platform.KeyRevoked), config: config, changes: all, replaces: []string{"status"},
			warning: []string{"status: ", "key_1", "tok_sandbox_…x7Qa", "is revoked", "replaces it"},
		},
		{
			name: "expired", prior: state(platform.KeyExpired), config: config, changes: all, replaces: []string{"status"},
			warning: []string{"has expired"},
		},
		{name: "destroyed", prior: state(platform.KeyActive)},
		{name: "dead and destroyed", prior: state(platform.KeyRevoked)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := resourceOn(t, &keys{}).Plan(test.prior, test.config)
			if test.warning == nil {
				plan.Diagnostics.None(t)
			} else {
				plan.Diagnostics.OneWarning(t, test.warning...)
				if strings.Contains(plan.Diagnostics.Warnings()[0], secretKey) {
					t.Error("the warning holds the key")
				}
			}
			if !slices.Equal(plan.Changes(), test.changes) {
				t.Errorf("changes %v, want %v", plan.Changes(), test.changes)
			}
			if !slices.Equal(plan.Replaces, test.replaces) {
				t.Errorf("replaces because of %v, want %v", plan.Replaces, test.replaces)
			}
			for _, name := range test.changes {
				if got := plan.Attributes[name]; name != "name" && got != unknown {
					t.Errorf("%s is planned as %v, want it unknown", name, got)
				}
			}
		})
	}
}

// TestCreate proves that the key is stored from the only answer that holds it,
// under an idempotency key of its own.
func TestCreate(t *testing.T) {
	t.Parallel()
	var used []string
	k := &keys{create: func(_ context.Context, name string, _ time.Duration, idempotencyKey string) (platform.APIKey, error) {
		if name != "ci" {
			t.Errorf("created a key named %q", name)
		}
		used = append(used, idempotencyKey)
		return created(), nil
	}}
	r := resourceOn(t, k)
	for range 2 {
		object, diags := r.Create(config)
		diags.None(t)
		want := state(platform.KeyActive)
		for name, v := range want.Attributes {
			if object.Attributes[name] != v {
				t.Errorf("%s is %v, want %v", name, object.Attributes[name], v)
			}
		}
		if object.Attributes["expires_at"] != nil || object.Attributes["last_used_at"] != nil {
			t.Errorf("times that the platform does not have are %v", object.Attributes)
		}
		if object.Identity["id"] != "key_1" || object.Identity["environment"] != "sandbox" {
			t.Errorf("the identity is %v", object.Identity)
		}
		if changes := r.Plan(object, config).Changes(); len(changes) != 0 {
			t.Errorf("the next plan changes %v", changes)
		}
	}
	if len(used) != 2 || used[0] == used[1] || len(used[0]) < 20 {
		t.Errorf("the idempotency keys are %q, want two that nobody guesses", used)
	}
}

// TestCreateRefused proves that a refusal leaves no state.
func TestCreateRefused(t *testing.T) {
	t.Parallel()
	k := &keys{create: func(context.Context, string, time.Duration, string) (platform.APIKey, error) {
		return platform.APIKey{}, fails(platform.KindRateLimited)
	}}
	object, diags := resourceOn(t, k).Create(config)
	diags.OneError(t, "Could not create the API key", "went wrong", "rate limit")
	if object.Attributes != nil {
		t.Errorf("left the state %v", object.Attributes)
	}
}

// TestRename proves that a new name is set in place and keeps the key.
func TestRename(t *testing.T) {
	t.Parallel()
	k := &keys{rename: func(_ context.Context, id, name string) (platform.APIKey, error) {
		if id != "key_1" || name != "deploy" {
			t.Errorf("renamed %q to %q", id, name)
		}
		key := stored(platform.KeyActive)
		key.Name = name
		return key, nil
	}}
	r := resourceOn(t, k)
	object, diags := r.Apply(r.Plan(state(platform.KeyActive), renamed))
	diags.None(t)
	if object.Attributes["name"] != "deploy" || object.Attributes["key"] != secretKey {
		t.Errorf("the state is %v", object.Attributes)
	}
	k.rename = func(context.Context, string, string) (platform.APIKey, error) {
		return platform.APIKey{}, fails(platform.KindConflict)
	}
	object, diags = r.Apply(r.Plan(state(platform.KeyActive), renamed))
	diags.OneError(t, "Could not change the API key key_1", "went wrong")
	if object.Attributes["name"] != "ci" || object.Attributes["key"] != secretKey {
		t.Errorf("after the refusal the state is %v", object.Attributes)
	}
}

// TestRead proves that drift is seen, the key is kept, and that only the
// platform's own "not found" removes a key from the state.
func TestRead(t *testing.T) {
	t.Parallel()
	k := &keys{get: func(string) (platform.APIKey, error) {
		key := stored(platform.KeyRevoked)
		key.Name = "renamed by hand"
		key.LastUsedAt = key.CreatedAt.Add(time.Hour)
		return key, nil
	}}
	object, diags := resourceOn(t, k).Read(state(platform.KeyActive))
	diags.None(t)
	for name, want := range map[string]any{
		"key": secretKey, "name": "renamed by hand", "status": "revoked", "last_used_at": "2026-03-01T13:00:00Z",
	} {
		if object.Attributes[name] != want {
			t.Errorf("%s is %v, want %v", name, object.Attributes[name], want)
		}
	}
	for kind := platform.KindUnexpected; kind <= platform.KindWrongEnvironment; kind++ {
		k := &keys{get: func(string) (platform.APIKey, error) { return platform.APIKey{}, fails(kind) }}
		object, diags := resourceOn(t, k).Read(state(platform.KeyActive))
		if kind == platform.KindNotFound {
			diags.OneWarning(t, `The API key "ci" (key_1, tok_sandbox_…x7Qa) no longer exists`)
			if object.Attributes != nil {
				t.Errorf("a key that is gone is still in the state: %v", object.Attributes)
			}
			continue
		}
		diags.OneError(t, "Could not read the API key key_1", "went wrong")
		if object.Attributes["key"] != secretKey {
			t.Errorf("kind %d: the key was removed from the state", kind)
		}
	}
}

// TestDelete proves that a key that is gone counts as revoked, and nothing else
// that fails does.
func TestDelete(t *testing.T) {
	t.Parallel()
	for kind := platform.KindUnexpected; kind <= platform.KindWrongEnvironment; kind++ {
		k := &keys{revoke: func(_ context.Context, id string, _ time.Duration) error {
			if id != "key_1" {
				t.Errorf("revoked %q", id)
			}
			return fails(kind)
		}}
		r := resourceOn(t, k)
		object, diags := r.Apply(r.Plan(state(platform.KeyActive), nil))
		if kind == platform.KindNotFound {
			diags.None(t)
			continue
		}
		diags.OneError(t, "Could not revoke the API key key_1", "went wrong")
		if object.Attributes["id"] != "key_1" {
			t.Errorf("kind %d: the key was removed from the state", kind)
		}
	}
}

// TestInterrupt proves that an interrupted run still brings a write that has
// begun to its end: the answer may hold the only copy of a key.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	k := &keys{
		create: func(ctx context.Context, _ string, _ time.Duration, _ string) (platform.APIKey, error) {
			return created(), ctx.Err()
		},
		rename: func(ctx context.Context, _, name string) (platform.APIKey, error) {
			key := stored(platform.KeyActive)
			key.Name = name
			return key, ctx.Err()
		},
		revoke: func(ctx context.Context, _ string, _ time.Duration) error { return ctx.Err() },
	}
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	r := serve(t, k).Within(interrupted).Resource("openbanking_api_key")
	object, diags := r.Create(config)
	diags.None(t)
	if object.Attributes["key"] != secretKey {
		t.Errorf("the key is lost: %v", object.Attributes)
	}
	object, diags = r.Apply(r.Plan(object, renamed))
	diags.None(t)
	if object.Attributes["name"] != "deploy" {
		t.Errorf("the change is lost: %v", object.Attributes)
	}
	_, diags = r.Apply(r.Plan(object, nil))
	diags.None(t)
}

// TestImport proves that a key is imported without its secret, and that the
// plan is empty then.
func TestImport(t *testing.T) {
	t.Parallel()
	k := &keys{get: func(string) (platform.APIKey, error) { return stored(platform.KeyActive), nil }}
	r := resourceOn(t, k)
	for _, identity := range []inprocess.Values{nil, {"id": "key_1"}, {"id": "key_1", "platform": "tok", "environment": "sandbox"}} {
		id := ""
		if identity == nil {
			id = "key_1"
		}
		imported, diags := r.Import(id, identity)
		diags.None(t)
		object, diags := r.Read(imported)
		diags.None(t)
		if object.Attributes["key"] != nil {
			t.Errorf("the key is %v, want null", object.Attributes["key"])
		}
		plan := r.Plan(object, config)
		plan.Diagnostics.None(t)
		if changes := plan.Changes(); len(changes) != 0 {
			t.Errorf("the plan after the import changes %v", changes)
		}
	}
}

// TestValidate checks the names that the platform takes.
func TestValidate(t *testing.T) {
	t.Parallel()
	good := []any{"c", "ci", "CI für Müller & Söhne", strings.Repeat("ž", 100), unknown}
	bad := []any{"", strings.Repeat("x", 101), nil}
	unreadable := []any{" ", " ci", "ci ", "c\ni", "c\x00i", "ci\u200b"}
	r := resourceOn(t, &keys{})
	for _, name := range good {
		r.Validate(inprocess.Values{"name": name}).None(t)
	}
	for _, name := range bad {
		if !r.Validate(inprocess.Values{"name": name}).HasError() {
			t.Errorf("the name %q is accepted", name)
		}
	}
	// Whether the key has the name already is known no earlier than at plan.
	for _, name := range unreadable {
		r.Validate(inprocess.Values{"name": name}).None(t)
		r.Plan(inprocess.Object{}, inprocess.Values{"name": name}).Diagnostics.OneError(t, "name: ", "Expected a printable text")
	}
	r.Validate(inprocess.Values{"name": "ci", "key": secretKey}).OneError(t, "key: ")
}
