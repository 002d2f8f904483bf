// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// TestLongRequestsAreRefused sends a request's line and headers without end.
func TestLongRequestsAreRefused(t *testing.T) {
	t.Parallel()
	f := start(t)
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- f.box.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	for part, sent := range map[string]string{
		"query":  "GET /tok/v1/banks?a=" + strings.Repeat("x", 200_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"header": "GET /tok/v1/banks HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 200_000) + "\r\n\r\n",
	} {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		go func() { _, _ = c.Write([]byte(sent)) }() // It is cut off.
		line, _ := bufio.NewReader(c).ReadString('\n')
		if !strings.Contains(line, strconv.Itoa(http.StatusRequestHeaderFieldsTooLarge)) {
			t.Errorf("a long %s: got %q, expected it to be refused", part, line)
		}
		_ = c.Close()
	}
	if got := f.box.Requests().Total; got != 0 {
		t.Errorf("%d of them are in the log", got)
	}
}
