// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"github.com/pb33f/libopenapi/orderedmap"
)

// route is a path of the document with its operations.
type route struct {
	// template is the path as the document writes it, segments its parts.
	template   string
	segments   []string
	item       *v3.PathItem
	operations map[string]*operation
	// servers are the paths of the servers that have this route; none stands for all.
	servers []string
}

// mount is a path that the API is served under, with the routes that are there.
type mount struct {
	path   string
	routes []route
}

// operation is what the document says about a method of a path.
type operation struct {
	method    string
	template  string
	item      *v3.PathItem
	path      []value
	query     []value
	header    []value
	hasBody   bool
	needsBody bool
	// fields are the names that a request body's object may have where a server ignores others; nil if it does not.
	fields    []string
	responses map[string]*response
}

// response is what the document says about the answers with one status.
type response struct {
	headers []value
	hasBody bool
}

// compileRoutes prepares every operation of the document.
func compileRoutes(doc *v3.Document, c *compiler) ([]route, error) {
	var routes []route
	for template, item := range doc.Paths.PathItems.FromOldest() {
		r := route{
			template:   template,
			segments:   strings.Split(template, "/"),
			item:       item,
			operations: map[string]*operation{},
		}
		for _, server := range item.Servers {
			u, err := url.Parse(server.URL)
			if err != nil {
				return nil, fmt.Errorf("a server of %s: %w", template, err)
			}
			r.servers = append(r.servers, strings.TrimSuffix(u.Path, "/"))
		}
		item.Servers = nil
		for method, op := range item.GetOperations().FromOldest() {
			if op.Security == nil {
				op.Security = doc.Security // The library looks at the operation's own security only.
			}
			method = strings.ToUpper(method)
			compiled, err := compileOperation(method, template, item, op, c)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, template, err)
			}
			r.operations[method] = compiled
		}
		routes = append(routes, r)
	}
	return routes, nil
}

// compileOperation prepares one operation.
func compileOperation(
	method, template string, item *v3.PathItem, op *v3.Operation, c *compiler,
) (*operation, error) {
	o := &operation{method: method, template: template, item: item, responses: map[string]*response{}}
	if body := op.RequestBody; body != nil {
		o.hasBody, o.needsBody, o.fields = true, body.Required != nil && *body.Required, openFields(body)
	}
	for _, p := range append(item.Parameters, op.Parameters...) {
		compiled, err := c.value(p.Name, p.Required != nil && *p.Required, p.Schema)
		if err != nil {
			return nil, err
		}
		switch p.In {
		case "path":
			o.path = append(o.path, compiled)
		case "query":
			o.query = append(o.query, compiled)
		case "header":
			o.header = append(o.header, compiled)
		default:
			return nil, fmt.Errorf("parameter %s is in the %s, which no platform uses", p.Name, p.In)
		}
	}
	for status, r := range op.Responses.Codes.FromOldest() {
		compiled := &response{hasBody: orderedmap.Len(r.Content) > 0}
		for name, h := range r.Headers.FromOldest() {
			header, err := c.value(name, h.Required, h.Schema)
			if err != nil {
				return nil, err
			}
			compiled.headers = append(compiled.headers, header)
		}
		o.responses[status] = compiled
	}
	return o, nil
}

// compileFallback prepares the operation that stands for a path or a method that the document does not have. Its
// responses are components of the document: the named one, and those that any request may get.
func compileFallback(doc *v3.Document, c *compiler, status, name string) (*operation, error) {
	codes := orderedmap.New[string, *v3.Response]()
	for code, component := range map[string]string{
		status: name, "401": "InvalidApiKey", "429": "RateLimited", "503": "Unavailable",
	} {
		if r := doc.Components.Responses.GetOrZero(component); r != nil {
			codes.Set(code, r)
		}
	}
	if codes.GetOrZero(status) == nil {
		return nil, fmt.Errorf("the document has no components/responses/%s", name)
	}
	op := &v3.Operation{Responses: &v3.Responses{Codes: codes}}
	return compileOperation(http.MethodGet, "", &v3.PathItem{Get: op}, op, c)
}

// openFields returns the names of the fields that a request body lists, if it is an object that says that it may have
// others.
func openFields(body *v3.RequestBody) []string {
	for _, media := range body.Content.FromOldest() {
		if media.Schema == nil || media.Schema.Schema() == nil {
			continue
		}
		schema := media.Schema.Schema()
		if others := schema.AdditionalProperties; others != nil && others.IsB() && others.B {
			return slices.Collect(schema.Properties.KeysFromOldest())
		}
	}
	return nil
}

// newMounts sorts the base paths, the longest first: one of them may begin with another. A route that has servers of its
// own is where one of them is.
func newMounts(paths []string, routes []route) []mount {
	mounts := make([]mount, 0, len(paths))
	for _, path := range paths {
		m := mount{path: strings.TrimSuffix(path, "/")}
		for _, r := range routes {
			if len(r.servers) == 0 || slices.Contains(r.servers, m.path) {
				m.routes = append(m.routes, r)
			}
		}
		mounts = append(mounts, m)
	}
	slices.SortFunc(mounts, func(a, b mount) int { return cmp.Compare(len(b.path), len(a.path)) })
	return mounts
}

// find returns the operation that a request is for, and the path parameters by name. A fallback is returned where the
// document has none. Paths are compared as servers do: an empty segment or a slash at the end makes another path.
func (v *Validator) find(m mount, method, escapedPath string) (op *operation, params map[string]string, known bool) {
	segments := strings.Split(escapedPath, "/")
	var best *route
	for i := range m.routes {
		r := &m.routes[i]
		p, ok := match(r.segments, segments)
		// A path with fewer parameters is the more concrete one, which wins.
		if ok && (best == nil || len(p) < len(params)) {
			best, params = r, p
		}
	}
	if best == nil {
		return v.unknownPath, nil, false
	}
	if op, ok := best.operations[method]; ok {
		return op, params, true
	}
	return v.unknownMethod, nil, false
}

// match compares a path with a template and returns the values of the template's parameters.
func match(template, path []string) (map[string]string, bool) {
	if len(template) != len(path) {
		return nil, false
	}
	params := map[string]string{}
	for i, segment := range template {
		text, err := url.PathUnescape(path[i])
		if err != nil {
			return nil, false
		}
		name, isParam := strings.CutPrefix(segment, "{")
		switch {
		case isParam && text != "":
			params[strings.TrimSuffix(name, "}")] = text
		case isParam || segment != text:
			return nil, false
		}
	}
	return params, true
}

// locate returns the base path that a request is under, with the rest of the path. It returns false for a request that
// is under none.
func (v *Validator) locate(r *http.Request) (m mount, path string, ok bool) {
	for _, m := range v.mounts {
		if path, ok := strings.CutPrefix(r.URL.EscapedPath(), m.path); ok && strings.HasPrefix(path, "/") {
			return m, path, true
		}
	}
	return mount{}, "", false
}
