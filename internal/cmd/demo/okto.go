// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// oktoOutputs are those of config/okto.
type oktoOutputs struct {
	Secret        string `json:"secret"`
	Version       int    `json:"version"`
	SecondVersion int    `json:"second_version"`
}

// oktoStory is about the secret of an app, which has one at a time: who makes
// another one ends the one that there is.
type oktoStory struct {
	*stage

	admin   *api   // with the management token that the provider uses
	appID   string // of the app in the provider's settings
	secret  string // the newest secret of the app that the demo knows
	version int    // counts the secrets of the app
}

func (s *oktoStory) steps() []func(context.Context) error {
	return []func(context.Context) error{
		s.plan, s.create, s.nothingToDo, s.rotate, s.rotateDue,
		s.resetOutside, s.mend, s.importSecond, s.destroy,
	}
}

func (s *oktoStory) prepare(ctx context.Context) error {
	seeded, err := s.sandbox.credentials(ctx)
	if err != nil {
		return err
	}
	app := seeded.Okto.Sandbox
	s.admin = &api{s.sandbox.base + "/okto", "Authorization", "Bearer " + app.ManagementToken}
	s.appID, s.secret, s.version = app.AppID, app.AppSecret, 1
	s.cli.setenv("OKTO_APP_ID", app.AppID)
	s.cli.setenv("OKTO_MANAGEMENT_TOKEN", app.ManagementToken)
	return s.set(map[string]any{"endpoint": s.admin.base, "secret_version": "1"})
}

func (s *oktoStory) plan(ctx context.Context) error {
	s.step("Plan: manage the secret of an app that is in use")
	if err := s.works(ctx, s.secret, "The app's secret "+s.secret+" works"); err != nil {
		return err
	}
	out, err := s.cli.runTo(ctx, 0, "Plan: 1 to add, 0 to change, 0 to destroy.", "plan")
	if err != nil {
		return err
	}
	return s.warns(out, "is reset", "applications that use it stop at once, until they have the new one")
}

func (s *oktoStory) create(ctx context.Context) error {
	s.step("Apply: creating it resets the app's secret, since nobody can read the old one")
	if err := s.apply(ctx, "1 added, 0 changed, 0 destroyed"); err != nil {
		return err
	}
	return s.isReset(ctx)
}

// isReset shows that the CLI has a new secret, and that the old one ended.
func (s *oktoStory) isReset(ctx context.Context) error {
	var o oktoOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	if o.Version != s.version+1 {
		return fmt.Errorf("the version of the secret: got %d, expected %d", o.Version, s.version+1)
	}
	old := s.secret
	s.secret, s.version = o.Secret, o.Version
	if err := s.works(ctx, s.secret, fmt.Sprintf("The new secret %s, version %d, works", s.secret, s.version)); err != nil {
		return err
	}
	return s.answers(ctx, old, http.StatusUnauthorized, "The old one has ended, without an overlap")
}

func (s *oktoStory) rotate(ctx context.Context) error {
	s.step("Rotate: change the trigger")
	if err := s.set(map[string]any{"secret_version": "2"}); err != nil {
		return err
	}
	if err := s.apply(ctx, "1 added, 0 changed, 1 destroyed"); err != nil {
		return err
	}
	return s.isReset(ctx)
}

func (s *oktoStory) rotateDue(ctx context.Context) error {
	s.step("Three months later, by the sandbox's clock: the secret is due, as a scheduled pipeline would find out")
	if err := s.sandbox.advance(ctx, 91*24*time.Hour); err != nil {
		return err
	}
	if err := s.works(ctx, s.secret, "Being due ends nothing"); err != nil {
		return err
	}
	if err := s.replaceDue(ctx); err != nil {
		return err
	}
	if err := s.isReset(ctx); err != nil {
		return err
	}
	return s.noChanges(ctx)
}

// resetOutside resets the secret as a person does on the dashboard, past the CLI.
func (s *oktoStory) resetOutside(ctx context.Context) error {
	s.step("Somebody resets the secret on the dashboard: the plan finds out")
	var made struct {
		Secret  string `json:"app_secret"`
		Version int    `json:"version"`
	}
	if err := s.sandbox.control().expect(ctx, http.StatusCreated, http.MethodPost, "/okto/apps/"+s.appID+"/reset", nil, &made); err != nil {
		return err
	}
	old := s.secret
	s.secret, s.version = made.Secret, made.Version
	if err := s.works(ctx, s.secret, "The dashboard's secret "+s.secret+" works"); err != nil {
		return err
	}
	if err := s.answers(ctx, old, http.StatusUnauthorized, "The one in the state has ended"); err != nil {
		return err
	}
	out, err := s.cli.runTo(ctx, 2, "Plan: 1 to add, 0 to change, 1 to destroy.", "plan", "-detailed-exitcode")
	if err != nil {
		return err
	}
	return s.warns(out, "was reset outside", "there are two ways out.")
}

func (s *oktoStory) mend(ctx context.Context) error {
	s.step("Apply: the first way out, which resets it once more")
	if err := s.apply(ctx, "1 added, 0 changed, 1 destroyed"); err != nil {
		return err
	}
	if err := s.isReset(ctx); err != nil {
		return err
	}
	return s.noChanges(ctx)
}

// importSecond takes over the secret of the organisation's other app, without a
// reset.
func (s *oktoStory) importSecond(ctx context.Context) error {
	s.step("Import: take over the secret of a second app, which resets nothing")
	var apps struct {
		Data struct {
			Apps []struct {
				ID   string `json:"app_id"`
				Name string `json:"name"`
			} `json:"apps"`
		} `json:"data"`
	}
	if err := s.admin.expect(ctx, http.StatusOK, http.MethodGet, "/management/v1/apps", nil, &apps); err != nil {
		return err
	}
	for _, app := range apps.Data.Apps {
		if app.ID != s.appID {
			return s.importApp(ctx, app.ID, app.Name)
		}
	}
	return errors.New("the organisation has no second app, expected one")
}

func (s *oktoStory) importApp(ctx context.Context, id, name string) error {
	if err := errors.Join(s.addConfig("import"), s.set(map[string]any{"second_app_id": id})); err != nil {
		return err
	}
	if err := s.cli.run(ctx, "Apply complete! Resources: 1 imported, 0 added, 0 changed, 0 destroyed.", "apply", "-auto-approve"); err != nil {
		return err
	}
	var o oktoOutputs
	if err := s.cli.outputs(ctx, &o); err != nil {
		return err
	}
	var present struct {
		Data struct {
			Version int `json:"version"`
		} `json:"data"`
	}
	if err := s.admin.expect(ctx, http.StatusOK, http.MethodGet, "/management/v1/apps/"+id+"/secret", nil, &present); err != nil {
		return err
	}
	if o.SecondVersion != 1 || present.Data.Version != 1 {
		return fmt.Errorf("the secret of the second app: got version %d, the server says %d, expected the first one", o.SecondVersion, present.Data.Version)
	}
	s.say("The server says that %q still has its first secret.", name)
	return s.noChanges(ctx)
}

func (s *oktoStory) destroy(ctx context.Context) error {
	s.step("Destroy everything: the secrets are only forgotten")
	out, err := s.cli.runTo(ctx, 0, "Destroy complete! Resources: 2 destroyed.", "destroy", "-auto-approve")
	if err != nil {
		return err
	}
	if err := s.warns(out, "outlives its resource", "it goes on working until the next reset"); err != nil {
		return err
	}
	return s.works(ctx, s.secret, "The newest secret still works")
}

// warns makes sure that the CLI gave a warning whose summary ends with certain words,
// with a certain reason, and says so.
func (s *oktoStory) warns(output, summary, reason string) error {
	all := unwrapped(output)
	found := regexp.MustCompile("Warning: (The .*?" + regexp.QuoteMeta(summary) + ")").FindStringSubmatch(all)
	if found == nil || !strings.Contains(all, reason) {
		return &cliError{s.cli.name, "no such warning", fmt.Sprintf("%q, %q", summary, reason), output}
	}
	s.say("%s warns: %s (%q).", s.cli.name, found[1], reason)
	return nil
}

// works makes sure that a secret works.
func (s *oktoStory) works(ctx context.Context, secret, meaning string) error {
	return s.answers(ctx, secret, http.StatusOK, meaning)
}

// answers says what Okto's own API answers to a secret.
func (s *oktoStory) answers(ctx context.Context, secret string, status int, meaning string) error {
	own := &api{s.admin.base, "x-api-key", secret}
	if err := own.expect(ctx, status, http.MethodGet, "/api/v1/supported/networks", nil, nil); err != nil {
		return err
	}
	s.say("%s: GET /api/v1/supported/networks with it answers %d.", meaning, status)
	return nil
}
