// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"errors"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/tables"
)

// call is one request on its way through a handler.
type call struct {
	api   *API
	tx    tables.Tx
	r     *http.Request
	body  []byte
	now   time.Time // Of the whole request, in whole seconds.
	key   store.APIKey
	scope store.Scope
	// woken says that the handler made something that has to happen later: a
	// delivery, or the end of a consent.
	woken bool
}

// reply is what a handler answers.
type reply struct {
	status  int
	body    any               // Written as JSON; nil for no body.
	raw     []byte            // Written as it is, instead of body.
	headers map[string]string // Besides the usual ones.
}

// serve handles a request to the endpoint.
func (a *API) serve(w http.ResponseWriter, r *http.Request, rt route) {
	now := a.Now()
	requestID := begin(w, now)
	limits := a.limiter.Full(now)
	// The body is read before the transaction begins, so that a slow sender
	// keeps nobody waiting but itself.
	body, problem := apihttp.ReadBody(w, r)
	if problem != "" {
		apihttp.SetLimits(w.Header(), limits)
		writeError(w, requestID, refuse(http.StatusBadRequest, CodeInvalidRequest, "%s", problem))
		return
	}

	// Instants are whole seconds throughout, as the Date header is: what a client
	// computes from Date and a span is then exactly what the server computes.
	c := &call{api: a, r: r, body: body, now: now.Truncate(time.Second)}
	var out reply
	transact := a.Store.View
	if rt.write {
		transact = a.Store.Update
	}
	err := a.settleDue(r.Context(), c.now)
	if err == nil {
		err = transact(r.Context(), func(tx *store.Tx) error {
			c.tx = tables.Tx{Tx: tx}
			if !rt.public {
				if err := c.authenticate(); err != nil {
					return err
				}
				limits = a.limiter.Take(c.scope.Organisation, now)
				if !limits.Allowed {
					return refuse(http.StatusTooManyRequests, CodeRateLimited,
						"The organisation's rate limit is exceeded. Try again in %d s.", limits.RetryAfter)
				}
			}
			var err error
			out, err = c.run(rt)
			return err
		})
	}
	apihttp.SetLimits(w.Header(), limits)
	if err != nil {
		writeError(w, requestID, a.explain(err, requestID))
		return
	}
	if c.woken {
		a.Wake()
	}
	write(w, out)
}

// run calls the endpoint's handler, unless the request repeats one whose answer
// is known.
func (c *call) run(rt route) (out reply, err error) {
	if _, err := apihttp.CheckedIdempotencyKey(c.r); err != nil {
		return out, err
	}
	if !rt.replayable {
		return rt.handle(c)
	}
	once := apihttp.Once{Request: c.r, Body: c.body, Scope: c.scope, Now: c.now}
	answer, replayed, err := once.Do(c.tx.Tx, func() (store.Answer, error) {
		var err error
		if out, err = rt.handle(c); err != nil {
			return store.Answer{}, err
		}
		body, err := apihttp.Encode(out.body)
		return store.Answer{Status: out.status, Body: body}, err
	})
	out.status, out.raw = answer.Status, answer.Body
	if replayed {
		out.headers = map[string]string{"Idempotent-Replayed": "true"}
	}
	return out, err
}

// explain turns whatever a handler failed with into an error of the API.
func (a *API) explain(err error, requestID string) *apiError {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e
	}
	if invalid, ok := errors.AsType[*apihttp.InvalidError](err); ok {
		e := refuse(http.StatusBadRequest, CodeInvalidRequest, "%s", invalid.Message)
		e.field = invalid.Field
		return e
	}
	if errors.Is(err, store.ErrKeyReused) {
		return refuse(http.StatusConflict, CodeConflict, "%s", apihttp.KeyReused)
	}
	if message, ok := apihttp.Unavailable(err); ok {
		return refuse(http.StatusServiceUnavailable, CodeUnavailable, "%s", message)
	}
	a.Log.Error("a request failed", "request_id", requestID, "error", err)
	return refuse(http.StatusInternalServerError, CodeInternal, apihttp.Failed)
}

// write writes a reply.
func write(w http.ResponseWriter, out reply) {
	for name, value := range out.headers {
		w.Header().Set(name, value)
	}
	body := out.raw
	if body == nil {
		var err error
		if body, err = apihttp.Encode(out.body); err != nil {
			// The bodies are structs of this package, which can all be encoded.
			panic(err)
		}
	}
	apihttp.Write(w, out.status, body)
}
