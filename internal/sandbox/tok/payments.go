// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/tables"
)

const (
	// maxPending is how many payments of an organisation may wait for a person.
	maxPending = 100
	// The longest texts, in characters.
	maxIBAN       = 34
	maxAmount     = 17
	maxCurrency   = 3
	maxRemittance = 140
)

// payment is a payment as the sandbox shows it.
type payment struct {
	ID             string  `json:"id"`
	Status         string  `json:"status"`
	RedirectURL    *string `json:"redirectUrl"`
	CreditorIBAN   string  `json:"creditorIban"`
	Amount         string  `json:"amount"`
	Currency       string  `json:"currency"`
	RemittanceInfo *string `json:"remittanceInfo"`
	AccountID      *string `json:"accountId"`
	TransactionID  *string `json:"transactionId"`
	CreatedAt      string  `json:"createdAt"`
	ExpiresAt      string  `json:"expiresAt"`
}

func (c *call) showPayment(p tables.Payment) payment {
	shown := payment{
		ID: p.ID, Status: p.Status(c.now), CreditorIBAN: p.CreditorIBAN, Amount: money(p.Amount), Currency: p.Currency,
		RemittanceInfo: apihttp.OptionalText(p.RemittanceInfo), AccountID: apihttp.OptionalText(p.AccountID), TransactionID: apihttp.OptionalText(p.TransactionID),
		CreatedAt: apihttp.Instant(p.CreatedAt), ExpiresAt: apihttp.Instant(p.ExpiresAt),
	}
	if shown.Status == tables.PaymentPending {
		redirect := c.base() + pagePrefix + "/payments/" + p.Handle
		shown.RedirectURL = &redirect
	}
	return shown
}

var amountForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,4}))?$`)

// amount reads an amount in ten-thousandths, as money writes it, or with fewer
// decimals.
func (f fields) amount(name string) (int64, error) {
	text, err := f.RequiredText(name, maxAmount)
	if err != nil {
		return 0, err
	}
	if parts := amountForm.FindStringSubmatch(text); parts != nil {
		n, err := strconv.ParseInt(parts[1]+(parts[2] + "0000")[:4], 10, 64)
		if err == nil && n > 0 {
			return n, nil
		}
	}
	return 0, apihttp.Invalidf(name, "The %s is %q: expected a positive decimal number such as 1500.00, with up to 12 digits and 4 decimals.", name, text)
}

// payment reads what is to be paid.
func (f fields) payment() (p tables.Payment, err error) {
	if p.CreditorIBAN, err = f.RequiredText("creditorIban", maxIBAN); err != nil {
		return p, err
	}
	if !bankdata.ValidIBAN(p.CreditorIBAN) {
		return p, apihttp.Invalidf("creditorIban", "The creditorIban %q is no IBAN: expected capitals and digits without spaces, with right check digits.", p.CreditorIBAN)
	}
	if p.Amount, err = f.amount("amount"); err != nil {
		return p, err
	}
	if p.Currency, err = f.RequiredText("currency", maxCurrency); err != nil {
		return p, err
	}
	if !slices.ContainsFunc(bankdata.Banks(), func(b bankdata.Bank) bool { return slices.Contains(b.Currencies, p.Currency) }) {
		return p, apihttp.Invalidf("currency", "No bank has accounts in %q: see GET /banks.", p.Currency)
	}
	if !f.Null("remittanceInfo") {
		p.RemittanceInfo, _, err = f.Text("remittanceInfo", maxRemittance)
	}
	return p, err
}

func createPayment(c *call) (reply, error) {
	f, err := c.object("creditorIban", "amount", "currency", "remittanceInfo")
	if err != nil {
		return reply{}, err
	}
	made, err := f.payment()
	if err != nil {
		return reply{}, err
	}
	made.ID, made.Scope, made.Handle = ids.New(idPayment, c.now), c.scope, ids.Secret(24)
	made.CreatedAt, made.ExpiresAt = c.now, c.now.Add(pendingFor)
	pending, err := c.tx.PendingPayments(c.scope.Organisation, c.now)
	if err != nil {
		return reply{}, err
	}
	if pending >= maxPending {
		return reply{}, refuse(http.StatusConflict, CodeConflict,
			"The organisation has %d pending payments, the most that it may have: have one decided on the bank's page, or wait until one expires.", pending)
	}
	payers, err := c.tx.Payers(made)
	if err != nil {
		return reply{}, err
	}
	if len(payers) == 0 {
		return reply{}, refuse(http.StatusConflict, CodeConflict,
			"No account can pay %s %s to %s: connect a bank with such an account by a consent, or ask for less.", money(made.Amount), made.Currency, made.CreditorIBAN)
	}
	if err := c.tx.InsertPayment(made); err != nil {
		return reply{}, err
	}
	if c.api.AutoAuthorize {
		if err := c.pay(&made, payers[0]); err != nil {
			return reply{}, err
		}
	}
	return reply{status: http.StatusCreated, body: c.showPayment(made)}, nil
}

func getPayment(c *call) (reply, error) {
	id := c.r.PathValue("id")
	found, err := c.tx.Payment(c.scope, id)
	if errors.Is(err, store.ErrNotFound) {
		return reply{}, notFound("payment", id)
	}
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, body: c.showPayment(found)}, nil
}

// pay executes a payment that a person has approved, from one of its payers, in
// the transaction that the approval is in.
func (a *API) pay(tx tables.Tx, p tables.Payment, from tables.Account) error {
	c := &call{api: a, tx: tx, now: a.Now().Truncate(time.Second)}
	if err := c.pay(&p, from); err != nil {
		return err
	}
	if c.woken {
		a.Wake()
	}
	return nil
}

// pay books a payment on the account that pays it, today.
func (c *call) pay(p *tables.Payment, from tables.Account) error {
	today := c.now.UTC().Format(time.DateOnly)
	booked := tables.Transaction{
		ID: ids.New(idTransaction, c.now), ExternalID: "PAY-" + strings.TrimPrefix(p.ID, idPayment), BookingDate: today, ValueDate: today,
		Amount: p.Amount, CreditorIBAN: p.CreditorIBAN, DebtorIBAN: from.IBAN, RemittanceInfo: p.RemittanceInfo,
	}
	added, err := c.tx.InsertTransactions(from.ID, []tables.Transaction{booked})
	if err != nil {
		return err
	}
	if err := c.tx.Debit(from.ID, p.Amount); err != nil {
		return err
	}
	p.Decision, p.AccountID, p.TransactionID = tables.PaymentExecuted, from.ID, booked.ID
	if err := c.tx.DecidePayment(*p); err != nil {
		return err
	}
	from.Balance -= p.Amount
	if err := c.emit(p.Scope, eventAccountUpdated, showAccount(from)); err != nil {
		return err
	}
	return c.emit(p.Scope, eventTransactionsSynced, syncedData{AccountID: from.ID, ConsentID: from.ConsentID, Added: added})
}
