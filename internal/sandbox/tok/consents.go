// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/tables"
)

func consentList() listing { return bySequence("consents") }

const (
	// pendingFor is how long a person has to decide, and activeFor how long the
	// permission then lasts: the 90 days of PSD2.
	pendingFor = 30 * time.Minute
	activeFor  = 90 * 24 * time.Hour
	// stateBytes and the length of a code in characters.
	stateBytes = 32
	maxCode    = 1024
	// pagePrefix is where the bank's page for a consent is.
	pagePrefix = "/sca"
)

// What a dead consent answers. The first text is the platform's own.
const (
	messageConsentExpired = "The bank consent has expired. Please reconnect the bank account."
	messageConsentRevoked = "The bank consent has been revoked. Please reconnect the bank account."
)

// consent is a consent as the platform shows it.
type consent struct {
	ID           string  `json:"id"`
	BankID       string  `json:"bankId"`
	CallbackURL  string  `json:"callbackUrl"`
	Status       string  `json:"status"`
	RedirectURL  *string `json:"redirectUrl"`
	CreatedAt    string  `json:"createdAt"`
	AuthorizedAt *string `json:"authorizedAt"`
	ExpiresAt    *string `json:"expiresAt"`
}

// showConsent shows a consent. The base is where the bank's page is, which a
// pending one leads to.
func showConsent(c tables.Consent, base string) consent {
	shown := consent{
		ID: c.ID, BankID: c.BankID, CallbackURL: c.CallbackURL, Status: c.Status,
		CreatedAt: apihttp.Instant(c.CreatedAt), AuthorizedAt: apihttp.OptionalInstant(c.AuthorizedAt), ExpiresAt: apihttp.OptionalInstant(c.ExpiresAt),
	}
	if c.Status == tables.ConsentPending {
		redirect := base + pagePrefix + "/" + c.Handle
		shown.RedirectURL = &redirect
	}
	return shown
}

// base is the sandbox's own address as the client knows it.
func (c *call) base() string {
	scheme := "http"
	if c.r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + c.r.Host
}

func createConsent(c *call) (reply, error) {
	f, err := c.object("bankId", "callbackUrl")
	if err != nil {
		return reply{}, err
	}
	bankID, err := f.RequiredText("bankId", maxBankID)
	if err != nil {
		return reply{}, err
	}
	if !slices.ContainsFunc(bankdata.Banks(), func(b bankdata.Bank) bool { return b.ID == bankID }) {
		return reply{}, apihttp.Invalidf("bankId", "There is no bank %q: see GET /banks.", bankID)
	}
	callback, err := f.RequiredText("callbackUrl", apihttp.MaxURL)
	if err != nil {
		return reply{}, err
	}
	if err := apihttp.CheckURL("callbackUrl", callback); err != nil {
		return reply{}, err
	}
	state := make([]byte, stateBytes)
	_, _ = rand.Read(state) // crypto/rand.Read never fails.
	made := tables.Consent{
		ID: ids.New(idConsent, c.now), Scope: c.scope, BankID: bankID, CallbackURL: callback,
		Status: tables.ConsentPending, Handle: ids.Secret(24), CreatedAt: c.now, ExpiresAt: c.now.Add(pendingFor),
	}
	if err := c.tx.InsertConsent(made, hex.EncodeToString(state)); err != nil {
		return reply{}, err
	}
	if c.api.AutoAuthorize {
		if err := c.authorize(&made); err != nil {
			return reply{}, err
		}
	}
	c.lapsesAt(made.ExpiresAt)
	return reply{status: http.StatusCreated, body: showConsent(made, c.base())}, nil
}

func listConsents(c *call) (reply, error) {
	status, err := c.choice("status", tables.ConsentPending, tables.ConsentActive, tables.ConsentExpired, tables.ConsentRevoked, tables.ConsentError)
	if err != nil {
		return reply{}, err
	}
	p, err := c.page(consentList())
	if err != nil {
		return reply{}, err
	}
	found, next, err := c.tx.Consents(c.scope, status, p)
	if err != nil {
		return reply{}, err
	}
	shown := make([]consent, len(found))
	for i, item := range found {
		shown[i] = showConsent(item, c.base())
	}
	return listed(consentList(), shown, next), nil
}

// consent returns the consent that the path names.
func (c *call) consent() (tables.Consent, error) {
	id := c.r.PathValue("id")
	found, err := c.tx.Consent(c.scope, id)
	if errors.Is(err, store.ErrNotFound) {
		return found, notFound("consent", id)
	}
	return found, err
}

func getConsent(c *call) (reply, error) {
	found, err := c.consent()
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, body: showConsent(found, c.base())}, nil
}

func deleteConsent(c *call) (reply, error) {
	found, err := c.consent()
	if err != nil {
		return reply{}, err
	}
	if found.Status == tables.ConsentPending || found.Status == tables.ConsentActive {
		found.Status = tables.ConsentRevoked
		if err := c.tx.UpdateConsent(found); err != nil {
			return reply{}, err
		}
		if err := c.emit(found.Scope, eventConsentRevoked, showConsent(found, "")); err != nil {
			return reply{}, err
		}
	}
	return reply{status: http.StatusNoContent}, nil
}

// callback is where the bank sends the person back to. It has no credential:
// the state proves that the bank answers what this consent asked.
func callback(c *call) (reply, error) {
	query := c.r.URL.Query()
	state, code, failure := query.Get("state"), query.Get("code"), query.Get("error")
	switch {
	case state == "":
		return reply{}, missingParameter("state")
	case failure != "" && failure != "access_denied":
		return reply{}, apihttp.Invalidf("error", "The error is %q: expected access_denied.", apihttp.Clip(failure))
	case failure != "" && code != "":
		return reply{}, apihttp.Invalidf("code", "There is both a code and an error: expected one of them.")
	case failure == "" && code == "":
		return reply{}, missingParameter("code")
	}
	found, err := c.tx.ConsentByState(state)
	if errors.Is(err, store.ErrNotFound) {
		return reply{}, apihttp.Invalidf("state", "The state is unknown, or was used before.")
	}
	if err != nil {
		return reply{}, err
	}
	if failure != "" {
		found.Status = tables.ConsentError
		err = c.tx.UpdateConsent(found)
	} else {
		err = c.exchange(&found, code)
	}
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusFound, headers: map[string]string{"Location": found.CallbackURL}}, nil
}

// exchange activates a consent if the code is the one that the bank gave out.
func (c *call) exchange(found *tables.Consent, code string) error {
	ok, err := c.tx.CheckConsentCode(*found, code)
	if err != nil {
		return err
	}
	if !ok || len(code) > maxCode {
		return apihttp.Invalidf("code", "The code is not the one that the bank gave out for this consent.")
	}
	return c.authorize(found)
}

func missingParameter(name string) error {
	return apihttp.Invalidf(name, "The parameter %q is missing.", name)
}
