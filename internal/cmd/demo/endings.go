// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

func (s *story) change(ctx context.Context) error {
	s.step("Change: rename the key, describe the webhook")
	if err := errors.Join(s.set("key_name", "renamed reader"), s.set("webhook_description", "Demo, described")); err != nil {
		return err
	}
	if err := s.cli.run(ctx, "Apply complete! Resources: 0 added, 2 changed, 0 destroyed.", "apply", "-auto-approve"); err != nil {
		return err
	}
	var o outputs
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

func (s *story) importFound(ctx context.Context) error {
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
	if err := errors.Join(s.cli.addConfig("import"), s.set("found_key_id", found.ID)); err != nil {
		return err
	}
	if err := s.cli.run(ctx, "Apply complete! Resources: 1 imported, 0 added, 0 changed, 0 destroyed.", "apply", "-auto-approve"); err != nil {
		return err
	}
	return s.cli.run(ctx, "No changes.", "plan", "-detailed-exitcode")
}

func (s *story) destroy(ctx context.Context) error {
	s.step("Destroy everything")
	var o outputs
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
func (s *story) keyAnswers(ctx context.Context, status int, meaning string) error {
	return s.answers(ctx, s.key, status, meaning)
}

// answers says what the server answers to a key.
func (s *story) answers(ctx context.Context, key string, status int, meaning string) error {
	made := &api{base: s.admin.base, key: key}
	if err := made.expect(ctx, status, http.MethodGet, "/accounts", nil, nil); err != nil {
		return err
	}
	s.say("%s: GET /accounts with it answers %d.", meaning, status)
	return nil
}

// consentIs says what the server knows about the consent.
func (s *story) consentIs(ctx context.Context, id, status string) error {
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
