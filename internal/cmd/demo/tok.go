// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// tokOutputs are those of config/tok/base/outputs.tf.
type tokOutputs struct {
	KeyID         string `json:"key_id"`
	Key           string `json:"key"`
	WebhookID     string `json:"webhook_id"`
	SigningSecret string `json:"signing_secret"`
	ConsentID     string `json:"consent_id"`
	ConsentStatus string `json:"consent_status"`
	RedirectURL   string `json:"redirect_url"`
	Accounts      []struct {
		IBAN     string `json:"iban"`
		Balance  string `json:"balance"`
		Currency string `json:"currency"`
	} `json:"accounts"`
	Month []month `json:"month"`
}

// tokStory is about keys, a webhook whose deliveries are signed, and a consent that
// a person approves at the bank.
type tokStory struct {
	*stage

	admin  *api   // with the seeded key that the provider uses
	key    string // the newest API key that the CLI made
	oldKey string // the one before it
}

func (s *tokStory) steps() []func(context.Context) error {
	return []func(context.Context) error{
		s.plan, s.create, s.approve, s.read, s.nothingToDo, s.change,
		s.rotate, s.endOverlap, s.rotateDue, s.importFound, s.destroy,
	}
}

func (s *tokStory) prepare(ctx context.Context) error {
	seeded, err := s.sandbox.credentials(ctx)
	if err != nil {
		return err
	}
	month, err := s.sandbox.lastMonth(ctx)
	if err != nil {
		return err
	}
	key := seeded.Tok.Sandbox.APIKey
	s.admin = &api{s.sandbox.base + "/tok/v1", "Authorization", "ApiKey " + key}
	s.cli.setenv("TOK_API_KEY", key)
	return s.set(map[string]any{
		"endpoint":            s.admin.base,
		"key_name":            "account reader",
		"webhook_url":         s.receiver.base + "/events",
		"webhook_description": "Demo",
		"secrets_version":     "1",
		"callback_url":        s.receiver.base + "/connected",
		"approved":            false,
		"month":               month,
	})
}

func (s *tokStory) plan(ctx context.Context) error {
	s.step("Plan: an API key, a webhook and a bank consent")
	return s.cli.run(ctx, "Plan: 3 to add, 0 to change, 0 to destroy.", "plan")
}

func (s *tokStory) create(ctx context.Context) error {
	s.step("Apply: create them")
	if err := s.apply(ctx, "3 added, 0 changed, 0 destroyed"); err != nil {
		return err
	}
	var o tokOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	s.key = o.Key
	s.say("The new key is %s.", o.Key)
	if err := s.keyAnswers(ctx, http.StatusOK, "It works"); err != nil {
		return err
	}
	if err := s.admin.expect(ctx, http.StatusAccepted, http.MethodPost, "/webhooks/"+o.WebhookID+"/test", nil, nil); err != nil {
		return err
	}
	if err := s.receiver.awaitSigned(ctx, "webhook.test", o.SigningSecret); err != nil {
		return err
	}
	s.say("A test event reached the webhook, and its signature is right.")
	if o.ConsentStatus != "pending" || o.RedirectURL == "" {
		return fmt.Errorf("the consent: got status %q, expected pending and a page to approve it on", o.ConsentStatus)
	}
	s.say("The consent is pending: a person has to approve it at the bank.")
	return nil
}

func (s *tokStory) approve(ctx context.Context) error {
	s.step("Approve the consent on the bank's page, as a person would")
	var o tokOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	end, err := approveConsent(ctx, o.RedirectURL)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(end, s.receiver.base+"/connected") {
		return fmt.Errorf("the bank led to %s, expected the callback URL", end)
	}
	s.say("Pressed Approve; the bank led back to the callback URL.")
	if err := s.consentIs(ctx, o.ConsentID, "active"); err != nil {
		return err
	}
	if err := s.receiver.awaitSigned(ctx, "consent.authorized", o.SigningSecret); err != nil {
		return err
	}
	s.say("The webhook received consent.authorized, and its signature is right.")
	return nil
}

func (s *tokStory) read(ctx context.Context) error {
	s.step("Apply again: read the accounts and a month of transactions")
	if err := s.set(map[string]any{"approved": true}); err != nil {
		return err
	}
	if err := s.apply(ctx, "0 added, 0 changed, 0 destroyed"); err != nil {
		return err
	}
	var o tokOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	if len(o.Accounts) == 0 || len(o.Month) == 0 {
		return fmt.Errorf("got %d accounts and %d lists of transactions, expected some of both", len(o.Accounts), len(o.Month))
	}
	for _, a := range o.Accounts {
		s.say("%s  %15s %s", a.IBAN, a.Balance, a.Currency)
	}
	return s.tellMonth(o.Month[0])
}

func (s *tokStory) change(ctx context.Context) error {
	s.step("Change: rename the key, describe the webhook")
	if err := s.set(map[string]any{"key_name": "renamed reader", "webhook_description": "Demo, described"}); err != nil {
		return err
	}
	if err := s.apply(ctx, "0 added, 2 changed, 0 destroyed"); err != nil {
		return err
	}
	var o tokOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	var key struct {
		Name string `json:"name"`
	}
	if err := s.admin.expect(ctx, http.StatusOK, http.MethodGet, "/api-keys/"+o.KeyID, nil, &key); err != nil {
		return err
	}
	if key.Name != "renamed reader" {
		return fmt.Errorf("the name of the key: the server says %q, expected \"renamed reader\"", key.Name)
	}
	s.say("The server calls the key %q now.", key.Name)
	return s.keyAnswers(ctx, http.StatusOK, "It is the same key and still works")
}

// rotate replaces the key and the signing secret by changing a trigger. Both old
// ones go on working for their overlap.
func (s *tokStory) rotate(ctx context.Context) error {
	s.step("Rotate: change the trigger of the key and of the webhook's signing secret")
	var before, after tokOutputs
	if err := errors.Join(s.cli.outputs(ctx, &before), s.set(map[string]any{"secrets_version": "2"})); err != nil {
		return err
	}
	if err := s.apply(ctx, "1 added, 1 changed, 1 destroyed"); err != nil {
		return err
	}
	if err := s.cli.outputs(ctx, &after); err != nil {
		return err
	}
	if after.WebhookID != before.WebhookID {
		return fmt.Errorf("the webhook: got the id %s, expected it to keep %s", after.WebhookID, before.WebhookID)
	}
	if after.Key == before.Key || after.SigningSecret == before.SigningSecret {
		return errors.New("the key or the signing secret is still the old one, expected new ones")
	}
	s.oldKey, s.key = before.Key, after.Key
	if err := s.keyAnswers(ctx, http.StatusOK, "The new key "+s.key+" works"); err != nil {
		return err
	}
	if err := s.answers(ctx, s.oldKey, http.StatusOK, "So does the old one, for a day"); err != nil {
		return err
	}
	if err := s.admin.expect(ctx, http.StatusAccepted, http.MethodPost, "/webhooks/"+after.WebhookID+"/test", nil, nil); err != nil {
		return err
	}
	if err := s.receiver.awaitSigned(ctx, "webhook.test", before.SigningSecret, after.SigningSecret); err != nil {
		return err
	}
	s.say("A test event is signed with both secrets: the old one and the new one verify it.")
	return nil
}

// endOverlap shows that the old key ends by itself, which is no change to plan.
func (s *tokStory) endOverlap(ctx context.Context) error {
	s.step("A day later, by the sandbox's clock: the overlap is over")
	if err := s.sandbox.advance(ctx, 25*time.Hour); err != nil {
		return err
	}
	if err := s.answers(ctx, s.oldKey, http.StatusUnauthorized, "The old key has ended"); err != nil {
		return err
	}
	if err := s.keyAnswers(ctx, http.StatusOK, "The new one works"); err != nil {
		return err
	}
	return s.noChanges(ctx)
}

// rotateDue replaces the key because of its age: a plan sees that it is due, by
// the platform's clock, and says so by its exit code as well.
func (s *tokStory) rotateDue(ctx context.Context) error {
	s.step("A month later: the key is due, as a scheduled pipeline would find out")
	if err := s.sandbox.advance(ctx, 30*24*time.Hour); err != nil {
		return err
	}
	if err := s.replaceDue(ctx); err != nil {
		return err
	}
	var o tokOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	s.oldKey, s.key = s.key, o.Key
	if err := s.keyAnswers(ctx, http.StatusOK, "The new key "+s.key+" works"); err != nil {
		return err
	}
	if err := s.answers(ctx, s.oldKey, http.StatusOK, "So does the old one, for a day"); err != nil {
		return err
	}
	return s.noChanges(ctx)
}

func (s *tokStory) importFound(ctx context.Context) error {
	s.step("Import: take over a key that was made by hand")
	var found struct {
		ID   string `json:"id"`
		Hint string `json:"keyHint"`
	}
	body := map[string]string{"name": "made by hand"}
	if err := s.admin.expect(ctx, http.StatusCreated, http.MethodPost, "/api-keys", body, &found); err != nil {
		return err
	}
	s.say("Made the key %s with a plain HTTP call.", found.Hint)
	if err := errors.Join(s.addConfig("import"), s.set(map[string]any{"found_key_id": found.ID})); err != nil {
		return err
	}
	if err := s.apply(ctx, "1 imported, 0 added, 0 changed, 0 destroyed"); err != nil {
		return err
	}
	return s.noChanges(ctx)
}

func (s *tokStory) destroy(ctx context.Context) error {
	s.step("Destroy everything")
	var o tokOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	if err := s.cli.run(ctx, "Destroy complete! Resources: 4 destroyed.", "destroy", "-auto-approve"); err != nil {
		return err
	}
	if err := s.keyAnswers(ctx, http.StatusOK, "The key has its overlap of a day"); err != nil {
		return err
	}
	if err := s.sandbox.advance(ctx, 25*time.Hour); err != nil {
		return err
	}
	if err := s.keyAnswers(ctx, http.StatusUnauthorized, "A day later it is dead"); err != nil {
		return err
	}
	if err := s.consentIs(ctx, o.ConsentID, "revoked"); err != nil {
		return err
	}
	if err := s.admin.expect(ctx, http.StatusNotFound, http.MethodGet, "/webhooks/"+o.WebhookID, nil, nil); err != nil {
		return err
	}
	s.say("The webhook is gone: GET /webhooks/{id} answers 404.")
	return nil
}

// keyAnswers says what the server answers to the newest key that the CLI made.
func (s *tokStory) keyAnswers(ctx context.Context, status int, meaning string) error {
	return s.answers(ctx, s.key, status, meaning)
}

// answers says what the server answers to a key.
func (s *tokStory) answers(ctx context.Context, key string, status int, meaning string) error {
	if err := s.admin.with("ApiKey "+key).expect(ctx, status, http.MethodGet, "/accounts", nil, nil); err != nil {
		return err
	}
	s.say("%s: GET /accounts with it answers %d.", meaning, status)
	return nil
}

// consentIs says what the server knows about the consent.
func (s *tokStory) consentIs(ctx context.Context, id, status string) error {
	var consent struct {
		Status string `json:"status"`
	}
	if err := s.admin.expect(ctx, http.StatusOK, http.MethodGet, "/consents/"+id, nil, &consent); err != nil {
		return err
	}
	if consent.Status != status {
		return fmt.Errorf("the consent: the server says %q, expected %q", consent.Status, status)
	}
	s.say("The server says that the consent is %s.", status)
	return nil
}
