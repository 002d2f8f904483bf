// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package contract holds HTTP traffic against an OpenAPI document, in tests: a Middleware reports every request and
// every response that is not what the document says. Neither the sandbox nor the provider can then drift from it.
package contract

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi/datamodel"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
)

// Side says whose mistake a violation is.
type Side string

// The two sides of an exchange.
const (
	Request  Side = "request"
	Response Side = "response"
)

// Violation is one way in which an exchange is not what the document says. It never holds a value from a body, a
// parameter or a header, since any of these may be a secret.
type Violation struct {
	Method string
	// Path is the request's path, without its query.
	Path string
	// Status is the status that was answered, 0 for a webhook message.
	Status int
	Side   Side
	// Reason says what is wrong and where, such as "body /data/0/id: does not match the pattern ^acc_…".
	Reason string
}

// String describes the violation in one line.
func (v Violation) String() string {
	answered := ""
	if v.Status != 0 {
		answered = fmt.Sprintf(" (answered %d)", v.Status)
	}
	return fmt.Sprintf("%s of %s %s%s: %s", v.Side, v.Method, v.Path, answered, v.Reason)
}

// Validator compares traffic with one document. It is safe for concurrent use.
type Validator struct {
	mounts []mount
	strict bool
	// unknownPath and unknownMethod are what answers where the document has nothing.
	unknownPath, unknownMethod *operation
	// event is what a webhook's receiver gets, nil if the document does not say.
	event  *operation
	bodies validator.Validator
}

// New builds a Validator for the traffic under a base path, such as "/tok/v1", from an OpenAPI 3.1 document. A document
// that one server serves under several paths takes them all; the longest that fits a request counts. It takes some
// tenths of a second, so that a test binary does it once. A document that is not valid itself is an error.
func New(document []byte, basePaths ...string) (*Validator, error) {
	// The library logs what it also returns as an error.
	parsed, err := libopenapi.NewDocumentWithConfiguration(document, &datamodel.DocumentConfiguration{
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, fmt.Errorf("parse the OpenAPI document: %w", err)
	}
	model, err := parsed.BuildV3Model()
	if err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", err)
	}
	doc := &model.Model
	// Paths are compared relative to the base paths; the document's servers say where else the API is.
	doc.Servers = nil
	options := config.NewValidationOptions(config.WithFormatAssertions())
	c := newCompiler(options)
	routes, err := compileRoutes(doc, c)
	if err != nil {
		return nil, err
	}
	v := &Validator{mounts: newMounts(basePaths, routes)}
	if v.unknownPath, err = compileFallback(doc, c, "404", "RouteNotFound"); err != nil {
		return nil, err
	}
	// A platform without a component of that name takes the method for a part of the route.
	v.unknownMethod = v.unknownPath
	if doc.Components.Responses.GetOrZero("MethodNotAllowed") != nil {
		if v.unknownMethod, err = compileFallback(doc, c, "405", "MethodNotAllowed"); err != nil {
			return nil, err
		}
	}
	if v.event, err = compileEvent(doc, c); err != nil {
		return nil, err
	}
	dropHeaders(doc)
	v.bodies = validator.NewValidatorFromV3Model(doc, config.WithExistingOpts(options))
	v.bodies.SetDocument(parsed)
	if ok, errs := v.bodies.ValidateDocument(); !ok {
		return nil, fmt.Errorf("the OpenAPI document is not valid: %s", strings.Join(explain(errs), "; "))
	}
	return v, v.warm(routes)
}

// Strict returns a Validator, at no cost, that holds every request against the document, whatever the answer: it is
// for a client's traffic, which has no reason to send what the document forbids. Without it a request counts only if
// it was accepted, so that a test may show how a server refuses.
func (v *Validator) Strict() *Validator {
	strict := *v
	strict.strict = true
	return &strict
}

// Tok returns the Validator of the Tok document, for a sandbox's traffic. It is built at the first call and shared.
func Tok() (*Validator, error) { return tok() }

// Okto returns the Validator of the Okto document, as Tok does.
func Okto() (*Validator, error) { return okto() }

// Okra returns the Validator of the Okra document, as Tok does, for production, for the platform's sandbox, and for the
// other order in which the platform's pages write the latter.
func Okra() (*Validator, error) { return okra() }

var (
	tok  = shared("tok", "/tok/v1")
	okra = shared("okra", "/okra/v2", "/okra/v2/sandbox", "/okra/sandbox/v2")
	okto = shared("okto", "/okto")
)

// shared builds the Validator of a platform's document when it is asked for first.
func shared(name string, basePaths ...string) func() (*Validator, error) {
	return sync.OnceValues(func() (*Validator, error) {
		document, err := openapi.Document(name)
		if err != nil {
			return nil, err
		}
		return New(document, basePaths...)
	})
}

// dropHeaders removes the responses' headers from the model, since this package has compiled their schemas already:
// the library would compile them anew for every response, which takes most of a millisecond.
func dropHeaders(doc *v3.Document) {
	for _, item := range doc.Paths.PathItems.FromOldest() {
		for _, op := range item.GetOperations().FromOldest() {
			for _, response := range op.Responses.Codes.FromOldest() {
				response.Headers = nil
			}
		}
	}
	for _, response := range doc.Components.Responses.FromOldest() {
		response.Headers = nil
	}
}
