// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// credentials are those that the first organisation has from the start, in the
// platforms' sandbox environments.
type credentials struct {
	Tok struct {
		Sandbox struct {
			APIKey string `json:"api_key"`
		} `json:"sandbox"`
	} `json:"tok"`
	Okra struct {
		Sandbox struct {
			SecretKey string `json:"secret_key"`
		} `json:"sandbox"`
	} `json:"okra"`
	Okto struct {
		Sandbox struct {
			AppID           string `json:"app_id"`
			AppSecret       string `json:"app_secret"`
			ManagementToken string `json:"management_token"`
		} `json:"sandbox"`
	} `json:"okto"`
}

// control calls the sandbox's own endpoints, which no platform has.
func (s *sandbox) control() *api {
	return &api{base: s.base + "/_sandbox", header: "X-Sandbox-Control", credential: "demo"}
}

// credentials returns the seeded credentials of the first organisation.
func (s *sandbox) credentials(ctx context.Context) (credentials, error) {
	var seeded struct {
		Organisations []credentials `json:"organisations"`
	}
	if err := s.control().expect(ctx, http.StatusOK, http.MethodGet, "/credentials", nil, &seeded); err != nil {
		return credentials{}, err
	}
	if len(seeded.Organisations) == 0 {
		return credentials{}, errors.New("the sandbox has no credentials")
	}
	return seeded.Organisations[0], nil
}

// advance moves the sandbox's own clock, which the platform answers with and the
// provider goes by.
func (s *sandbox) advance(ctx context.Context, d time.Duration) error {
	return s.control().expect(ctx, http.StatusOK, http.MethodPost, "/clock", map[string]string{"advance": d.String()}, nil)
}

// now returns the time on the sandbox's own clock.
func (s *sandbox) now(ctx context.Context) (time.Time, error) {
	var clock struct {
		Now time.Time `json:"now"`
	}
	err := s.control().expect(ctx, http.StatusOK, http.MethodGet, "/clock", nil, &clock)
	return clock.Now, err
}

// lastMonth is the variable of the booking dates of a month up to now.
func (s *sandbox) lastMonth(ctx context.Context) (map[string]string, error) {
	now, err := s.now(ctx)
	return map[string]string{
		"from": now.AddDate(0, -1, 0).Format(time.DateOnly),
		"to":   now.Format(time.DateOnly),
	}, err
}
