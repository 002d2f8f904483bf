// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// Objects manages what a platform has of a kind, past the provider.
type Objects struct {
	*Kind

	api *API
}

// Of returns the objects of a resource's type, which the platform has to have.
func (a *API) Of(resource string) *Objects {
	a.t.Helper()
	kind := a.Platform.Kind(resource)
	if kind == nil {
		a.t.Fatalf("%s has no %s", a.Platform.Name, resource)
	}
	return &Objects{Kind: kind, api: a}
}

// Object is something as the platform describes it, whatever its spelling. What the
// platform does not say is empty.
type Object struct {
	ID, Name, Status, Fingerprint, ExpiresAt, Secret string

	fields map[string]any
	of     *Objects
}

// Has returns the platform's value of an attribute, and whether it says one.
func (o Object) Has(attribute string) (string, bool) {
	field, has := o.fields[o.of.spell(attribute)]
	return text(field), has && field != nil
}

// Text is the platform's value of an attribute; "" where it says none.
func (o Object) Text(attribute string) string {
	value, _ := o.Has(attribute)
	return value
}

// String describes the object without its secret.
func (o Object) String() string { return fmt.Sprintf("%s %q, %s", o.ID, o.Name, o.Status) }

func (s *Objects) spell(attribute string) string {
	if spelled, ok := s.Spelled[attribute]; ok {
		return spelled
	}
	return s.api.Platform.Spell(attribute)
}

func (s *Objects) read(fields map[string]any) Object {
	o := Object{fields: fields, of: s}
	for attribute, value := range map[string]*string{
		"id": &o.ID, "name": &o.Name, "status": &o.Status, "fingerprint": &o.Fingerprint, "expires_at": &o.ExpiresAt, s.Secret: &o.Secret,
	} {
		*value = o.Text(attribute)
	}
	return o
}

// request makes a call about an object, and returns what is in the answer.
func (s *Objects) request(r Route, id string, fields map[string]any) (int, map[string]any, error) {
	path := strings.ReplaceAll(r.Path, "{id}", id)
	var body any
	if r.Method != http.MethodGet && r.Method != http.MethodDelete {
		sent := maps.Clone(fields)
		if sent == nil {
			sent = map[string]any{}
		}
		if id != "" && path == r.Path && !s.Single {
			sent["id"] = id
		}
		body = sent
	}
	status, answer, err := s.api.call(r.Method, path, body)
	if data, ok := answer["data"].(map[string]any); ok && s.api.Platform.Enveloped {
		answer = data
	}
	return status, answer, err
}

// must makes a call that has to succeed.
func (s *Objects) must(r Route, id string, fields map[string]any) Object {
	s.api.t.Helper()
	status, answer, err := s.request(r, id, fields)
	if err != nil || status/100 != 2 {
		s.api.t.Fatalf("%s %s of %q: %d %v, %v", r.Method, r.Path, id, status, answer, err)
	}
	return s.read(answer)
}

func (s *Objects) spellAll(values engine.Values) map[string]any {
	fields := map[string]any{}
	for attribute, value := range values {
		fields[s.spell(attribute)] = value
	}
	return fields
}

// Create makes an object with the given attributes beside the least.
func (s *Objects) Create(more engine.Values) Object {
	s.api.t.Helper()
	values := s.Least(0)
	maps.Copy(values, more)
	return s.must(s.Make, "", s.spellAll(values))
}

// Update changes fields of an object, named as the platform does.
func (s *Objects) Update(id string, fields map[string]any) {
	s.api.t.Helper()
	s.must(s.Change, id, fields)
}

// Read describes an object.
func (s *Objects) Read(id string) Object { s.api.t.Helper(); return s.must(s.Get, id, nil) }

// Revoke ends an object.
func (s *Objects) Revoke(id string) { s.api.t.Helper(); s.must(s.End, id, nil) }

// All are all objects, in the platform's order.
func (s *Objects) All() []Object { s.api.t.Helper(); return s.filtered(nil) }

// Working are the objects that work.
func (s *Objects) Working() (all []Object) {
	s.api.t.Helper()
	if s.Single {
		status, answer, err := s.request(s.Get, s.api.Credentials[s.Owner], nil)
		switch {
		case err != nil || status != http.StatusOK && status != http.StatusNotFound:
			s.api.t.Fatalf("%s: %d %v, %v", s.Get.Path, status, answer, err)
		case status == http.StatusOK:
			all = append(all, s.read(answer))
		}
		return all
	}
	if len(s.Live) == 0 {
		return s.All()
	}
	for _, status := range s.Live {
		all = append(all, s.filtered(map[string]any{"status": status})...)
	}
	return all
}

func (s *Objects) filtered(filter map[string]any) (all []Object) {
	s.api.t.Helper()
	for _, fields := range s.api.Platform.All(s.api, s.List.Path, filter) {
		all = append(all, s.read(fields))
	}
	return all
}

// Works returns the status of a call that authenticates with a secret.
func (s *Objects) Works(secret string) int { s.api.t.Helper(); return s.Kind.Works(s.api, secret) }

// Approve approves a consent at the bank, as a person does.
func (s *Objects) Approve(id string) {
	s.api.t.Helper()
	s.api.Decide(s.Read(id).Text("redirect_url"), "approve")
	if status := s.Read(id).Status; status != "active" {
		s.api.t.Fatalf("the approved consent %s is %s", id, status)
	}
}

// CheckDestroyed is a CheckDestroy that asks the platform: every object of the type
// that the state had has ended.
func (s *Objects) CheckDestroyed() func(*terraform.State) error {
	return func(state *terraform.State) error {
		seen := 0
		for name, r := range state.RootModule().Resources {
			if r.Type != "openbanking_"+s.Type {
				continue
			}
			seen++
			status, answer, err := s.request(s.Get, r.Primary.ID, nil)
			switch o := s.read(answer); {
			case err != nil:
				return err
			case status == http.StatusNotFound:
			case status == http.StatusOK && slices.Contains(s.Ended, o.Status):
			default:
				return fmt.Errorf("%s (%s) is still there: %d, status %q", name, r.Primary.ID, status, o.Status)
			}
		}
		if seen == 0 {
			return fmt.Errorf("the state had no openbanking_%s, so nothing was checked", s.Type)
		}
		return nil
	}
}
