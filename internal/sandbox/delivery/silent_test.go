// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery_test

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
)

// TestSilentReceiversDelayNobody has receivers that never answer, with more
// messages than there is room for, and others behind them: of the same
// organisation, and of another one.
func TestSilentReceiversDelayNobody(t *testing.T) {
	t.Parallel()
	clock, store := fakeClock(), newMemory()
	released := make(chan struct{})
	silent := newReceiver(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
		select {
		case <-released:
		case <-r.Context().Done():
		}
	})
	arrived := make(chan string, 100)
	well := newReceiver(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNoContent)
		arrived <- r.URL.Path
	})
	t.Cleanup(func() { close(released) })
	add := func(organisation, webhook, url string, count int) {
		store.setEndpoint(webhook, url, delivery.NewSecret())
		for i := range count {
			store.addFor(organisation, webhook+strconv.Itoa(i), webhook, clock.Now())
		}
	}
	for i := range 3 { // Of one organisation, two attempts each: six of the eight.
		add("org_1", "silent_"+strconv.Itoa(i), silent.URL, 50)
	}
	for i := range 50 { // Of another one, all that there are.
		add("org_2", "mute_"+strconv.Itoa(i), silent.URL, 1)
	}
	add("org_1", "neighbour", well.URL+"/neighbour", 20)
	add("org_3", "stranger", well.URL+"/stranger", 20)
	start(t, delivery.Options{Store: store, Clock: clock, Timeout: time.Hour, Grace: time.Millisecond})
	counts := map[string]int{}
	for range 40 {
		counts[<-arrived]++
	}
	if counts["/neighbour"] != 20 || counts["/stranger"] != 20 {
		t.Errorf("got %v, expected every message of the receivers that answer", counts)
	}
}

// TestReasonsQuoteNobody has deliveries come to what does not speak HTTP: what it
// says may be for this machine's people alone.
func TestReasonsQuoteNobody(t *testing.T) {
	t.Parallel()
	const banner = "SSH-2.0-OpenSSH_9.6 hush\r\n"
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return // The test has ended.
			}
			_, _ = c.Write([]byte(banner))
			buffer := make([]byte, 4096)
			_, _ = c.Read(buffer)
			_ = c.Close()
		}
	}()
	huge := newReceiver(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Hush", strings.Repeat("x", 100_000))
	})
	free, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	for url, reason := range map[string]string{
		"http://" + l.Addr().String() + "/hush":         "the answer cannot be read as HTTP",
		"https://" + l.Addr().String() + "/hush":        "the receiver is not trusted: no TLS, or a certificate that this machine does not accept",
		strings.Replace(huge.URL, "http:", "https:", 1): "the answer cannot be read as HTTP",
		huge.URL: "the answer cannot be read as HTTP",
		"http://" + free.Addr().String() + "/hush": "the connection was refused",
	} {
		clock, store := fakeClock(), newMemory()
		store.setEndpoint("whk_1", url, delivery.NewSecret())
		store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
		engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
		settle(t, engine)
		if got := last(store.message(t, "dlv_1")).Attempt.Error; got != reason {
			t.Errorf("%s: got %q, expected %q", url, got, reason)
		}
	}
}
