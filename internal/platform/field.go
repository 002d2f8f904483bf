// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

// Field is an attribute that only one platform has of a capability. The fields of an
// offer stand together in one nested attribute with the platform's name, so that a
// new platform changes no attribute of another.
type Field struct {
	Name        string
	Kind        FieldKind
	Description string // for the documentation, one or two sentences
	Required    bool
	Computed    bool // the platform has a value where the user sets none
	Immutable   bool // another value is another object
	// WriteOnly is a secret that neither plan nor state ever holds. A field with its
	// name and "_version" comes beside it, since a change of what is never stored
	// could not be seen: both are set, or neither.
	WriteOnly bool
	// Secret names the object's secret to people, such as "bearer token", where this
	// field is how a user gives it; such a field is write-only.
	Secret string
	// Check says what is wrong with a text, "" where nothing is. It never repeats a
	// secret. Nil takes any text.
	Check func(text string) string
}

// FieldKind is the type of a field's value.
type FieldKind int

// The kinds of fields.
const (
	TextField  FieldKind = iota // one text
	TextsField                  // a set of texts
	FlagField                   // true or false
)

// VersionOf is the name of the field that stands beside a write-only one.
func VersionOf(name string) string { return name + "_version" }
