// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

func apiKeyList() listing { return bySequence("api-keys") }

const (
	maxKeyName = 100 // Characters.
	keyLength  = 32  // Characters after the prefix.
	// maxSpan is the longest span of time that can be asked for: 100 years of 365 days.
	maxSpan = 100 * 365 * 24 * 60 * 60
)

// organisation is the answer to "who am I".
type organisation struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Tier        string `json:"tier"`
	Environment string `json:"environment"`
	APIKeyID    string `json:"apiKeyId"`
}

// apiKey is an API key as the platform shows it; Key only in the answer that
// made it.
type apiKey struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	Key         string  `json:"key,omitempty"`
	KeyHint     string  `json:"keyHint"`
	Fingerprint string  `json:"fingerprint"`
	Status      string  `json:"status"`
	CreatedAt   string  `json:"createdAt"`
	ExpiresAt   *string `json:"expiresAt"`
	LastUsedAt  *string `json:"lastUsedAt"`
}

func showKey(k store.APIKey, now time.Time) apiKey {
	return apiKey{
		ID: k.ID, Name: k.Name, KeyHint: k.Hint, Fingerprint: apihttp.Fingerprint(k.Hash), Status: k.Status(now),
		CreatedAt: apihttp.Instant(k.CreatedAt), ExpiresAt: apihttp.OptionalInstant(k.ExpiresAt), LastUsedAt: apihttp.OptionalInstant(k.LastUsedAt),
	}
}

func getOrganisation(c *call) (reply, error) {
	o, err := c.tx.Organisation(c.scope.Organisation)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, body: organisation{
		ID: o.ID, Name: o.Name, Tier: c.api.limiter.Tier().Name, Environment: c.scope.Environment, APIKeyID: c.key.ID,
	}}, nil
}

func createKey(c *call) (reply, error) {
	f, err := c.object("name", "expiresInSeconds")
	if err != nil {
		return reply{}, err
	}
	name, err := f.RequiredText("name", maxKeyName)
	if err != nil {
		return reply{}, err
	}
	k, text := newKey(c.scope, name, ids.Secret(keyLength), c.now)
	if f.Given("expiresInSeconds") {
		n, _, err := f.Whole("expiresInSeconds", 1, maxSpan)
		if err != nil {
			return reply{}, err
		}
		k.ExpiresAt = c.now.Add(time.Duration(n) * time.Second)
	}
	k.Idempotency = apihttp.HashOfKey(c.r)
	if err := c.tx.Keys().Insert(k); err != nil {
		return reply{}, err
	}
	shown := showKey(k, c.now)
	shown.Key = text
	return reply{status: http.StatusCreated, body: shown}, nil
}

// newKey makes the record of an API key whose text is the environment's prefix
// and the secret, and returns both.
func newKey(s store.Scope, name, secret string, now time.Time) (k store.APIKey, text string) {
	prefix := keyPrefix(s.Environment)
	text = prefix + secret
	return store.APIKey{
		ID: ids.New(idAPIKey, now), Scope: s, Name: name,
		Hash: sha256.Sum256([]byte(text)), Hint: prefix + "…" + secret[len(secret)-4:], CreatedAt: now,
	}, text
}

func listKeys(c *call) (reply, error) {
	status, err := c.choice("status", store.KeyActive, store.KeyRevoked, store.KeyExpired)
	if err != nil {
		return reply{}, err
	}
	idempotency, err := c.idempotencyFilter()
	if err != nil {
		return reply{}, err
	}
	p, err := c.page(apiKeyList())
	if err != nil {
		return reply{}, err
	}
	keys, next, err := c.tx.Keys().Page(c.scope, store.KeyFilter{Status: status, Idempotency: idempotency}, p, c.now)
	if err != nil {
		return reply{}, err
	}
	shown := make([]apiKey, len(keys))
	for i, k := range keys {
		shown[i] = showKey(k, c.now)
	}
	return listed(apiKeyList(), shown, next), nil
}

// apiKey returns the key that the path names.
func (c *call) apiKey() (store.APIKey, error) {
	id := c.r.PathValue("id")
	k, err := c.tx.Keys().Find(c.scope, id, c.now)
	if errors.Is(err, store.ErrNotFound) {
		return k, notFound("API key", id)
	}
	return k, err
}

func getKey(c *call) (reply, error) {
	k, err := c.apiKey()
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, body: showKey(k, c.now)}, nil
}

func updateKey(c *call) (reply, error) {
	k, err := c.apiKey()
	if err != nil {
		return reply{}, err
	}
	f, err := c.object("name", "expiresInSeconds")
	if err != nil {
		return reply{}, err
	}
	// Changing the expiry of a dead key would bring it back to life.
	if f.Has("expiresInSeconds") && k.Status(c.now) != store.KeyActive {
		return reply{}, apihttp.Invalidf("expiresInSeconds", "The API key is %s, which is final: its expiry cannot change. Create another key.", k.Status(c.now))
	}
	if name, ok, err := f.Text("name", maxKeyName); err != nil {
		return reply{}, err
	} else if ok {
		k.Name = name
	}
	if f.Null("expiresInSeconds") {
		k.ExpiresAt = time.Time{}
	} else if n, ok, err := f.Whole("expiresInSeconds", 0, maxSpan); err != nil {
		return reply{}, err
	} else if ok {
		k.ExpiresAt = c.now.Add(time.Duration(n) * time.Second)
	}
	if err := c.tx.Keys().Update(k); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, body: showKey(k, c.now)}, nil
}

func deleteKey(c *call) (reply, error) {
	k, err := c.apiKey()
	if err != nil {
		return reply{}, err
	}
	if k.Status(c.now) == store.KeyActive {
		k.RevokedAt = c.now
		if err := c.tx.Keys().Update(k); err != nil {
			return reply{}, err
		}
	}
	return reply{status: http.StatusNoContent}, nil
}
