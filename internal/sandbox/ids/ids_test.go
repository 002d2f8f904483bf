// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package ids_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
)

func TestForm(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^key_[0-7][0-9A-HJKMNP-TV-Z]{25}$`)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	seen := map[string]bool{}
	for range 1000 {
		id := ids.New("key_", at)
		if !form.MatchString(id) || seen[id] {
			t.Fatalf("got %q, expected a new ULID with its prefix", id)
		}
		seen[id] = true
		if later := ids.New("key_", at.Add(time.Millisecond)); later <= id {
			t.Fatalf("%s of a later instant sorts before %s", later, id)
		}
	}
	for _, id := range []string{ids.Stable("key_"), ids.Stable("key_", "a", "b"), ids.StableAt("key_", at, "a")} {
		if !form.MatchString(id) {
			t.Errorf("got %q, expected a ULID with its prefix", id)
		}
	}
}

// TestStable pins an identifier: a change would rename the objects of every
// database that exists.
func TestStable(t *testing.T) {
	t.Parallel()
	if got, want := ids.Stable("acc_", "org_1", "sandbox", "erste-hr", "HR1"), "acc_400CTKTBDTC6V19WNENRDCQ59X"; got != want {
		t.Errorf("got %s, expected %s", got, want)
	}
	if ids.Stable("", "ab", "c") == ids.Stable("", "a", "bc") || ids.Stable("", "a", "") == ids.Stable("", "a") {
		t.Error("different parts give the same identifier")
	}
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	if ids.StableAt("", day, "z") >= ids.StableAt("", day.AddDate(0, 0, 1), "a") {
		t.Error("identifiers do not sort by their instant")
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[0-9A-Za-z]{32}$`)
	if a, b := ids.Secret(32), ids.Secret(32); a == b || !form.MatchString(a) {
		t.Errorf("got %q and %q", a, b)
	}
	material := make([]byte, 48)
	if got := ids.Base62(material, 4); got != "0000" {
		t.Errorf("got %q, expected 0000", got)
	}
	material[47] = 63 // 1·62 + 1
	if got := ids.Base62(material, 4); got != "1100" {
		t.Errorf("got %q, expected 1100", got)
	}
}

func TestStableUUID(t *testing.T) {
	t.Parallel()
	one := ids.StableUUID("ab", "c")
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(one) {
		t.Errorf("got %s, expected a UUID of version 8", one)
	}
	if ids.StableUUID("ab", "c") != one || ids.StableUUID("a", "bc") == one {
		t.Error("the parts do not decide the identifier")
	}
}

// TestObjectIDs pins a stable one, as TestStable does.
func TestObjectIDs(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^69a42a40[0-9a-f]{16}$`)
	at := time.Date(2026, 3, 1, 12, 0, 0, 999, time.UTC)
	seen := map[string]bool{}
	for range 1000 {
		id := ids.ObjectID(at)
		if !form.MatchString(id) || seen[id] {
			t.Fatalf("got %q, expected a new one of that second", id)
		}
		seen[id] = true
	}
	if got, want := ids.StableObjectID(at, "okra", "a"), "69a42a40677275ae3f8b3856"; got != want {
		t.Errorf("got %s, expected %s", got, want)
	}
	if ids.StableObjectID(at, "ab", "c") == ids.StableObjectID(at, "a", "bc") {
		t.Error("different parts give the same identifier")
	}
	if early := ids.ObjectID(time.Unix(1, 0)); early[:8] != "00000001" {
		t.Errorf("got %s, expected eight digits for the second", early)
	}
}
