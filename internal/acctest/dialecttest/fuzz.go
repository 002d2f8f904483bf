// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package dialecttest

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// FuzzObject feeds arbitrary bytes to the decoder of an object. None may panic;
// what decodes passes the object's own check; what does not names a field.
func FuzzObject[W, D any](f *testing.F, convert func(W, platform.AsOf) (D, error), check func(*testing.T, D), seeds ...string) {
	f.Helper()
	for _, seed := range append(seeds,
		`{}`, `null`, `[]`, `""`, `7`, `{`, `{"id":"x"}`, `{"id":7}`, `{"ID":"x"}`, `{"id":"x","id":null}`, `{"id":"\ud800"}`,
		`{"_id":"x"}`, `{"_id":{}}`, `{"_id":null,"id":"x"}`,
	) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var object W
		if json.Unmarshal(data, &object) != nil {
			return // The client refuses it before the dialect sees it.
		}
		converted, err := convert(object, platform.AsOf{Said: Noon()})
		if err == nil {
			check(t, converted)
			return
		}
		if field, ok := errors.AsType[*wire.FieldError](err); !ok || field.Field == "" || field.Reason == "" {
			t.Errorf("%T does not name a field: %v", err, err)
		}
	})
}

// HasID fails the test where an object has no id.
func HasID(t *testing.T, id string) {
	t.Helper()
	if id == "" {
		t.Error("decoded without an id")
	}
}
