// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// TestCoreKnowsThePlatforms compares the search's own list of prefixes with the forms
// of the dialects: what precedes the random part of a secret must not count as a find.
func TestCoreKnowsThePlatforms(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(t.Context(), sandbox.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	credentials, err := json.Marshal(s.Credentials())
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	for _, d := range provider.Dialects() {
		reader, ok := d.(platform.KeyReader)
		if !ok {
			continue
		}
		for _, form := range reader.KeyForms() {
			if form.Pattern == nil {
				continue
			}
			secret := Secret{Name: form.Kind, Text: form.Pattern.FindString(string(credentials))}
			if secret.core() == secret.Text || secret.check() != nil {
				t.Errorf("%s: the search does not know what is random in a %s", d.Name(), form.Kind)
			}
		}
	}
}
