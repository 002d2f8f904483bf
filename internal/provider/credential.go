// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// field is a credential that was given for a field of a platform's block.
type field struct {
	platform platform.Dialect
	platform.Credential

	value    string
	variable bool // It comes from the environment variable.
}

// at is where the field is in the provider block.
func (f field) at() path.Path { return path.Root(f.platform.Name()).AtName(f.Name) }

// source names where the value comes from.
func (f field) source() string {
	if f.variable {
		return "the environment variable " + f.Variable
	}
	return f.at().String()
}

// check refuses what can be told to be wrong without the platform's own rules. What
// it says never repeats the value.
func (f field) check(dialects []platform.Dialect) diag.Diagnostics {
	if strings.TrimSpace(f.value) != f.value {
		got := "white space"
		if strings.ContainsAny(f.value, "\r\n") {
			got = "a line break"
		}
		return diag.Diagnostics{diagnostics.Unquoted(f.at(), "Credential with white space at an end",
			fmt.Sprintf("The value of %s has %s at its beginning or end, which no credential has. Remove it: a value that is read from a file is written as trimspace(file(…)).", f.source(), got))}
	}
	if other, ok := f.foreign(dialects); ok {
		return diag.Diagnostics{diagnostics.Unquoted(f.at(), "Credential of another platform",
			fmt.Sprintf("The value of %s looks like %s's %s. That one belongs into %s or the environment variable %s. "+
				"Give %s its own credential, or configure %s instead.",
				f.source(), other.platform.Title(), other.Name, other.at(), other.Variable, f.platform.Title(), other.platform.Title()))}
	}
	return nil
}

// foreign finds the field of another platform that the value looks like. What fits
// its own field stays. A field whose platform documents no form takes whatever is
// no secret.
func (f field) foreign(dialects []platform.Dialect) (field, bool) {
	own := formsOf(f.platform, f.Name)
	if reads(own, f.value) {
		return field{}, false
	}
	for _, d := range dialects {
		for _, c := range d.Credentials() {
			if d.Name() != f.platform.Name() && (c.Sensitive || len(own) > 0) && reads(formsOf(d, c.Name), f.value) {
				return field{platform: d, Credential: c}, true
			}
		}
	}
	return field{}, false
}

// formsOf lists the forms of a platform's field.
func formsOf(d platform.Dialect, name string) []platform.KeyForm {
	reader, ok := d.(platform.KeyReader)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(reader.KeyForms(), func(form platform.KeyForm) bool { return form.Kind != name })
}

// reads reports whether a text has one of the forms.
func reads(forms []platform.KeyForm, text string) bool {
	return slices.ContainsFunc(forms, func(form platform.KeyForm) bool {
		_, ok := form.Read(text)
		return ok
	})
}
