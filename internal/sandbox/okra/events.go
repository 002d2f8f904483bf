// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// The methods of webhook messages, which are their callback types too, and their
// callback codes. The platform documents those of transactions; receivers of its
// messages have seen those of AUTH. TEST is the contract's own.
const (
	methodAuth         = "AUTH"
	methodTransactions = "TRANSACTIONS"
	methodTest         = "TEST"

	codeAuthSuccess         = "AUTH_SUCCESS"
	codeInitialTransactions = "INITIAL_TRANSACTIONS"
	codeTest                = "TEST"
)

// statusSuccess is the status of every message that the sandbox sends.
const statusSuccess = "is_success"

// notice is what a message tells.
type notice struct {
	method, code string
	message      string
	// The records that it is about; empty for none.
	record, customer, bank string
	// newTransactions is how many transactions are new, of methodTransactions.
	newTransactions int64
}

func testNotice() notice {
	return notice{method: methodTest, code: codeTest, message: "This is a test."}
}

// authNotice tells that a customer is connected with a bank.
func authNotice(record, customer, bank string) notice {
	return notice{method: methodAuth, code: codeAuthSuccess, message: "The customer was authenticated.", record: record, customer: customer, bank: bank}
}

// transactionsNotice tells that a customer's first transactions are there.
func transactionsNotice(record, customer, bank string, added int64) notice {
	return notice{
		method: methodTransactions, code: codeInitialTransactions, message: "The initial transactions are available.",
		record: record, customer: customer, bank: bank, newTransactions: added,
	}
}

// message is the body of a delivery. Its keys are those that receivers of the
// platform's messages have seen.
type message struct {
	Method       string  `json:"method"`
	CallbackType string  `json:"callback_type"`
	CallbackCode string  `json:"callback_code"`
	Status       string  `json:"status"`
	Message      string  `json:"message"`
	Env          string  `json:"env"`
	Record       *string `json:"record"`
	CustomerID   *string `json:"customerId"`
	BankID       *string `json:"bankId"`
	Owner        string  `json:"owner"`
	StartedAt    string  `json:"started_at"`
	EndedAt      string  `json:"ended_at"`
}

// transactionsMessage is the body of a delivery of methodTransactions.
type transactionsMessage struct {
	message

	Error           *string `json:"error"` // Always null: what the sandbox does succeeds.
	NewTransactions int64   `json:"new_transactions"`
}

// message returns the body of a delivery that tells the notice.
func (c *call) message(n notice) (any, error) {
	owner, err := c.owner()
	if err != nil {
		return nil, err
	}
	at := apihttp.Instant(c.now)
	m := message{
		Method: n.method, CallbackType: n.method, CallbackCode: n.code, Status: statusSuccess, Message: n.message, Env: env(c.scope.Environment),
		Record: apihttp.OptionalText(n.record), CustomerID: apihttp.OptionalText(n.customer), BankID: apihttp.OptionalText(n.bank),
		Owner: owner, StartedAt: at, EndedAt: at,
	}
	if n.method == methodTransactions {
		return transactionsMessage{message: m, NewTransactions: n.newTransactions}, nil
	}
	return m, nil
}

// emit queues a message for the environment's webhook, if there is one, in the
// transaction that caused it, so that there is none without the other.
func (c *call) emit(n notice) error {
	w, err := c.tx.Webhook(c.scope)
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	d, err := c.delivery(w, n)
	if err != nil {
		return err
	}
	return c.tx.EnqueueEvent(c.queue(), d)
}

// queue is where the messages to the organisation's webhooks wait.
func (c *call) queue() store.Queue {
	return store.Queue{Organisation: c.scope.Organisation, Most: c.api.MaxMessages}
}

// delivery makes the message to a webhook that tells the notice.
func (c *call) delivery(w store.Webhook, n notice) (store.Delivery, error) {
	m, err := c.message(n)
	if err != nil {
		return store.Delivery{}, err
	}
	payload, err := apihttp.Encode(m)
	c.woken = true
	return store.Delivery{ID: ids.ObjectID(c.now), WebhookID: w.ID, Event: n.code, Payload: payload, CreatedAt: c.now}, err
}
