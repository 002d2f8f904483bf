// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// ErrProviderBug is in the chain of an error where the provider broke a rule
// that a CLI enforces, such as a final plan that is not what was planned. No
// state of a platform excuses that.
var ErrProviderBug = errors.New("the provider broke a rule of the protocol")

// Diagnostic is an error or a warning, of the provider or about it.
type Diagnostic struct {
	Warning   bool
	Bug       bool   // found by a rule that a CLI enforces, not said by the provider
	Address   string // of the resource, "" for the provider block
	Attribute string // such as "tok.api_key", "" for the whole
	Summary   string
	Detail    string
}

// String returns the diagnostic in one line: place, summary, detail.
func (d Diagnostic) String() string {
	var text strings.Builder
	for _, part := range []string{d.Address, d.Attribute, d.Summary} {
		if part != "" {
			text.WriteString(part + ": ")
		}
	}
	return text.String() + d.Detail
}

// Diagnostics are errors and warnings, each once.
type Diagnostics []Diagnostic

// Errors returns the errors, each as one text.
func (d Diagnostics) Errors() []string { return d.texts(false) }

// Warnings returns the warnings, each as one text.
func (d Diagnostics) Warnings() []string { return d.texts(true) }

func (d Diagnostics) texts(warnings bool) []string {
	var texts []string
	for _, one := range d {
		if one.Warning == warnings {
			texts = append(texts, one.String())
		}
	}
	return texts
}

// Err returns the errors as one [Error]; nil where there is none.
func (d Diagnostics) Err() error {
	if len(d.Errors()) == 0 {
		return nil
	}
	return &Error{Diagnostics: d}
}

// Error is a plan or an apply that did not succeed, with all its diagnostics.
type Error struct{ Diagnostics Diagnostics }

// Error lists the errors.
func (e *Error) Error() string { return strings.Join(e.Diagnostics.Errors(), "\n") }

// Unwrap is [ErrProviderBug] where one of the errors is such.
func (e *Error) Unwrap() error {
	if slices.ContainsFunc(e.Diagnostics, func(d Diagnostic) bool { return d.Bug }) {
		return ErrProviderBug
	}
	return nil
}

// report collects the diagnostics about one resource.
type report struct {
	address string
	all     Diagnostics
}

func (r *report) add(d Diagnostic) {
	if d.Address == "" {
		d.Address = r.address
	}
	if !slices.Contains(r.all, d) {
		r.all = append(r.all, d)
	}
}

func (r *report) merge(others Diagnostics) {
	for _, d := range others {
		r.add(d)
	}
}

// said adds what the provider said.
func (r *report) said(diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		r.add(Diagnostic{
			Warning: d.Severity == tfprotov6.DiagnosticSeverityWarning,
			Summary: d.Summary, Detail: d.Detail, Attribute: attributeName(d.Attribute),
		})
	}
}

// bug adds a rule that the provider broke.
func (r *report) bug(summary, format string, args ...any) {
	r.add(Diagnostic{Bug: true, Summary: summary, Detail: fmt.Sprintf(format, args...)})
}

// failed adds an error of the run itself.
func (r *report) failed(summary, format string, args ...any) {
	r.add(Diagnostic{Summary: summary, Detail: fmt.Sprintf(format, args...)})
}

func (r *report) hasError() bool { return r.all.Err() != nil }

// attributeName writes a path as people do.
func attributeName(path *tftypes.AttributePath) string {
	if path == nil {
		return ""
	}
	return pathName(ctyPath(path))
}

// ctyPath translates a path. An element of a set has no place of its own: the
// path ends at the set.
func ctyPath(path *tftypes.AttributePath) cty.Path {
	var translated cty.Path
	for _, step := range path.Steps() {
		switch s := step.(type) {
		case tftypes.AttributeName:
			translated = translated.GetAttr(string(s))
		case tftypes.ElementKeyString:
			translated = translated.Index(cty.StringVal(string(s)))
		case tftypes.ElementKeyInt:
			translated = translated.Index(cty.NumberIntVal(int64(s)))
		default:
			return translated
		}
	}
	return translated
}

func pathName(path cty.Path) string {
	var name strings.Builder
	for _, step := range path {
		switch s := step.(type) {
		case cty.GetAttrStep:
			if name.Len() > 0 {
				name.WriteString(".")
			}
			name.WriteString(s.Name)
		case cty.IndexStep:
			switch {
			case s.Key.Type() == cty.String:
				fmt.Fprintf(&name, "[%q]", s.Key.AsString())
			case s.Key.Type() == cty.Number:
				fmt.Fprintf(&name, "[%s]", s.Key.AsBigFloat().Text('f', -1))
			default:
				name.WriteString("[…]") // An element of a set is its own key.
			}
		}
	}
	return name.String()
}
