// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"
)

// rotate replaces the key and the signing secret by changing a trigger. Both old
// ones go on working for their overlap.
func (s *story) rotate(ctx context.Context) error {
	s.step("Rotate: change the trigger of the key and of the webhook's signing secret")
	var before, after outputs
	if err := errors.Join(s.cli.outputs(ctx, &before), s.set("secrets_version", "2")); err != nil {
		return err
	}
	if err := s.cli.run(ctx, "Apply complete! Resources: 1 added, 1 changed, 1 destroyed.", "apply", "-auto-approve"); err != nil {
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
	if err := s.receiver.await(ctx, "webhook.test", before.SigningSecret, after.SigningSecret); err != nil {
		return err
	}
	s.say("A test event is signed with both secrets: the old one and the new one verify it.")
	return nil
}

// endOverlap shows that the old key ends by itself, which is no change to plan.
func (s *story) endOverlap(ctx context.Context) error {
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
	return s.cli.run(ctx, "No changes.", "plan", "-detailed-exitcode")
}

// due finds the reason in what a plan says.
var due = regexp.MustCompile(`it is due since [0-9T:.-]+Z`)

// rotateDue replaces the key because of its age: a plan sees that it is due, by
// the platform's clock, and says so by its exit code as well.
func (s *story) rotateDue(ctx context.Context) error {
	s.step("A month later: the key is due, as a scheduled pipeline would find out")
	if err := s.sandbox.advance(ctx, 30*24*time.Hour); err != nil {
		return err
	}
	plan, err := s.cli.runTo(ctx, 2, "Plan: 1 to add, 0 to change, 1 to destroy.", "plan", "-detailed-exitcode", "-out=rotate.plan")
	if err != nil {
		return err
	}
	reason := due.FindString(plan)
	if reason == "" {
		return errors.New("the plan does not say why it replaces the key")
	}
	s.say("Why: %s. With -detailed-exitcode it ends with 2: something is to do.", reason)
	if err := s.cli.run(ctx, "Apply complete! Resources: 1 added, 0 changed, 1 destroyed.", "apply", "rotate.plan"); err != nil {
		return err
	}
	var o outputs
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
	return s.cli.run(ctx, "No changes.", "plan", "-detailed-exitcode")
}
