// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tokapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ratelimit"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// call is one request on its way through a handler.
type call struct {
	api   *API
	tx    *store.Tx
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
	limits := a.Limiter.Full(now)
	// The body is read before the transaction begins, so that a slow sender
	// keeps nobody waiting but itself.
	body, problem := apihttp.ReadBody(w, r)
	if problem != "" {
		setLimits(w.Header(), limits)
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
			c.tx = tx
			if !rt.public {
				if err := c.authenticate(); err != nil {
					return err
				}
				limits = a.Limiter.Take(c.scope.Organisation, now)
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
	setLimits(w.Header(), limits)
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
func (c *call) run(rt route) (reply, error) {
	key, err := c.idempotencyKey()
	if err != nil {
		return reply{}, err
	}
	if !rt.replayable || key == "" {
		return rt.handle(c)
	}
	request, err := c.fingerprint()
	if err != nil {
		return reply{}, err
	}
	first, err := c.tx.Replay(c.scope, key, request, c.now)
	switch {
	case err == nil:
		return reply{status: first.Status, raw: first.Body, headers: map[string]string{"Idempotent-Replayed": "true"}}, nil
	case errors.Is(err, store.ErrKeyReused):
		return reply{}, refuse(http.StatusConflict, CodeConflict,
			"The Idempotency-Key was used with another request in the last 24 hours. Use a new one for a new request.")
	case !errors.Is(err, store.ErrNotFound):
		return reply{}, err
	}
	out, err := rt.handle(c)
	if err != nil {
		return reply{}, err
	}
	if out.raw, err = apihttp.Encode(out.body); err != nil {
		return reply{}, err
	}
	return out, c.tx.Remember(c.scope, key, request, store.Answer{Status: out.status, Body: out.raw}, c.now)
}

// idempotencyKey returns the request's Idempotency-Key, or "".
func (c *call) idempotencyKey() (string, error) {
	key, ok := apihttp.IdempotencyKey(c.r)
	if !ok {
		return "", invalid("Idempotency-Key", apihttp.IdempotencyKeyRule)
	}
	return key, nil
}

// fingerprint returns what makes two requests the same: the endpoint and the
// JSON value of the body, however it is spaced and ordered.
func (c *call) fingerprint() ([]byte, error) {
	var value any
	if len(bytes.TrimSpace(c.body)) > 0 {
		d := json.NewDecoder(bytes.NewReader(c.body))
		d.UseNumber()
		if err := d.Decode(&value); err != nil {
			return nil, notJSON()
		}
	}
	canonical, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("writing the request's canonical form: %w", err)
	}
	return append([]byte(c.r.Method+" "+c.r.URL.Path+"\n"), canonical...), nil
}

// explain turns whatever a handler failed with into an error of the API.
func (a *API) explain(err error, requestID string) *apiError {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e
	}
	if message, ok := apihttp.Unavailable(err); ok {
		return refuse(http.StatusServiceUnavailable, CodeUnavailable, "%s", message)
	}
	a.Log.Error("a request failed", "request_id", requestID, "error", err)
	return refuse(http.StatusInternalServerError, CodeInternal, apihttp.Failed)
}

// setLimits writes the rate-limit headers that every answer carries.
func setLimits(h http.Header, s ratelimit.State) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(s.Limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(s.Remaining))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(s.Reset, 10))
	if !s.Allowed {
		h.Set("Retry-After", strconv.Itoa(s.RetryAfter))
	}
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
