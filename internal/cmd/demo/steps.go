// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// outputs are those of config/base/outputs.tf.
type outputs struct {
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
	Month []struct {
		Count  int `json:"count"`
		Totals map[string]struct {
			Inbound  string `json:"inbound"`
			Outbound string `json:"outbound"`
			Net      string `json:"net"`
		} `json:"totals"`
		Transactions []struct {
			BookingDate    string `json:"booking_date"`
			Amount         string `json:"amount"`
			Currency       string `json:"currency"`
			Direction      string `json:"direction"`
			RemittanceInfo string `json:"remittance_info"`
		} `json:"transactions"`
	} `json:"month"`
}

// prepare makes the credentials and the variables known to the CLI.
func (s *story) prepare(ctx context.Context) error {
	key, err := s.sandbox.adminKey(ctx)
	if err != nil {
		return err
	}
	now, err := s.sandbox.now(ctx)
	if err != nil {
		return err
	}
	s.admin = &api{base: s.sandbox.base + "/tok/v1", key: key}
	s.cli.env = append(s.cli.env, "TOK_API_KEY="+key)
	s.vars = map[string]any{
		"endpoint":            s.admin.base,
		"key_name":            "account reader",
		"webhook_url":         s.receiver.base + "/events",
		"webhook_description": "Demo",
		"secrets_version":     "1",
		"callback_url":        s.receiver.base + "/connected",
		"approved":            false,
		"month": map[string]string{
			"from": now.AddDate(0, -1, 0).Format("2006-01-02"),
			"to":   now.Format("2006-01-02"),
		},
	}
	return s.cli.setVariables(s.vars)
}

// set changes one variable.
func (s *story) set(name string, value any) error {
	s.vars[name] = value
	return s.cli.setVariables(s.vars)
}

func (s *story) initialise(ctx context.Context) error {
	s.step("Initialise: " + s.cli.name + " init")
	if err := s.cli.run(ctx, s.cli.product+" has been successfully initialized!", "init"); err != nil {
		return err
	}
	s.say("The provider came from a folder on this machine, not from a registry.")
	return nil
}

func (s *story) plan(ctx context.Context) error {
	s.step("Plan: an API key, a webhook and a bank consent")
	return s.cli.run(ctx, "Plan: 3 to add, 0 to change, 0 to destroy.", "plan")
}

func (s *story) create(ctx context.Context) error {
	s.step("Apply: create them")
	if err := s.cli.run(ctx, "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.", "apply", "-auto-approve"); err != nil {
		return err
	}
	var o outputs
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
	if err := s.receiver.await(ctx, "webhook.test", o.SigningSecret); err != nil {
		return err
	}
	s.say("A test event reached the webhook, and its signature is right.")
	if o.ConsentStatus != "pending" || o.RedirectURL == "" {
		return fmt.Errorf("the consent: got status %q, expected pending and a page to approve it on", o.ConsentStatus)
	}
	s.say("The consent is pending: a person has to approve it at the bank.")
	return nil
}

func (s *story) approve(ctx context.Context) error {
	s.step("Approve the consent on the bank's page, as a person would")
	var o outputs
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
	if err := s.receiver.await(ctx, "consent.authorized", o.SigningSecret); err != nil {
		return err
	}
	s.say("The webhook received consent.authorized, and its signature is right.")
	return nil
}

func (s *story) read(ctx context.Context) error {
	s.step("Apply again: read the accounts and a month of transactions")
	if err := s.set("approved", true); err != nil {
		return err
	}
	if err := s.cli.run(ctx, "Apply complete! Resources: 0 added, 0 changed, 0 destroyed.", "apply", "-auto-approve"); err != nil {
		return err
	}
	var o outputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	if len(o.Accounts) == 0 || len(o.Month) == 0 || o.Month[0].Count == 0 {
		return fmt.Errorf("got %d accounts and no transactions, expected some of both", len(o.Accounts))
	}
	for _, a := range o.Accounts {
		s.say("%s  %15s %s", a.IBAN, a.Balance, a.Currency)
	}
	month := o.Month[0]
	s.say("The first account had %d transactions in a month, of which the last:", month.Count)
	for _, t := range month.Transactions {
		s.say("  %s  %-8s %13s %s  %s", t.BookingDate, t.Direction, t.Amount, t.Currency, t.RemittanceInfo)
	}
	for currency, sum := range month.Totals {
		s.say("  in %s, out %s, net %s %s", sum.Inbound, sum.Outbound, sum.Net, currency)
	}
	return nil
}

func (s *story) nothingToDo(ctx context.Context) error {
	s.step("Plan again: nothing is left to do")
	return s.cli.run(ctx, "No changes.", "plan", "-detailed-exitcode")
}
