// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// okraOutputs are those of config/okra.
type okraOutputs struct {
	KeyID       string `json:"key_id"`
	Key         string `json:"key"`
	PublicKeyID string `json:"public_key_id"`
	PublicKey   string `json:"public_key"`
	WebhookID   string `json:"webhook_id"`
	Accounts    []struct {
		ID    string `json:"id"`
		NUBAN string `json:"nuban"`
		Bank  string `json:"bank"`
	} `json:"accounts"`
	Balance string `json:"balance"`
	Month   month  `json:"month"`
}

// okraStory is about two types of keys, the one webhook, whose deliveries carry a
// bearer token, and customers, who are there from the start.
type okraStory struct {
	*stage

	admin  *api   // with the seeded key that the provider uses
	key    string // the newest secret key that the CLI made
	oldKey string // the one before it
	token  string // what the webhook's deliveries are to carry
}

func (s *okraStory) steps() []func(context.Context) error {
	return []func(context.Context) error{
		s.plan, s.create, s.read, s.nothingToDo, s.moveWebhook, s.rotateKey, s.rotateToken,
		s.endOverlap, s.rotateDue, s.refuseSecond, s.importFound, s.destroy,
	}
}

func (s *okraStory) prepare(ctx context.Context) error {
	seeded, err := s.sandbox.credentials(ctx)
	if err != nil {
		return err
	}
	key := seeded.Okra.Sandbox.SecretKey
	s.admin = &api{s.sandbox.base + "/okra/v2/sandbox", "Authorization", "Bearer " + key}
	s.cli.setenv("OKRA_SECRET_KEY", key)
	s.newToken()
	return s.set(map[string]any{
		"endpoint":              s.admin.base,
		"key_version":           "1",
		"webhook_url":           s.receiver.base + "/events",
		"webhook_token_version": "1",
		"second_webhook":        false,
	})
}

// tokenPrefix is what the bearer tokens of a webhook begin with in the demo.
const tokenPrefix = "demo_token_"

// newToken makes another bearer token up.
func (s *okraStory) newToken() {
	s.token = tokenPrefix + rand.Text()
	s.cli.setenv("TF_VAR_webhook_token", s.token)
}

// ask calls an endpoint that makes nothing, which has to succeed, and decodes the
// data of the answer.
func (s *okraStory) ask(ctx context.Context, path string, body map[string]any, into any) error {
	if body == nil {
		body = map[string]any{}
	}
	answer := struct {
		Data any `json:"data"`
	}{into}
	return s.admin.expect(ctx, http.StatusOK, http.MethodPost, path, body, &answer)
}

func (s *okraStory) plan(ctx context.Context) error {
	s.step("Plan: a secret key, a public key and the environment's one webhook")
	return s.cli.run(ctx, "Plan: 3 to add, 0 to change, 0 to destroy.", "plan")
}

func (s *okraStory) create(ctx context.Context) error {
	s.step("Apply: create them")
	if err := s.apply(ctx, "3 added, 0 changed, 0 destroyed"); err != nil {
		return err
	}
	var o okraOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	s.key = o.Key
	s.say("The new secret key is %s.", o.Key)
	if err := s.answers(ctx, s.key, http.StatusOK, "It works"); err != nil {
		return err
	}
	var public struct {
		Key string `json:"key"`
	}
	if err := s.ask(ctx, "/keys/getById", map[string]any{"id": o.PublicKeyID}, &public); err != nil {
		return err
	}
	if o.PublicKey == "" || public.Key != o.PublicKey {
		return fmt.Errorf("the public key: the server says %q, expected %q", public.Key, o.PublicKey)
	}
	s.say("The public key is %s; it is no secret, and the server shows it again.", o.PublicKey)
	if err := s.delivers(ctx, "/events"); err != nil {
		return err
	}
	s.say("A test event reached the webhook, and carries the token %s.", s.token)
	return s.tokenIsNotStored()
}

// tokenIsNotStored makes sure that the state does not hold the webhook's token.
func (s *okraStory) tokenIsNotStored() error {
	state, err := os.ReadFile(filepath.Join(s.cli.dir, "terraform.tfstate"))
	if err != nil {
		return fmt.Errorf("read the state: %w", err)
	}
	if strings.Contains(string(state), s.token) {
		return errors.New("the state holds the token of the webhook")
	}
	s.say("The token is write-only: the state does not hold it.")
	return nil
}

func (s *okraStory) moveWebhook(ctx context.Context) error {
	s.step("Change: the webhook's URL, and not its token")
	if err := s.set(map[string]any{"webhook_url": s.receiver.base + "/moved"}); err != nil {
		return err
	}
	if err := s.apply(ctx, "0 added, 1 changed, 0 destroyed"); err != nil {
		return err
	}
	if err := s.delivers(ctx, "/moved"); err != nil {
		return err
	}
	s.say("A test event reached the new URL, and carries the same token.")
	return nil
}

// rotateKey replaces the secret key by changing its trigger. The old one goes on
// working for its overlap.
func (s *okraStory) rotateKey(ctx context.Context) error {
	s.step("Rotate: change the trigger of the secret key")
	if err := s.set(map[string]any{"key_version": "2"}); err != nil {
		return err
	}
	if err := s.apply(ctx, "1 added, 0 changed, 1 destroyed"); err != nil {
		return err
	}
	return s.bothWork(ctx)
}

// bothWork shows that there is a new secret key, and that the old one works on.
func (s *okraStory) bothWork(ctx context.Context) error {
	var o okraOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	if o.Key == s.key {
		return errors.New("the secret key is still the old one, expected a new one")
	}
	s.oldKey, s.key = s.key, o.Key
	if err := s.answers(ctx, s.key, http.StatusOK, "The new key "+s.key+" works"); err != nil {
		return err
	}
	return s.answers(ctx, s.oldKey, http.StatusOK, "So does the old one, for a day")
}

func (s *okraStory) rotateToken(ctx context.Context) error {
	s.step("Rotate: give the webhook another token, and change its version")
	s.newToken()
	if err := s.set(map[string]any{"webhook_token_version": "2"}); err != nil {
		return err
	}
	if err := s.apply(ctx, "0 added, 1 changed, 0 destroyed"); err != nil {
		return err
	}
	if err := s.delivers(ctx, "/moved"); err != nil {
		return err
	}
	s.say("A test event carries the new token %s.", s.token)
	return s.tokenIsNotStored()
}

// endOverlap shows that the old key ends by itself, which is no change to plan.
func (s *okraStory) endOverlap(ctx context.Context) error {
	s.step("A day later, by the sandbox's clock: the overlap is over")
	if err := s.sandbox.advance(ctx, 25*time.Hour); err != nil {
		return err
	}
	if err := s.answers(ctx, s.oldKey, http.StatusUnauthorized, "The old key has ended"); err != nil {
		return err
	}
	if err := s.answers(ctx, s.key, http.StatusOK, "The new one works"); err != nil {
		return err
	}
	return s.noChanges(ctx)
}

func (s *okraStory) rotateDue(ctx context.Context) error {
	s.step("A month later: the key is due, as a scheduled pipeline would find out")
	if err := s.sandbox.advance(ctx, 30*24*time.Hour); err != nil {
		return err
	}
	if err := s.replaceDue(ctx); err != nil {
		return err
	}
	if err := s.bothWork(ctx); err != nil {
		return err
	}
	return s.noChanges(ctx)
}

// refuseSecond asks for another webhook, which the platform does not have. The
// one that is there stays what it is.
func (s *okraStory) refuseSecond(ctx context.Context) error {
	s.step("Ask for a second webhook: it is refused")
	var o okraOutputs
	if err := errors.Join(s.cli.outputs(ctx, &o), s.set(map[string]any{"second_webhook": true})); err != nil {
		return err
	}
	out, err := s.cli.runTo(ctx, 1, "Error: Could not create the webhook for https://second.example.com/events: one exists already", "apply", "-auto-approve")
	if err != nil {
		return err
	}
	hint := "terraform import openbanking_webhook.<name> " + o.WebhookID
	if !strings.Contains(unwrapped(out), hint) {
		return fmt.Errorf("the error does not say how to import the webhook, expected %q in it", hint)
	}
	s.say("It would overwrite the one that is there. The error says how to take that one over, where it is not managed yet:")
	s.say("  %s", hint)
	var present struct {
		ID  string `json:"_id"`
		URL string `json:"url"`
	}
	if err := s.ask(ctx, "/webhooks/get", nil, &present); err != nil {
		return err
	}
	if present.ID != o.WebhookID || present.URL != s.receiver.base+"/moved" {
		return fmt.Errorf("the webhook: the server says %s with the URL %s, expected %s as it was", present.ID, present.URL, o.WebhookID)
	}
	s.say("The server's webhook is the same, with the same URL.")
	if err := s.set(map[string]any{"second_webhook": false}); err != nil {
		return err
	}
	return s.noChanges(ctx)
}

func (s *okraStory) importFound(ctx context.Context) error {
	s.step("Import: take over a key that was made by hand")
	var found struct {
		Data struct {
			ID   string `json:"_id"`
			Hint string `json:"key_hint"`
		} `json:"data"`
	}
	body := map[string]string{"name": "made by hand", "type": "secret"}
	if err := s.admin.expect(ctx, http.StatusCreated, http.MethodPost, "/keys/create", body, &found); err != nil {
		return err
	}
	s.say("Made the key %s with a plain HTTP call.", found.Data.Hint)
	if err := errors.Join(s.addConfig("import"), s.set(map[string]any{"found_key_id": found.Data.ID})); err != nil {
		return err
	}
	if err := s.cli.run(ctx, "Apply complete! Resources: 1 imported, 0 added, 0 changed, 0 destroyed.", "apply", "-auto-approve"); err != nil {
		return err
	}
	return s.noChanges(ctx)
}

func (s *okraStory) destroy(ctx context.Context) error {
	s.step("Destroy everything")
	var o okraOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	if err := s.cli.run(ctx, "Destroy complete! Resources: 4 destroyed.", "destroy", "-auto-approve"); err != nil {
		return err
	}
	if err := s.answers(ctx, s.key, http.StatusOK, "The secret key has its overlap of a day"); err != nil {
		return err
	}
	if err := s.sandbox.advance(ctx, 25*time.Hour); err != nil {
		return err
	}
	if err := s.answers(ctx, s.key, http.StatusUnauthorized, "A day later it is dead"); err != nil {
		return err
	}
	var public struct {
		Status string `json:"status"`
	}
	if err := s.ask(ctx, "/keys/getById", map[string]any{"id": o.PublicKeyID}, &public); err != nil {
		return err
	}
	if public.Status != "revoked" {
		return fmt.Errorf("the public key: the server says %q, expected \"revoked\"", public.Status)
	}
	s.say("The server says that the public key is revoked.")
	if err := s.admin.expect(ctx, http.StatusNotFound, http.MethodPost, "/webhooks/get", map[string]any{}, nil); err != nil {
		return err
	}
	s.say("The webhook is gone: POST /webhooks/get answers 404.")
	return nil
}

// answers says what the server answers to a secret key.
func (s *okraStory) answers(ctx context.Context, key string, status int, meaning string) error {
	body := map[string]any{"limit": 1}
	if err := s.admin.with("Bearer "+key).expect(ctx, status, http.MethodPost, "/products/accounts", body, nil); err != nil {
		return err
	}
	s.say("%s: POST /products/accounts with it answers %d.", meaning, status)
	return nil
}

// delivers makes the server send a test event, and makes sure that it comes to a
// path of the receiver and carries the token.
func (s *okraStory) delivers(ctx context.Context, path string) error {
	if err := s.ask(ctx, "/webhooks/test", nil, nil); err != nil {
		return err
	}
	return s.receiver.awaitBearer(ctx, path, s.token)
}
