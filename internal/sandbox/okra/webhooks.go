// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"errors"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// maxToken is how long a webhook's bearer token may be, in characters.
const maxToken = 512

// webhook is an environment's webhook as the platform's style would show it. Its
// token is never shown.
type webhook struct {
	ID        string `json:"_id"`
	Env       string `json:"env"`
	URL       string `json:"url"`
	HasToken  bool   `json:"has_token"`
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`
}

func showWebhook(w store.Webhook) webhook {
	return webhook{
		ID: w.ID, Env: env(w.Scope.Environment), URL: w.URL, HasToken: w.SecretVersion != 0,
		CreatedAt: apihttp.Instant(w.CreatedAt), UpdatedAt: apihttp.Instant(w.UpdatedAt),
	}
}

// webhookSettings is what webhooks/set asks for.
type webhookSettings struct {
	url        string
	keepsToken bool   // The request has no token.
	token      string // Empty for none.
	replace    bool
}

// tokenVersion is 1 for every token: a new one takes the old one's place.
func (s webhookSettings) tokenVersion() int64 { return int64(min(len(s.token), 1)) }

func (f fields) webhookSettings() (s webhookSettings, err error) {
	if s.url, err = f.RequiredText("url", apihttp.MaxURL); err != nil {
		return s, err
	}
	if err := apihttp.CheckURL("url", s.url); err != nil {
		return s, err
	}
	s.keepsToken = !f.Has("token")
	if f.Given("token") {
		if _, err := f.Decode("token", &s.token, "a text or null"); err != nil {
			return s, err
		}
		if !validToken(s.token) {
			return s, apihttp.Invalidf("token", "The token has another form than expected: 1 to %d visible ASCII characters, without spaces.", maxToken)
		}
	}
	_, err = f.Decode("replace", &s.replace, "true or false")
	return s, err
}

// validToken tells whether the text can be sent as a bearer token.
func validToken(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= maxToken
}

func setWebhook(c *call) (reply, error) {
	f, err := c.object("url", "token", "replace")
	if err != nil {
		return reply{}, err
	}
	wanted, err := f.webhookSettings()
	if err != nil {
		return reply{}, err
	}
	w, err := c.tx.Webhook(c.scope)
	w.URL, w.UpdatedAt = wanted.url, c.now
	switch {
	case isNotFound(err):
		w.ID, w.Events, w.Enabled, w.CreatedAt = ids.ObjectID(c.now), []string{}, true, c.now
		err = c.tx.Webhooks().Insert(w, "")
	case err == nil && !wanted.replace:
		err = conflict("url", "A webhook is set already, and an environment has one: send \"replace\": true to put this one in its place.")
	}
	if err != nil {
		return reply{}, err
	}
	if wanted.keepsToken {
		err = c.tx.Webhooks().Update(w)
	} else {
		w.SecretVersion, w.SecretCreatedAt = wanted.tokenVersion(), c.now
		err = c.tx.Webhooks().Rotate(w, wanted.token, c.now)
	}
	if err != nil {
		return reply{}, err
	}
	return reply{message: "Webhook successfully set", data: showWebhook(w)}, nil
}

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }

// webhook returns the environment's webhook for a request that takes only the
// allowed fields.
func (c *call) webhook(allowed ...string) (store.Webhook, fields, error) {
	f, err := c.object(allowed...)
	if err != nil {
		return store.Webhook{}, f, err
	}
	w, err := c.tx.Webhook(c.scope)
	if isNotFound(err) {
		err = refuse(http.StatusNotFound, TypeNoRecordID, "No webhook is set.")
	}
	return w, f, err
}

func getWebhook(c *call) (reply, error) {
	w, _, err := c.webhook()
	if err != nil {
		return reply{}, err
	}
	return reply{message: "Webhook successfully retrieved", data: showWebhook(w)}, nil
}

func removeWebhook(c *call) (reply, error) {
	w, _, err := c.webhook()
	if err != nil {
		return reply{}, err
	}
	if err := c.tx.Webhooks().Delete(c.scope, w.ID); err != nil {
		return reply{}, err
	}
	return reply{message: "Webhook successfully removed", data: showWebhook(w)}, nil
}
