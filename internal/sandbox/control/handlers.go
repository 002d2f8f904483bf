// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package control

import (
	"fmt"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/faults"
)

type health struct {
	Status  string    `json:"status"`
	Version string    `json:"version"`
	Now     time.Time `json:"now"`
}

func (o Options) health(*http.Request) (int, any, error) {
	return http.StatusOK, health{Status: "ok", Version: o.Sandbox.Version(), Now: o.Sandbox.Now()}, nil
}

func (o Options) reset(r *http.Request) (int, any, error) {
	return http.StatusNoContent, nil, o.Sandbox.Reset(r.Context())
}

type clock struct {
	Now time.Time `json:"now"`
}

func (o Options) clock(*http.Request) (int, any, error) {
	return http.StatusOK, clock{Now: o.Sandbox.Now()}, nil
}

func (o Options) advance(r *http.Request) (int, any, error) {
	var body struct {
		Advance string `json:"advance"`
	}
	if err := read(r, &body); err != nil {
		return 0, nil, err
	}
	d, err := time.ParseDuration(body.Advance)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: advance: got %q, expected a duration such as 24h or 90m", errBadRequest, body.Advance)
	}
	if err := o.Sandbox.Advance(d); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, clock{Now: o.Sandbox.Now()}, nil
}

type faultList struct {
	Faults []faults.Fault `json:"faults"`
}

func (o Options) listFaults(*http.Request) (int, any, error) {
	return http.StatusOK, faultList{o.Faults.List()}, nil
}

func (o Options) addFault(r *http.Request) (int, any, error) {
	var f faults.Fault
	if err := read(r, &f); err != nil {
		return 0, nil, err
	}
	if err := o.Faults.Add(f); err != nil {
		return 0, nil, err
	}
	if f.Count == 0 {
		f.Count = 1
	}
	return http.StatusCreated, f, nil
}

func (o Options) clearFaults(*http.Request) (int, any, error) {
	o.Faults.Clear()
	return http.StatusNoContent, nil, nil
}

func (o Options) listRequests(*http.Request) (int, any, error) {
	return http.StatusOK, o.Requests.Snapshot(), nil
}

func (o Options) clearRequests(*http.Request) (int, any, error) {
	o.Requests.Clear()
	return http.StatusNoContent, nil, nil
}

func (o Options) credentials(*http.Request) (int, any, error) {
	return http.StatusOK, o.Credentials(), nil
}
