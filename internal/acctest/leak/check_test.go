// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/leak"
)

// state is a state with one resource, of a mode and type, with attributes and
// private data.
func state(mode, typeName, attributes, private string) string {
	return fmt.Sprintf(`{"version":4,"resources":[{"mode":%q,"type":%q,"instances":[{"attributes":{%s},"private":%q}]}]}`,
		mode, typeName, attributes, base64.StdEncoding.EncodeToString([]byte(private)))
}

// plan is a saved plan with a state and a binary part.
func plan(t *testing.T, state, binary string) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for name, text := range map[string]string{"tfstate": state, "tfplan": binary} {
		w, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A secret may be in the one attribute that is for it, whole, in a managed
// resource that neither encrypts it nor was given it; and nowhere else.
func TestCheckPlaces(t *testing.T) {
	t.Parallel()
	key := fakes[0].Text
	replay := leak.Secret{Name: "Idempotency-Key of a test", Text: "QWERTZUIOPASDFGHJKLYXCVBNM"}
	s := searcher(t, append([]leak.Secret{replay}, fakes...)...)
	attribute := func(name, value string) string { return fmt.Sprintf("%q:%q,\"encrypt_to\":null", name, value) }
	right := state("managed", "openbanking_api_key", attribute("key", key), "{}")
	packed := "\xa3key\xd9" + string(rune(len(key))) + key
	kept := func(name, text string) string {
		return fmt.Sprintf(`{%q:%q}`, name, base64.StdEncoding.EncodeToString([]byte(`"`+text+`"`)))
	}
	for what, c := range map[string]struct {
		name string
		data []byte
		want int
	}{
		"key of a key":              {"terraform.tfstate", []byte(right), 0},
		"JSON form":                 {"show.json", []byte(`{"values":{"root_module":{"resources":[{"mode":"managed","type":"openbanking_webhook","values":{"signing_secret":"` + fakes[1].Text + `"}}]}}}`), 0},
		"change in a plan":          {"plan.json", []byte(`{"resource_changes":[{"mode":"managed","type":"openbanking_app_secret","change":{"before":{"secret":"` + fakes[3].Text + `"},"after":{"secret":null}}}]}`), 0},
		"log of the same text":      {"trace.log", []byte(right), 1},
		"another attribute":         {"terraform.tfstate", []byte(state("managed", "openbanking_api_key", attribute("name", key), "{}")), 1},
		"another type":              {"terraform.tfstate", []byte(state("managed", "openbanking_webhook", attribute("key", key), "{}")), 1},
		"data source":               {"terraform.tfstate", []byte(state("data", "openbanking_api_key", attribute("key", key), "{}")), 1},
		"not alone":                 {"terraform.tfstate", []byte(state("managed", "openbanking_api_key", attribute("key", "is "+key), "{}")), 1},
		"encrypted":                 {"terraform.tfstate", []byte(state("managed", "openbanking_api_key", `"key":"`+key+`","encrypt_to":["age1"]`, "{}")), 1},
		"given":                     {"errored.tfstate", []byte(state("managed", "openbanking_webhook", `"signing_secret":"`+fakes[1].Text+`","signing_secret_wo_version":"1"`, "{}")), 1},
		"output":                    {"terraform.tfstate.backup", []byte(`{"outputs":{"key":{"value":"` + key + `"}}}`), 1},
		"after the document":        {"terraform.tfstate", []byte(right + "\n" + key), 1},
		"private data":              {"terraform.tfstate", []byte(state("managed", "openbanking_api_key", `"key":null`, kept("made", key))), 1},
		"key of an unknown outcome": {"terraform.tfstate", []byte(state("managed", "openbanking_api_key", `"key":null`, kept("create_idempotency_key", replay.Text))), 1},
		"plan":                      {"a.plan", plan(t, right, "\x0a\x02"+packed+"\xa4name\xa1x"), 0},
		"plan, another attribute":   {"a.plan", plan(t, right, "\xa4name\xd9"+string(rune(len(key)))+key), 1},
		"plan, not in its state":    {"a.plan", plan(t, `{"resources":[]}`, packed), 1},
		"plan, its state":           {"a.plan", plan(t, state("managed", "openbanking_api_key", attribute("name", key), "{}"), ""), 1},
	} {
		leaks, err := s.Check(c.name, c.data)
		if err != nil || min(len(leaks), 1) != c.want { // Each view of the data finds it anew.
			t.Errorf("%s: got %d finds, expected at least one: %t: %s, %v", what, len(leaks), c.want > 0, leaks, err)
		}
	}
}
