// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package dialecttest

import (
	"encoding/json"
	"iter"
	"reflect"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Mentions fails the test unless the error's text holds every given one, and
// never a secret.
func Mentions(t *testing.T, err error, secrets []string, texts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("got no error")
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("the error does not mention %q: %v", text, err)
		}
	}
	for _, secret := range secrets {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error holds a secret: %v", err)
		}
	}
}

// CheckKind fails the test unless the error is of the kind, and counts as a
// missing object only where it is.
func CheckKind(t *testing.T, err error, want platform.Kind) {
	t.Helper()
	if got := platform.KindOf(err); err == nil || got != want {
		t.Errorf("the kind is %d, want %d: %v", got, want, err)
	}
	if got := platform.IsNotFound(err); got != (want == platform.KindNotFound) {
		t.Errorf("that the error tells of a missing object is %t: %v", got, err)
	}
}

// SameJSON reports whether two texts are the same JSON value.
func SameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal([]byte(a), &x); err != nil {
		t.Fatalf("%s: %v", a, err)
	}
	if err := json.Unmarshal([]byte(b), &y); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return reflect.DeepEqual(x, y)
}

// First returns the error of a list's first element, reading no further.
func First[T any](list iter.Seq2[T, error]) error {
	for _, err := range list {
		return err
	}
	return nil
}

// Drain reads a list to its end or first error.
func Drain[T any](list iter.Seq2[T, error]) error {
	_, err := Collect(list)
	return err
}

// Collect reads a list to its end or first error, and returns what came before.
func Collect[T any](list iter.Seq2[T, error]) (all []T, err error) {
	for item, err := range list {
		if err != nil {
			return all, err
		}
		all = append(all, item)
	}
	return all, nil
}

// Map reads a list with each item turned into something else.
func Map[T, U any](list iter.Seq2[T, error], convert func(T) U) iter.Seq2[U, error] {
	return func(yield func(U, error) bool) {
		for item, err := range list {
			if !yield(convert(item), err) {
				return
			}
		}
	}
}

// Drop forgets an operation's result.
func Drop[T any](_ T, err error) error { return err }
