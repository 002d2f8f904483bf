// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// overfull is a value that quotes a credential when it cannot be read.
type overfull struct{}

func (overfull) ReadJSON(*json.Decoder) error {
	return &httpapi.BoundError{Reason: "too many of " + key}
}

// TestEverythingIsCleaned proves that each type of error and each log line of this
// package is free of credentials, wherever a foreign text may hold one. It fails for a
// type and a line that it does not know. It sets a variable, so it is not parallel.
func TestEverythingIsCleaned(t *testing.T) {
	var log bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &log)
	// The method holds a credential in each call, since the path of one that is sent cannot.
	call := httpapi.Call{Method: key, Path: "/things/1", Body: map[string]string{"note": key}}
	do := func(c httpapi.Config, call httpapi.Call, out any) error {
		_, err := newClient(t, c).Do(ctx, call, out)
		return err
	}
	answered := func(steps ...http.HandlerFunc) httpapi.Config {
		c := config(newServer(t, steps...).URL)
		c.Platform, c.MaxRetries = "Tok "+key, 0
		return c
	}
	unsent := httpapi.Config{BaseURL: "http://127.0.0.1:1", Clock: newClock(), Secrets: []string{key}, Transport: fakeTransport{errors.New("sent " + key)}}
	again := unsent
	again.Clock, again.MaxRetries = newClock(), 1
	refused := refusal(429, key)
	patient := answered(slices.Repeat([]http.HandlerFunc{refused}, 50)...)
	patient.MaxRetries = 1000
	held := newClient(t, answered(answer(429, `{}`, "Retry-After", "3600", "X-Request-Id", key)))
	_, _ = held.Do(ctx, call, nil)
	_, limited := held.Do(ctx, call, nil)
	t.Setenv("HTTPS_PROXY", "http://user:"+key+"@")
	_, proxy := httpapi.New(httpapi.Config{BaseURL: "https://api.example"})

	failures := map[string]error{
		"APIError":                do(answered(answer(400, `{"error":{"code":"`+key+`","message":"`+key+`","field":"`+key+`","requestId":"`+key+`"}}`)), call, nil),
		"BoundError":              do(answered(answer(200, `{}`)), call, overfull{}), // It is the reason of another one.
		"CallError":               do(unsent, httpapi.Call{Method: key, Path: "/things/" + key}, nil),
		"ProxyError":              proxy,
		"RateLimitError":          limited,
		"RetryError":              do(again, call, nil),
		"StandstillError":         do(patient, call, nil),
		"TransportError":          do(unsent, call, nil),
		"UnexpectedResponseError": do(answered(answer(418, key, "Content-Type", "text/"+key, "Via", key)), call, nil),
	}
	types, messages := declared(t)
	for _, name := range types {
		err := failures[name]
		if err == nil {
			t.Errorf("this test knows no way to a *%s", name)
			continue
		}
		if kind := reflect.TypeOf(err).Elem().Name(); kind != name && name != "BoundError" {
			t.Errorf("got a *%s for a *%s: %v", kind, name, err)
		}
		// Foreign causes keep their text, for errors.As.
		for ; err != nil && strings.HasSuffix(reflect.TypeOf(err).Elem().PkgPath(), "/httpapi"); err = errors.Unwrap(err) {
			for _, verb := range []string{"%v", "%+v", "%#v", "%q"} {
				if text := fmt.Sprintf(verb, err); strings.Contains(text, key) {
					t.Errorf("a %T prints with %s as %s", err, verb, text)
				}
			}
		}
	}
	if strings.Contains(log.String(), key) {
		t.Errorf("the log holds a credential:\n%s", &log)
	}
	lines, err := tflogtest.MultilineJSONDecode(&log)
	if err != nil {
		t.Fatal(err)
	}
	var logged []string
	for _, line := range lines {
		logged = append(logged, fmt.Sprint(line["@message"]))
	}
	slices.Sort(logged)
	if diff := cmp.Diff(messages, slices.Compact(logged)); diff != "" {
		t.Errorf("the lines of the source and those of this test (-source +test):\n%s", diff)
	}
}

// declared returns the exported types of errors of this package, and what its log
// lines say.
func declared(t *testing.T) (types, messages []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.FuncDecl:
				if node.Name.Name == "Error" && node.Recv != nil {
					if star, ok := node.Recv.List[0].Type.(*ast.StarExpr); ok && ast.IsExported(fmt.Sprint(star.X)) {
						types = append(types, fmt.Sprint(star.X))
					}
				}
			case *ast.CallExpr:
				function, ok := node.Fun.(*ast.SelectorExpr)
				if !ok || fmt.Sprint(function.X) != "tflog" || len(node.Args) < 2 {
					return true
				}
				literal, ok := node.Args[1].(*ast.BasicLit)
				if !ok {
					t.Errorf("%s logs what is not a fixed text", name)
					return true
				}
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				messages = append(messages, text)
			}
			return true
		})
	}
	slices.Sort(messages)
	return types, slices.Compact(messages)
}
