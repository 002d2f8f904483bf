// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// Collector takes down the secrets that pass by. It is safe for concurrent use.
type Collector struct {
	places map[string][]contract.Secret // of each platform

	mu    sync.Mutex
	known map[string]bool
	all   []Secret
}

// NewCollector reads in the OpenAPI documents where secrets travel. An error is
// about the documents.
func NewCollector() (*Collector, error) {
	c := &Collector{places: map[string][]contract.Secret{}, known: map[string]bool{}}
	for _, platform := range openapi.Names() {
		secrets, err := contract.Secrets(platform)
		if err != nil {
			return nil, err
		}
		c.places[platform] = secrets
	}
	return c, nil
}

// Plant adds a secret that is known from elsewhere. What is known already keeps
// its name.
func (c *Collector) Plant(name, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if text == "" || c.known[text] {
		return
	}
	c.known[text] = true
	c.all = append(c.all, Secret{Name: name, Text: text})
}

// Secrets returns all that were planted and seen.
func (c *Collector) Secrets() []Secret {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Secret(nil), c.all...)
}

// Watch takes down the secrets of every request that the handler gets and of
// every answer that it gives, where the documents say that there is one.
func (c *Collector) Watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		platform, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		seen := &sighting{collector: c, places: c.places[platform], what: r.Method + " " + r.URL.Path}
		seen.header("request", r.Header)
		seen.query(r)
		if body, err := io.ReadAll(r.Body); err == nil {
			seen.body("request", body)
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		answer := &recorder{ResponseWriter: w}
		next.ServeHTTP(answer, r)
		seen.body("answer", answer.body.Bytes())
	})
}

// sighting is one exchange with a platform.
type sighting struct {
	collector *Collector
	places    []contract.Secret
	what      string
}

// take takes down a value if the place has its name.
func (s *sighting) take(in, name, value, side string) {
	for _, place := range s.places {
		if place.In == in && strings.EqualFold(place.Name, name) && place.Is(value) {
			s.collector.Plant(fmt.Sprintf("%s of the %s of %s", name, side, s.what), value)
		}
	}
}

func (s *sighting) header(side string, header http.Header) {
	for name, values := range header {
		for _, value := range values {
			// The scheme is not part of a credential.
			if scheme, credential, ok := strings.Cut(value, " "); ok && name == "Authorization" && scheme != "" {
				value = credential
			}
			s.take("header", name, value, side)
		}
	}
}

func (s *sighting) query(r *http.Request) {
	for name, values := range r.URL.Query() {
		for _, value := range values {
			s.take("query", name, value, "query")
		}
	}
}

func (s *sighting) body(side string, body []byte) {
	var document any
	if json.Unmarshal(body, &document) == nil {
		s.walk(side, document)
	}
}

func (s *sighting) walk(side string, part any) {
	switch part := part.(type) {
	case map[string]any:
		for name, member := range part {
			if text, ok := member.(string); ok {
				s.take("body", name, text, side)
			}
			s.walk(side, member)
		}
	case []any:
		for _, item := range part {
			s.walk(side, item)
		}
	}
}

// recorder keeps a copy of an answer's body.
type recorder struct {
	http.ResponseWriter

	body bytes.Buffer
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(data []byte) (int, error) {
	r.body.Write(data)
	return r.ResponseWriter.Write(data)
}

// Unwrap lets an http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
