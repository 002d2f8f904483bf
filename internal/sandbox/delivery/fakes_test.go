// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
)

// memory is a Store that outlives the Engines of a test, as a database does.
type memory struct {
	mu        sync.Mutex
	messages  []*stored
	endpoints map[string]delivery.Endpoint
	// fail, if set, is asked for an error before each call, which it gets the name of.
	fail func(call string) error
}

// stored is a message with what was recorded of it.
type stored struct {
	delivery.Message
	due     time.Time
	status  delivery.Status
	results []delivery.Result
}

func newMemory() *memory { return &memory{endpoints: map[string]delivery.Endpoint{}} }

func (m *memory) add(id, webhookID string, payload []byte, due time.Time) {
	m.addMessage(delivery.Message{ID: id, WebhookID: webhookID, Payload: payload, Organisation: "org_1"}, due)
}

// addFor adds a message of an organisation.
func (m *memory) addFor(organisation, id, webhookID string, due time.Time) {
	m.addMessage(delivery.Message{ID: id, WebhookID: webhookID, Payload: []byte(`{}`), Organisation: organisation}, due)
}

func (m *memory) addMessage(message delivery.Message, due time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.messages = append(m.messages, &stored{Message: message, due: due, status: delivery.Pending})
}

func (m *memory) setEndpoint(webhookID, url string, secrets ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.endpoints[webhookID] = delivery.Endpoint{URL: url, Proof: delivery.Signatures(secrets)}
}

func (m *memory) removeEndpoint(webhookID string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.endpoints, webhookID)
}

// message returns a copy of what is stored of a message.
func (m *memory) message(t *testing.T, id string) stored {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.messages {
		if s.ID == id {
			c := *s
			c.results = slices.Clone(s.results)
			return c
		}
	}
	t.Fatalf("no message %s", id)
	return stored{}
}

func (m *memory) failing(call string) error {
	if m.fail == nil {
		return nil
	}
	return m.fail(call)
}

// Due returns everything that is due, which is more than the limits want.
func (m *memory) Due(_ context.Context, now time.Time, _, _ int) ([]delivery.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Due"); err != nil {
		return nil, err
	}
	var due []*stored
	for _, s := range m.messages {
		if s.status == delivery.Pending && !s.due.After(now) {
			due = append(due, s)
		}
	}
	slices.SortStableFunc(due, func(a, b *stored) int { return a.due.Compare(b.due) })
	var messages []delivery.Message
	for _, s := range due {
		message := s.Message
		message.Attempts = len(s.results)
		messages = append(messages, message)
	}
	return messages, nil
}

func (m *memory) NextDue(_ context.Context, now time.Time) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("NextDue"); err != nil {
		return time.Time{}, err
	}
	var next time.Time
	for _, s := range m.messages {
		if s.status == delivery.Pending && s.due.After(now) && (next.IsZero() || s.due.Before(next)) {
			next = s.due
		}
	}
	return next, nil
}

func (m *memory) Endpoint(_ context.Context, webhookID string, _ time.Time) (delivery.Endpoint, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Endpoint"); err != nil {
		return delivery.Endpoint{}, err
	}
	endpoint, ok := m.endpoints[webhookID]
	if !ok {
		return delivery.Endpoint{}, delivery.ErrNoEndpoint
	}
	return endpoint, nil
}

func (m *memory) Record(_ context.Context, messageID string, result delivery.Result) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Record"); err != nil {
		return err
	}
	for _, s := range m.messages {
		if s.ID == messageID {
			s.results = append(s.results, result)
			s.status = result.Status
			s.due = result.NextAttempt
			return nil
		}
	}
	return errors.New("no such message: " + messageID)
}

// request is what a receiver got.
type request struct {
	header http.Header
	body   []byte
}

// receiver is a webhook's HTTP server. It answers each request with what answer writes; 204 without one.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	requests []request
}

func newReceiver(t *testing.T, answer func(n int, w http.ResponseWriter, r *http.Request)) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Errorf("receiver: %v", err)
		}
		r.mu.Lock()
		r.requests = append(r.requests, request{req.Header.Clone(), body})
		n := len(r.requests)
		r.mu.Unlock()
		if answer == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		answer(n, w, req)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) got() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.requests)
}

// answering is a receiver's script: the statuses of its first answers, the last one for all others.
func answering(statuses ...int) func(int, http.ResponseWriter, *http.Request) {
	return func(n int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(statuses[min(n, len(statuses))-1])
	}
}

// start runs an Engine until the test ends or stop is called, which waits for its end.
func start(t *testing.T, options delivery.Options) (engine *delivery.Engine, stop func()) {
	t.Helper()
	engine = delivery.New(options)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		engine.Run(ctx)
	}()
	stop = func() {
		cancel()
		<-ended
	}
	t.Cleanup(stop)
	return engine, stop
}

// settle waits until the Engine has nothing left to do at the present time of its clock.
func settle(t *testing.T, engine *delivery.Engine) {
	t.Helper()
	engine.Wake()
	if err := engine.Idle(t.Context()); err != nil {
		t.Fatalf("the engine does not come to rest: %v", err)
	}
}

// verifies says whether a request carries a signature by secret, whatever its timestamp.
func verifies(t *testing.T, secret string, r request) bool {
	t.Helper()
	webhook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatalf("secret: %v", err)
	}
	return webhook.VerifyIgnoringTimestamp(r.body, r.header) == nil
}

// noon is when the tests' fake clocks begin.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// statuses are the answers that were recorded of a message.
func statuses(s stored) []int {
	var codes []int
	for _, r := range s.results {
		codes = append(codes, r.Attempt.StatusCode)
	}
	return codes
}

// last is the last result of a message, the zero one if there is none.
func last(s stored) delivery.Result {
	if len(s.results) == 0 {
		return delivery.Result{}
	}
	return s.results[len(s.results)-1]
}

// fakeClock starts at noon. Its After follows Advance by itself.
func fakeClock() *clockwork.FakeClock { return clockwork.NewFakeClockAt(noon()) }

// byID orders requests by the message that they carry.
func byID(a, b request) int {
	return cmp.Compare(a.header.Get("webhook-id"), b.header.Get("webhook-id"))
}
