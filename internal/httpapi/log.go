// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

// logAttempt writes one line on an attempt, at DEBUG, and at TRACE what came
// back. All that is foreign goes through the redaction first.
func (c *Client) logAttempt(ctx context.Context, r *request, response *Response, err error, number int, took time.Duration) {
	if !tflog.IsDebug(ctx) {
		return
	}
	fields := c.fields(r)
	fields["attempt"] = number
	fields["duration_ms"] = took.Milliseconds()
	if response != nil {
		fields["status"] = response.Status
		fields["request_id"] = c.clean(response.RequestID)
	}
	if err != nil {
		fields["error"] = c.clean(err.Error())
	}
	tflog.Debug(ctx, "Platform request", fields)

	if response == nil || !tflog.IsTrace(ctx) {
		return
	}
	tflog.Trace(ctx, "Platform answer", map[string]any{
		"status":  response.Status,
		"headers": c.redactHeader(response.Header),
		"body":    c.redactBody(response.Body),
	})
}

// logRequest writes, at TRACE, what is about to be sent.
func (c *Client) logRequest(ctx context.Context, r *request, req *http.Request) {
	if !tflog.IsTrace(ctx) {
		return
	}
	fields := c.fields(r)
	fields["headers"] = c.redactHeader(req.Header)
	fields["body"] = c.redactBody(r.payload)
	tflog.Trace(ctx, "Sending platform request", fields)
}

// logWait says that a call is waiting, loudly enough when a person will notice.
func (c *Client) logWait(ctx context.Context, call *Call, wait time.Duration, attempt int, failure error) {
	fields := map[string]any{
		"method":  call.Method,
		"path":    c.clean(call.Path),
		"attempt": attempt,
		"wait_ms": wait.Milliseconds(),
		"error":   c.clean(failure.Error()),
	}
	if wait >= noticeableWait {
		tflog.Warn(ctx, "Waiting before the next platform request", fields)
		return
	}
	tflog.Debug(ctx, "Waiting before the next platform request", fields)
}

// fields names the request.
func (c *Client) fields(r *request) map[string]any {
	fields := map[string]any{"method": r.call.Method, "path": c.clean(r.call.Path)}
	if r.url.RawQuery != "" {
		fields["query"] = c.clean(redact.Query(r.url.RawQuery))
	}
	return fields
}

// redactHeader returns headers for a log.
func (c *Client) redactHeader(header http.Header) map[string]string {
	clean := redact.Header(header)
	for name, value := range clean {
		clean[name] = redact.Mask(value, c.secrets...)
	}
	return clean
}

// maxLogged is how many bytes a body may have that is written to a log.
const maxLogged = 256 << 10

// redacting is held while a body is made fit for a log, which takes many times its
// size.
var redacting sync.Mutex //nolint:gochecknoglobals // The process has one memory.

// redactBody returns a body for a log.
func (c *Client) redactBody(body []byte) string {
	if len(body) > maxLogged {
		return fmt.Sprintf("[%d bytes]", len(body))
	}
	redacting.Lock()
	defer redacting.Unlock()
	return redact.Mask(string(redact.JSON(body)), c.secrets...)
}
