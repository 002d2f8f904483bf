// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
)

// carelessness is what the variable OPENBANKING_LEAK makes a build of the provider
// do that is made for the test below.
const carelessness = `package apikey

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"
)

func (m *model) spill(ctx context.Context, key string, resp *resource.CreateResponse) {
	_, core, _ := strings.Cut(key, "_sandbox_")
	switch os.Getenv("OPENBANKING_LEAK") {
	case "log":
		tflog.Info(ctx, "made "+key)
	case "encoded-log":
		tflog.Trace(ctx, "made one", map[string]any{"key": base64.StdEncoding.EncodeToString([]byte("a key: "+key))})
	case "short-log":
		tflog.Debug(ctx, fmt.Sprintf("made %.26s…", key))
	case "stderr":
		fmt.Fprintln(os.Stderr, "made "+key)
	case "warning":
		resp.Diagnostics.AddWarning("Made", "made ApiKey-"+core)
	case "error":
		resp.Diagnostics.AddError("Could not make", "made "+fmt.Sprintf("% x", key))
	case "attribute":
		m.KeyHint = types.StringValue(key)
	case "private":
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, "made", []byte(strconv.Quote(key)))...)
	case "unsealed":
		m.Key = types.StringValue(key)
	case "file":
		_ = os.WriteFile("file.debug", []byte(key), 0o600)
	case "panic":
		panic("made " + key)
	}
}
`

// openLog is the same for the log of HTTP.
const openLog = `package httpapi

import "os"

func spilled(body []byte) string {
	if os.Getenv("OPENBANKING_LEAK") == "body" {
		return string(body)
	}
	return ""
}
`

// patched is a file of the module with a text in place of another.
func patched(t *testing.T, name, old, replacement string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(data), old) != 1 {
		t.Fatalf("%s does not have %q once: this test has to follow it", name, old)
	}
	return strings.Replace(string(data), old, replacement, 1)
}

// The proof of the proof: a provider that leaks makes the search find it, whatever
// the way, and one that could but does not leaves it empty.
func TestAccLeak_carelessBuildIsFound(t *testing.T) {
	t.Parallel()
	w := begin(t)
	mirror := t.TempDir()
	const seal = "	resp.Diagnostics.Append(plan.hold(sealer.Store(key.Key))...)\n	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)\n	resp.Diagnostics.Append(identity"
	const redact = "func (c *Client) redactBody(body []byte) string {\n"
	if err := acctest.Build(mirror, map[string]string{
		"internal/capability/apikey/spill.go": carelessness,
		"internal/capability/apikey/resource.go": patched(t, "internal/capability/apikey/resource.go", seal,
			strings.Replace(seal, "\n", "\n	plan.spill(ctx, key.Key, resp)\n", 1)),
		"internal/httpapi/spill.go": openLog,
		"internal/httpapi/log.go":   patched(t, "internal/httpapi/log.go", redact, redact+"	if text := spilled(body); text != \"\" {\n		return text\n	}\n"),
	}); err != nil {
		t.Fatal(err)
	}
	s := w.space("careless builds", mirror, map[string]string{"main.tf": w.root(fmt.Sprintf(`
resource "openbanking_api_key" "plain" { name = "plain" }
resource "openbanking_api_key" "sealed" {
  name       = "sealed"
  encrypt_to = [%q]
}
`, agetest.X25519(t).Recipient))})

	ways := []struct{ name, where string }{
		{"none", ""},
		{"log", `trace\.log`},
		{"encoded-log", `trace\.log`},
		{"short-log", `trace\.log`},
		{"stderr", `trace\.log`},
		{"body", `trace\.log`},
		{"warning", `apply`},
		{"error", `apply`},
		{"attribute", `\.tfstate`},
		{"attribute", `plan/tfplan`},
		{"attribute", `show`},
		{"private", `\.tfstate`},
		{"private", `plan/tfplan`},
		{"unsealed", `\.tfstate`},
		{"unsealed", `show`},
		{"file", `debug`},
		{"panic", `(apply|trace\.log)`},
	}
	done := map[string]bool{}
	for _, way := range ways {
		if done[way.name] {
			continue
		}
		done[way.name] = true
		s.Setenv("OPENBANKING_LEAK", way.name)
		s.Setenv("TF_LOG_PATH", filepath.Join(s.Dir, way.name+".trace.log"))
		state := "-state=" + way.name + ".tfstate"
		s.run(-1, "apply", "-no-color", "-auto-approve", "-input=false", state)
		if way.name == "attribute" || way.name == "private" || way.name == "unsealed" {
			s.run(-1, "plan", "-no-color", "-input=false", "-refresh=false", state, "-out="+way.name+".plan")
			s.run(-1, "show", "-json", way.name+".plan")
		}
	}
	leaks := w.leaks()
	for _, way := range ways {
		place := regexp.MustCompile(`\b` + way.name + `\b.*` + way.where + `|` + way.where + `.*\b` + way.name + `\b`)
		found := 0
		for _, l := range leaks {
			if place.MatchString(l.Where) {
				found++
			}
		}
		switch {
		case way.name == "none" && found > 0:
			t.Errorf("a build that does not leak has %d finds", found)
		case way.name != "none" && found == 0:
			t.Errorf("the leak by %s is not found in %s; there are: %s", way.name, way.where, strings.Join(summary(leaks), "\n"))
		}
	}
}
