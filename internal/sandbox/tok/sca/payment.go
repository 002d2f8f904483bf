// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sca

import (
	"errors"
	"net/http"
	"slices"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/tables"
)

// maxForm is how long a form may be, in bytes.
const maxForm = 4096

// errNoPayer says that the account cannot make the payment.
var errNoPayer = errors.New("the account cannot make the payment")

// paymentView is what the page of a payment shows beside the view's own.
type paymentView struct {
	Amount, Currency, Creditor, Info string
	Payers                           []payerView
}

type payerView struct {
	ID, Bank, Name, IBAN string
}

func (p *Pages) showPayment(w http.ResponseWriter, r *http.Request) {
	var v view
	err := p.Store.View(r.Context(), func(t *store.Tx) error {
		tx := tables.Tx{Tx: t}
		asked, err := p.pendingPayment(tx, r)
		if err != nil {
			return err
		}
		client, err := tx.Organisation(asked.Scope.Organisation)
		if err != nil {
			return err
		}
		payers, err := tx.Payers(asked)
		if err != nil {
			return err
		}
		v = view{Title: "Payment", Client: client.Name, Prefix: p.Prefix, Handle: asked.Handle, Payment: &paymentView{
			Amount: p.Money(asked.Amount), Currency: asked.Currency, Creditor: grouped(asked.CreditorIBAN), Info: asked.RemittanceInfo,
		}}
		for _, a := range payers {
			v.Payment.Payers = append(v.Payment.Payers, payerView{ID: a.ID, Bank: a.BankName, Name: a.Name, IBAN: grouped(a.IBAN)})
		}
		return nil
	})
	if err != nil {
		p.problem(w, r, err)
		return
	}
	p.render(w, http.StatusOK, v)
}

// approvePayment pays from the account that the form names, or from the first one
// that can pay if it names none.
func (p *Pages) approvePayment(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		p.render(w, http.StatusBadRequest, view{Title: "Not understood", Message: "The form cannot be read. Nothing was paid."})
		return
	}
	chosen := r.PostForm.Get("account")
	p.decidePayment(w, r, "The payment is made.", func(tx tables.Tx, asked tables.Payment) error {
		payers, err := tx.Payers(asked)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(payers, func(a tables.Account) bool { return chosen == "" || a.ID == chosen })
		if i < 0 {
			return errNoPayer
		}
		return p.Pay(tx, asked, payers[i])
	})
}

func (p *Pages) declinePayment(w http.ResponseWriter, r *http.Request) {
	p.decidePayment(w, r, "The payment is declined. Nothing was paid.", func(tx tables.Tx, asked tables.Payment) error {
		asked.Decision = tables.PaymentDeclined
		return tx.DecidePayment(asked)
	})
}

// decidePayment tells the person what came of it. The request for the payment
// names no address to send them back to.
func (p *Pages) decidePayment(w http.ResponseWriter, r *http.Request, outcome string, change func(tables.Tx, tables.Payment) error) {
	err := p.Store.Update(r.Context(), func(t *store.Tx) error {
		tx := tables.Tx{Tx: t}
		asked, err := p.pendingPayment(tx, r)
		if err != nil {
			return err
		}
		return change(tx, asked)
	})
	if err != nil {
		p.problem(w, r, err)
		return
	}
	p.render(w, http.StatusOK, view{Title: "Payment", Message: outcome})
}

// pendingPayment returns the payment that the page is for, if it still can be
// decided.
func (p *Pages) pendingPayment(tx tables.Tx, r *http.Request) (tables.Payment, error) {
	asked, err := tx.PaymentByHandle(r.PathValue("handle"))
	if err == nil && asked.Status(p.Now()) != tables.PaymentPending {
		err = errOver
	}
	return asked, err
}
