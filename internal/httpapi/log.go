// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi/pacing"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

// logAttempt writes one line on an attempt, at DEBUG, and the answer at TRACE.
func (c *Client) logAttempt(ctx context.Context, r *request, response *Response, err error, number int, took time.Duration) {
	if !tflog.IsDebug(ctx) {
		return
	}
	values := requestOf(r.call)
	values["attempt"] = number
	values["duration_ms"] = took.Milliseconds()
	if response != nil {
		values["status"] = response.Status
		values["request_id"] = response.RequestID
	}
	if err != nil {
		values["error"] = err
	}
	tflog.Debug(ctx, "Platform request", c.fields(values))

	if response == nil || !tflog.IsTrace(ctx) {
		return
	}
	tflog.Trace(ctx, "Platform answer", c.fields(map[string]any{"status": response.Status, "headers": response.Header, "body": response.Body}))
}

// logRequest writes a request at TRACE, before it is sent.
func (c *Client) logRequest(ctx context.Context, r *request, req *http.Request) {
	if !tflog.IsTrace(ctx) {
		return
	}
	values := requestOf(r.call)
	values["headers"], values["body"] = req.Header, r.payload
	tflog.Trace(ctx, "Sending platform request", c.fields(values))
}

// logLimit writes that a request waits for the limit.
func (c *Client) logLimit(ctx context.Context, call *Call, wait pacing.Wait) {
	tflog.Info(ctx, "Waiting for the rate limit", c.fields(map[string]any{
		"method": call.Method, "path": call.Path, "wait_ms": wait.Remaining.Milliseconds(), "reason": wait.Reason,
	}))
}

// logWait writes that a call waits before its next attempt, as a warning where a user
// will notice.
func (c *Client) logWait(ctx context.Context, call *Call, wait time.Duration, attempt int, failure error) {
	fields := c.fields(map[string]any{
		"method": call.Method, "path": call.Path, "attempt": attempt, "wait_ms": wait.Milliseconds(), "error": failure,
	})
	if wait >= noticeableWait {
		tflog.Warn(ctx, "Waiting before the next platform request", fields)
		return
	}
	tflog.Debug(ctx, "Waiting before the next platform request", fields)
}

// requestOf identifies a request in a log line.
func requestOf(call *Call) map[string]any {
	values := map[string]any{"method": call.Method, "path": call.Path}
	if len(call.Query) > 0 {
		values["query"] = call.Query
	}
	return values
}

// fields cleans the values of a log line.
func (c *Client) fields(values map[string]any) map[string]any {
	for name, value := range values {
		switch value := value.(type) {
		case string:
			values[name] = c.clean(value)
		case error:
			values[name] = c.clean(value.Error())
		case url.Values:
			values[name] = c.clean(redact.Query(value.Encode()))
		case http.Header:
			values[name] = c.redactHeader(value)
		case []byte:
			values[name] = c.redactBody(value)
		}
	}
	return values
}

func (c *Client) redactHeader(header http.Header) map[string]string {
	clean := redact.Header(header)
	for name, value := range clean {
		clean[name] = redact.Mask(value, c.secrets...)
	}
	return clean
}

// maxLogged is how many bytes a body may have that is written to a log.
const maxLogged = 256 << 10

// redacting is held while a body is cleaned, which takes many times its size.
var redacting sync.Mutex //nolint:gochecknoglobals // The process has one memory.

func (c *Client) redactBody(body []byte) string {
	if len(body) > maxLogged {
		return fmt.Sprintf("[%d bytes]", len(body))
	}
	redacting.Lock()
	defer redacting.Unlock()
	return redact.Mask(string(redact.JSON(body)), c.secrets...)
}
