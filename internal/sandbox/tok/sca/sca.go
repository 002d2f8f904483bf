// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package sca is the bank in the emulator: the page on which a person approves
// or declines a consent or a payment. At a real bank they would sign in with a password and
// a second factor (strong customer authentication); here two buttons stand for it.
package sca

import (
	"bytes"
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/tables"
)

//go:embed page.html
var pageSource string

var page = template.Must(template.New("page").Parse(pageSource))

// Options are what the pages work with.
type Options struct {
	emulated.Options

	Prefix   string // Where the pages are, such as "/sca".
	Callback string // Where a decision leads, such as "/tok/v1/callback".
	// Owner names a scope as bankdata knows it.
	Owner func(store.Scope) string
	// Pay executes a payment from the account, and Money writes an amount.
	Pay   func(tables.Tx, tables.Payment, tables.Account) error
	Money func(int64) string
}

// Pages serves the bank's pages.
type Pages struct {
	Options

	mux *http.ServeMux
}

// New returns the pages.
func New(o Options) *Pages {
	p := &Pages{Options: o, mux: http.NewServeMux()}
	p.mux.HandleFunc("GET "+o.Prefix+"/{handle}", p.show)
	p.mux.HandleFunc("POST "+o.Prefix+"/{handle}/approve", p.approve)
	p.mux.HandleFunc("POST "+o.Prefix+"/{handle}/decline", p.decline)
	p.mux.HandleFunc("GET "+o.Prefix+"/payments/{handle}", p.showPayment)
	p.mux.HandleFunc("POST "+o.Prefix+"/payments/{handle}/approve", p.approvePayment)
	p.mux.HandleFunc("POST "+o.Prefix+"/payments/{handle}/decline", p.declinePayment)
	return p
}

// Route tells which page a request is for, such as "GET /sca/{handle}", or ""
// for none.
func (p *Pages) Route(r *http.Request) string {
	_, pattern := p.mux.Handler(r)
	return pattern
}

// ServeHTTP implements http.Handler.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := p.Now()
	h := w.Header()
	h.Set("Date", now.Format(http.TimeFormat))
	h.Set("X-Request-Id", ids.New(ids.Request, now))
	h.Set("Cache-Control", "no-store")
	// The page runs no script, loads nothing and appears in no frame; the address,
	// which lets anyone decide, goes to no other site. With "no-referrer" the page's
	// own forms would have no origin.
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	p.mux.ServeHTTP(w, r)
}

// view is what the page shows.
type view struct {
	Title    string
	Message  string // Instead of everything below.
	Bank     string
	Client   string
	Prefix   string
	Handle   string
	Until    string // When the permission would end.
	Accounts []accountView
	Payment  *paymentView // Instead of a consent.
}

type accountView struct {
	Name, IBAN, Currency string
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) {
	var v view
	err := p.Store.View(r.Context(), func(t *store.Tx) error {
		tx := tables.Tx{Tx: t}
		c, err := p.pending(tx, r)
		if err != nil {
			return err
		}
		client, err := tx.Organisation(c.Scope.Organisation)
		if err != nil {
			return err
		}
		v = view{
			Title: bankName(c.BankID), Bank: bankName(c.BankID), Client: client.Name, Prefix: p.Prefix, Handle: c.Handle,
			Until: p.Now().AddDate(0, 0, 90).Format("2 January 2006"),
		}
		for _, a := range bankdata.Accounts(p.Seed, p.Owner(c.Scope), c.BankID, p.Accounts) {
			v.Accounts = append(v.Accounts, accountView{Name: a.Name, IBAN: grouped(a.IBAN), Currency: a.Currency})
		}
		return nil
	})
	if err != nil {
		p.problem(w, r, err)
		return
	}
	p.render(w, http.StatusOK, v)
}

// approve gives out a code, as a bank does once the person has said yes.
func (p *Pages) approve(w http.ResponseWriter, r *http.Request) {
	code := ids.Secret(32)
	p.decide(w, r, url.Values{"code": {code}}, func(tx tables.Tx, c tables.Consent) error { return tx.SetConsentCode(c, code) })
}

// decline gives out none. The consent ends when the callback hears of it.
func (p *Pages) decline(w http.ResponseWriter, r *http.Request) {
	p.decide(w, r, url.Values{"error": {"access_denied"}}, func(tables.Tx, tables.Consent) error { return nil })
}

// decide sends the person back to the platform with the outcome and the state.
func (p *Pages) decide(w http.ResponseWriter, r *http.Request, outcome url.Values, change func(tables.Tx, tables.Consent) error) {
	err := p.Store.Update(r.Context(), func(t *store.Tx) error {
		tx := tables.Tx{Tx: t}
		c, err := p.pending(tx, r)
		if err != nil {
			return err
		}
		state, err := tx.ConsentState(c)
		if err != nil {
			return err
		}
		outcome.Set("state", state)
		return change(tx, c)
	})
	if err != nil {
		p.problem(w, r, err)
		return
	}
	// The browser's next request is a GET.
	w.Header().Set("Location", p.Callback+"?"+outcome.Encode())
	w.WriteHeader(http.StatusSeeOther)
}

// errOver says that there is nothing left to decide.
var errOver = errors.New("nothing is pending")

// pending returns the consent that the page is for, if it still can be decided.
func (p *Pages) pending(tx tables.Tx, r *http.Request) (tables.Consent, error) {
	c, err := tx.ConsentByHandle(r.PathValue("handle"))
	if err != nil {
		return c, err
	}
	if c.Status != tables.ConsentPending || !c.ExpiresAt.After(p.Now()) {
		return c, errOver
	}
	return c, nil
}

// problem shows a page that says why there is nothing to decide.
func (p *Pages) problem(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, store.ErrNotFound):
		p.render(w, http.StatusNotFound, view{Title: "Unknown link", Message: "There is nothing to approve at this address. Check that the link is complete."})
	case errors.Is(err, errOver):
		p.render(w, http.StatusGone, view{Title: "Link no longer valid", Message: "This link was used, was withdrawn, or is older than 30 minutes. Ask for a new one."})
	case errors.Is(err, errNoPayer):
		p.render(w, http.StatusConflict, view{Title: "Not paid", Message: "This account cannot pay that. Nothing was paid. Choose another account, or decline."})
	case errors.Is(err, store.ErrFull), errors.Is(err, store.ErrUnwritable), errors.Is(err, store.ErrClosed):
		p.render(w, http.StatusServiceUnavailable, view{Title: "Not available", Message: "The bank cannot note your decision right now. Nothing was changed. Try again later."})
	default:
		p.Log.Error("a bank's page failed", "request_id", w.Header().Get("X-Request-Id"), "route", r.Pattern, "error", err)
		p.render(w, http.StatusInternalServerError, view{Title: "Error", Message: "The bank's page failed. Nothing was changed."})
	}
}

func (p *Pages) render(w http.ResponseWriter, status int, v view) {
	var buf bytes.Buffer
	if err := page.Execute(&buf, v); err != nil {
		// The template and its data are of this package, and fit each other.
		panic(err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	// A client that went away is no concern of the server's.
	_, _ = w.Write(buf.Bytes())
}

func bankName(id string) string {
	for _, b := range bankdata.Banks() {
		if b.ID == id {
			return b.Name
		}
	}
	return id
}

// grouped writes an IBAN for people, in groups of four.
func grouped(iban string) string {
	var b strings.Builder
	for i, r := range iban {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
