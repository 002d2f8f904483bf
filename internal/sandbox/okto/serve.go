// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"errors"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto/tables"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// call is one request on its way through a handler.
type call struct {
	tx    tables.Tx
	r     *http.Request
	body  []byte
	now   time.Time // Of the whole request, in whole seconds.
	scope store.Scope
}

// reply is what a handler answers: the data of the platform's envelope.
type reply struct {
	status int
	data   any
}

// successBody is the platform's envelope of an answer that is no error.
type successBody struct {
	Status string `json:"status"`
	Data   any    `json:"data"`
}

// serve handles a request to the endpoint: what is the same for all of them,
// around the endpoint's own handler, in one transaction.
func (a *API) serve(w http.ResponseWriter, r *http.Request, rt route) {
	now := a.Now()
	traceID := begin(w, now)
	// The body is read before the transaction begins, so that a slow sender
	// keeps nobody waiting but itself. One that comes with a GET means nothing.
	var body []byte
	if rt.method == http.MethodPost {
		var problem string
		if body, problem = apihttp.ReadBody(w, r); problem != "" {
			writeError(w, traceID, invalid("%s", problem))
			return
		}
	}
	// Instants are whole seconds throughout, as the Date header is.
	c := &call{r: r, body: body, now: now.Truncate(time.Second)}
	transact := a.Store.View
	if rt.write {
		transact = a.Store.Update
	}
	var out reply
	err := transact(r.Context(), func(tx *store.Tx) error {
		c.tx = tables.Tx{Tx: tx}
		if err := rt.authenticate(c); err != nil {
			return err
		}
		if a.limited && rt.method == http.MethodPost {
			if wait := a.limiter.take(c.scope, now); wait > 0 {
				return rateLimited(wait)
			}
		}
		var err error
		out, err = rt.handle(c)
		return err
	})
	if err != nil {
		writeError(w, traceID, a.explain(err, traceID))
		return
	}
	write(w, out.status, successBody{Status: "success", Data: out.data})
}

// explain turns whatever a handler failed with into an error of the API.
func (a *API) explain(err error, traceID string) *apiError {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e
	}
	if message, ok := apihttp.Unavailable(err); ok {
		return refuse(http.StatusServiceUnavailable, CodeRetry, "%s", message)
	}
	a.Log.Error("a request failed", "trace_id", traceID, "error", err)
	return refuse(http.StatusInternalServerError, CodeService, apihttp.Failed)
}

// write writes a body as JSON.
func write(w http.ResponseWriter, status int, body any) {
	text, err := apihttp.Encode(body)
	if err != nil {
		// The bodies are structs of this package, which can all be encoded.
		panic(err)
	}
	apihttp.Write(w, status, text)
}
