// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ratelimit"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// call is one request on its way through a handler.
type call struct {
	api   *API
	tx    tables.Tx
	r     *http.Request
	body  []byte
	now   time.Time // Of the whole request, in whole seconds.
	key   store.APIKey
	scope store.Scope // Its organisation is empty where an open route got no credential.
	// limits is what the rate-limit headers say, and admitted that the request has
	// drawn its token.
	limits   ratelimit.State
	admitted bool
	woken    bool // The handler made a delivery.
	// unfilled are the accounts whose transactions makeData is to make.
	unfilled []string
}

// reply is what a handler answers: the message and the data of the platform's
// envelope.
type reply struct {
	status  int // 0 stands for 200.
	message string
	data    any
}

// successBody is the platform's envelope of an answer that is no error.
type successBody struct {
	Status  string `json:"status"`
	Message string `json:"message"`
	Data    any    `json:"data"`
}

// encode writes the reply as the answer that goes out.
func (r reply) encode() (store.Answer, error) {
	body, err := apihttp.Encode(successBody{Status: "success", Message: r.message, Data: r.data})
	return store.Answer{Status: max(r.status, http.StatusOK), Body: body}, err
}

// serve handles a request to the endpoint in an environment.
func (a *API) serve(w http.ResponseWriter, r *http.Request, rt route, environment string) {
	now := a.Now()
	requestID := begin(w, now)
	// Instants are whole seconds throughout, as the Date header is: what a client
	// computes from Date and a span is then exactly what the server computes.
	c := &call{api: a, r: r, now: now.Truncate(time.Second), scope: store.Scope{Environment: environment}, limits: a.limiter.Full(now)}
	// The body is read before the transaction begins, so that a slow sender
	// keeps nobody waiting but itself. One that comes with a GET means nothing.
	if rt.method == http.MethodPost {
		var problem string
		if c.body, problem = apihttp.ReadBody(w, r); problem != "" {
			setLimits(w.Header(), c.limits)
			writeError(w, a.explain(apihttp.Invalidf("", "%s", problem), requestID))
			return
		}
	}
	out, replayed, err := c.transact(r.Context(), rt, now)
	setLimits(w.Header(), c.limits)
	if err != nil {
		writeError(w, a.explain(err, requestID))
		return
	}
	if c.woken {
		a.Wake()
	}
	if replayed {
		w.Header().Set("Idempotent-Replayed", "true")
	}
	apihttp.Write(w, out.Status, out.Body)
}

// errNoData ends a transaction that finds out that the data which it needs was
// never made.
var errNoData = errors.New("the environment's data is not there yet")

// transact runs the request in one transaction; before it, if need be, in others
// that make the data which it misses. What is made stays, so that each round comes
// further than the one before.
func (c *call) transact(ctx context.Context, rt route, now time.Time) (out store.Answer, replayed bool, err error) {
	transact := c.api.Store.View
	if rt.write {
		transact = c.api.Store.Update
	}
	for {
		err = transact(ctx, func(tx *store.Tx) (err error) {
			c.tx = tables.Tx{Tx: tx}
			if err := c.admit(rt, now); err != nil {
				return err
			}
			if rt.data {
				if err := c.findData(); err != nil {
					return err
				}
			}
			out, replayed, err = c.run(rt)
			return err
		})
		if !errors.Is(err, errNoData) {
			return out, replayed, err
		}
		err = c.api.Store.Update(ctx, func(tx *store.Tx) error {
			c.tx = tables.Tx{Tx: tx}
			return c.makeData()
		})
		if err != nil {
			return store.Answer{}, false, err
		}
	}
}

// admit checks the credential and draws from the rate limit, the latter once.
func (c *call) admit(rt route, now time.Time) error {
	if rt.open && len(c.r.Header.Values("Authorization")) == 0 {
		return nil
	}
	if err := c.authenticate(); err != nil {
		return err
	}
	if c.admitted {
		return nil
	}
	c.limits = c.api.limiter.Take(c.scope.Organisation, now)
	if !c.limits.Allowed {
		return rateLimited()
	}
	c.admitted = true
	return nil
}

// run calls the endpoint's handler, unless the request repeats one whose answer
// is known.
func (c *call) run(rt route) (a store.Answer, replayed bool, err error) {
	handle := func() (store.Answer, error) {
		out, err := rt.handle(c)
		if err != nil {
			return store.Answer{}, err
		}
		return out.encode()
	}
	if !rt.replayable {
		a, err = handle()
		return a, false, err
	}
	return apihttp.Once{Request: c.r, Body: c.body, Scope: c.scope, Own: "okra ", Now: c.now}.Do(c.tx.Tx, handle)
}

// setLimits writes the rate-limit headers. The platform's pages promise all four
// in every response, Retry-After among them.
func setLimits(h http.Header, s ratelimit.State) {
	apihttp.SetLimits(h, s)
	apihttp.SetRetryAfter(h, s)
}
