// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// consumer is a service that calls the API with the key it was last given, 50
// times a second, as long as it runs.
type consumer struct {
	api *acctest.API

	mu      sync.Mutex
	key     string
	calls   int
	refused int
}

func (c *consumer) call() {
	c.mu.Lock()
	key := c.key
	c.mu.Unlock()
	status, _ := c.api.As(key).Call(http.MethodGet, "/organisation", nil)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	if status == http.StatusUnauthorized || status == http.StatusForbidden {
		c.refused++
	}
}

// run calls until done is closed.
func (c *consumer) run(done <-chan struct{}) {
	ticker := time.NewTicker(20 * time.Millisecond) //nolint:forbidigo // The consumer lives in real time, beside a real CLI.
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			c.call()
		}
	}
}

// deploy gives the service a new key.
func (c *consumer) deploy(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.key = key
}

// A consumer that calls without a pause while an apply rotates its key, and gets
// the new key only after that, is never refused where there is an overlap. The
// same without one shows the outage.
func TestAccAPIKeyRotation_consumerSeesNoOutage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lines  []string
		outage bool
	}{
		"with an overlap":                         {[]string{`overlap = "1h"`}, false},
		"with an overlap, create before destroy":  {[]string{`overlap = "1h"`, cbd}, false},
		"without":                                 {nil, true},
		"without, although create before destroy": {[]string{cbd}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t)
			config := func(version string) string { return e.HCL(rotating(append(c.lines, trigger(version))...)) }
			w := e.NewWorkspace(config("1"))
			apply := func() string {
				if r := w.Run("apply", "-auto-approve", "-no-color"); r.Code != 0 {
					t.Fatal(r.Output)
				}
				return keyIn(t, w)
			}
			service := &consumer{api: e.API, key: apply()}
			done := make(chan struct{})
			var running sync.WaitGroup
			running.Go(func() { service.run(done) })
			w.Configure(config("2"))
			rotated := apply()
			service.call() // The new key takes its time to be deployed.
			service.deploy(rotated)
			service.call()
			close(done)
			running.Wait()
			t.Logf("%d calls, %d refused", service.calls, service.refused)
			if (service.refused > 0) != c.outage {
				t.Errorf("%d of %d calls were refused, expected an outage: %t", service.refused, service.calls, c.outage)
			}
			if service.calls < 5 {
				t.Errorf("only %d calls, so this proves nothing", service.calls)
			}
		})
	}
}
