// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// samples are credentials of every form that a platform has, none of them a real
// one.
var samples = map[string]string{
	"tok.api_key":           "tok_live_0123456789abcdefghijABCDEFGHIJ01",
	"okra.secret_key":       part(`{"alg":"HS256","typ":"JWT"}`) + "." + part(`{"_id":"5d6fe57a4099cc4b210bffff","iat":1567614330}`) + "." + part(strings.Repeat("s", 32)),
	"okra.public_key":       "5f0a1b2c-3d4e-4f5a-8b9c-0d1e2f3a4b5c",
	"okra.client_token":     "5d6fe57a4099cc4b210bbeff",
	"okto.management_token": "okto_mgmt_0123456789abcdefghijABCDEFGHIJ01",
}

func part(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// given is a provider block with a credential in a field, and all that its platform
// requires beside it.
func given(d platform.Dialect, name, value string) inprocess.Values {
	block := map[string]any{}
	for _, c := range d.Credentials() {
		if c.Required {
			block[c.Name] = samples[d.Name()+"."+c.Name]
		}
	}
	block[name] = value
	return inprocess.Values{"environment": "production", d.Name(): block}
}

// TestCredentialOfAnotherPlatform tries every form of a credential in every field of
// every other platform. The error says whose it is and never repeats it.
func TestCredentialOfAnotherPlatform(t *testing.T) {
	t.Parallel()
	for _, d := range Dialects() {
		for _, c := range d.Credentials() {
			for _, other := range Dialects() {
				for _, foreign := range other.Credentials() {
					sample, ok := samples[other.Name()+"."+foreign.Name]
					if len(formsOf(other, foreign.Name)) > 0 != ok {
						t.Fatalf("there is a sample of %s.%s: %t", other.Name(), foreign.Name, ok)
					}
					// Nobody can tell whether what is no secret is an id without a form.
					if other.Name() == d.Name() || !ok || (!foreign.Sensitive && len(formsOf(d, c.Name)) == 0) {
						continue
					}
					t.Run(d.Name()+"."+c.Name+"/"+other.Name()+"."+foreign.Name, func(t *testing.T) {
						t.Parallel()
						diags := inprocess.Serve(t, New("test")()).Configure(given(d, c.Name, sample))
						diags.OneError(t, "Credential of another platform", d.Name()+"."+c.Name, "looks like "+other.Title()+"'s "+foreign.Name, foreign.Variable)
						for _, text := range diags.Errors() {
							if strings.Contains(text, sample) || strings.HasPrefix(text, d.Name()) {
								t.Errorf("the error repeats the credential or points to its line: %s", text)
							}
						}
					})
				}
			}
		}
	}
}

// TestCredentialOfItsOwn proves that every form of a credential is accepted where it
// belongs, and an id of no known form where its platform has none.
func TestCredentialOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, d := range Dialects() {
		for _, c := range d.Credentials() {
			values := []string{samples[d.Name()+"."+c.Name]}
			if len(formsOf(d, c.Name)) == 0 {
				values = []string{"my-app", samples["okra.public_key"], samples["okra.client_token"]}
			}
			for _, value := range values {
				inprocess.Serve(t, New("test")()).Configure(given(d, c.Name, value)).None(t)
			}
		}
	}
}

// TestCredentialWithWhiteSpace tries a line break and other white space at the ends
// of every platform's credentials.
func TestCredentialWithWhiteSpace(t *testing.T) {
	t.Parallel()
	for _, d := range Dialects() {
		for _, c := range d.Credentials() {
			for ending, want := range map[string]string{"\n": "a line break", "\r\n": "a line break", " ": "white space", "\u00a0": "white space"} {
				value := samples[d.Name()+"."+c.Name]
				diags := inprocess.Serve(t, New("test")()).Configure(given(d, c.Name, value+ending))
				diags.OneError(t, "Credential with white space at an end: "+d.Name()+"."+c.Name+": ", want+" at its beginning or end", "trimspace(file(…))")
				if texts := diags.Errors(); value != "" && slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, value) }) {
					t.Errorf("the error repeats the credential: %s", texts)
				}
			}
		}
	}
}
