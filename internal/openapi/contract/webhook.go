// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"bytes"
	"io"
	"net/http"

	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

// eventWebhook is the name of the one entry under a document's webhooks: every event has the same shape.
const eventWebhook = "event"

// compileEvent prepares what the document says about delivered events, nil if it says nothing.
func compileEvent(doc *v3.Document, c *compiler) (*operation, error) {
	if doc.Webhooks == nil {
		return nil, nil
	}
	item := doc.Webhooks.GetOrZero(eventWebhook)
	if item == nil || item.Post == nil {
		return nil, nil
	}
	return compileOperation(http.MethodPost, eventWebhook, item, item.Post, c)
}

// Webhook compares a message that a webhook's receiver got with the document. Body is the request's body, which the
// receiver has read. It does not verify signatures, which takes the secret, but their form.
func (v *Validator) Webhook(r *http.Request, body []byte) []Violation {
	reasons := []string{"the document has no webhooks"}
	if v.event != nil {
		reasons = v.checkEvent(r, body)
	}
	var violations []Violation
	for _, reason := range reasons {
		violations = append(violations, Violation{Method: r.Method, Path: r.URL.Path, Side: Request, Reason: reason})
	}
	return violations
}

// checkEvent returns what is wrong with a message.
func (v *Validator) checkEvent(r *http.Request, body []byte) []string {
	if r.Method != http.MethodPost {
		return []string{"a message comes as a POST"}
	}
	var reasons []string
	for _, h := range v.event.header {
		reasons = append(reasons, h.check("header", r.Header.Values(h.name))...)
	}
	request := r.Clone(r.Context())
	request.Body = io.NopCloser(bytes.NewReader(body))
	return append(reasons, v.checkRequestBody(v.event, request)...)
}
