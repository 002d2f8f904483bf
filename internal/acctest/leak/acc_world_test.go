// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/leak"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// What users give, by the environment alone.
const (
	userSigningSecret = "whsec_d3pNUTVrdlhxWjhyTDJ5VDZuQjRjSjlmSDFnQTdz"
	userToken         = `u5er-T0ken:"kW9/zQ2%xV7\&<bN4>+mR8`
)

// world is a sandbox that keeps everything on disk, whose every secret is taken
// down, and what was said and written while a test used it.
type world struct {
	*acctest.Env

	t       *testing.T
	secrets *leak.Collector
	folder  string // of the sandbox's database
	log     *buffer
	spaces  []*space
}

// buffer is a log in memory.
type buffer struct {
	mu   sync.Mutex
	data bytes.Buffer
}

// Write implements io.Writer.
func (b *buffer) Write(data []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.Write(data)
}

func (b *buffer) bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return bytes.Clone(b.data.Bytes())
}

// begin starts a world with the secrets that exist from the start.
func begin(t *testing.T, options ...acctest.Option) *world {
	t.Helper()
	secrets, err := leak.NewCollector()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, secrets: secrets, folder: t.TempDir(), log: &buffer{}}
	w.Env = acctest.New(t, append(options,
		acctest.OnDisk(filepath.Join(w.folder, "sandbox.db")),
		acctest.Logged(slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		acctest.Observed(secrets.Watch))...)
	for _, o := range w.Sandbox().Credentials().Organisations {
		for where, c := range map[string][4]string{
			"sandbox":    {o.Get("tok", "sandbox", "api_key"), o.Get("okra", "sandbox", "secret_key"), o.Get("okto", "sandbox", "management_token"), o.Get("okto", "sandbox", "app_secret")},
			"production": {o.Get("tok", "production", "api_key"), o.Get("okra", "production", "secret_key"), o.Get("okto", "production", "management_token"), o.Get("okto", "production", "app_secret")},
		} {
			for i, what := range []string{"Tok key", "Okra secret key", "management token", "App Secret"} {
				secrets.Plant(fmt.Sprintf("%s of %s (%s)", what, o.Name, where), c[i])
			}
		}
	}
	secrets.Plant("the user's signing secret", userSigningSecret)
	secrets.Plant("the user's token", userToken)
	return w
}

// space is a folder in which the CLI runs.
type space struct {
	*acctest.Workspace

	t    *testing.T
	name string
	said map[string][]byte // by the command
}

// space makes a folder with files; mirror is "" or a provider of the test's own.
// All logs go to a file in it, at the most verbose level.
func (w *world) space(name, mirror string, files map[string]string) *space {
	w.t.Helper()
	s := &space{t: w.t, Workspace: w.NewWorkspaceOn(mirror, files), name: name, said: map[string][]byte{}}
	s.Setenv("TF_LOG", "TRACE")
	s.Setenv("TF_LOG_PATH", filepath.Join(s.Dir, "trace.log"))
	s.Setenv("TF_VAR_okra_secret_key", w.On(acctest.Okra).Credential())
	s.Setenv("TF_VAR_okto_management_token", w.On(acctest.Okto).Credential())
	s.Setenv("TF_VAR_signing_secret", userSigningSecret)
	s.Setenv("TF_VAR_token", userToken)
	w.spaces = append(w.spaces, s)
	s.run(0, "init", "-no-color")
	return s
}

// run runs the CLI and keeps what it says. A code below 0 is any.
func (s *space) run(code int, args ...string) string {
	s.t.Helper()
	r := s.Run(args...)
	s.keep(r, args...)
	if code >= 0 && r.Code != code {
		s.t.Fatalf("%s: %s: exit %d, expected %d\n%s", s.name, strings.Join(args, " "), r.Code, code, r.Output[max(0, len(r.Output)-4000):])
	}
	return r.Output
}

// keep keeps what a run said, under a name that says what it is.
func (s *space) keep(r acctest.Result, args ...string) {
	name := fmt.Sprintf("%d: %s", len(s.said)+1, strings.Join(args, " "))
	if args[0] == "show" {
		name += ".json"
	}
	s.said[name] = []byte(r.Output)
}

// root is a configuration of the provider for all platforms, whose credentials
// come from the environment.
func (w *world) root(blocks ...string) string {
	return acctest.Required + fmt.Sprintf(`
provider "openbanking" {
  endpoint = %q
  tok      = {}
}
provider "openbanking" {
  alias       = "okra"
  environment = "sandbox"
  endpoint    = %q
  okra        = { secret_key = var.okra_secret_key }
}
provider "openbanking" {
  alias       = "okto"
  environment = "sandbox"
  endpoint    = %q
  okto        = { app_id = %q, management_token = var.okto_management_token }
}
`, w.Endpoint, w.On(acctest.Okra).Endpoint, w.On(acctest.Okto).Endpoint, w.On(acctest.Okto).App()) + userVariables + strings.Join(blocks, "\n")
}

var userVariables = variables("okra_secret_key", "okto_management_token", "signing_secret", "token")

// variables declares variables for secrets.
func variables(names ...string) string {
	var out strings.Builder
	for _, name := range names {
		fmt.Fprintf(&out, "variable %q {\n  type = string\n  sensitive = true\n  ephemeral = true\n}\n", name)
	}
	return out.String()
}

// leaks searches everything that was said and written.
func (w *world) leaks() []leak.Leak {
	w.t.Helper()
	s, err := leak.NewSearcher(w.secrets.Secrets())
	if err != nil {
		w.t.Fatal(err)
	}
	var all []leak.Leak
	add := func(where string, found []leak.Leak, err error) {
		if err != nil {
			w.t.Errorf("%s: %v", where, err)
		}
		for _, l := range found {
			l.Where = where + ": " + l.Where
			all = append(all, l)
		}
	}
	for _, space := range w.spaces {
		found, err := s.CheckFolder(space.Dir)
		add(space.name, slices.DeleteFunc(found, ofFramework), err)
		for name, text := range space.said {
			found, err := s.Check(name, text)
			add(space.name, found, err)
		}
	}
	found, err := s.CheckFolder(w.folder)
	add("the sandbox's database", found, err)
	found, err = s.Check("output", w.log.bytes())
	add("the sandbox's log", found, err)
	return all
}

// ofFramework tells a line of the plugin framework's own log, at its most verbose
// level, that names an element of a set by its value. The sets in this provider's
// schemas are of words, such as events, and of public keys. What a user pastes
// there by mistake is in such a line, and nothing else ever is.
func ofFramework(l leak.Leak) bool {
	return l.Find.Secret.Text == pasted && elementOfSet.MatchString(l.Find.Around)
}

var elementOfSet = regexp.MustCompile(`tf_attribute_path=\S*ElementKeyValue\(tftypes\.String<\S*"tok_sandbox_" ‹`)

// expectNone fails the test for every place in which secrets are, once for each
// kind of secret.
func (w *world) expectNone() {
	w.t.Helper()
	for _, text := range summary(w.leaks()) {
		w.t.Errorf("a secret was found: %s", text)
	}
}

// summary tells one leak of each secret's kind in each place, at most some.
func summary(leaks []leak.Leak) []string {
	const most = 8
	var texts []string
	seen := map[string]int{}
	for _, l := range leaks {
		kind := l.Where + strings.Fields(l.Find.Secret.Name)[0]
		if seen[kind]++; seen[kind] == 1 {
			texts = append(texts, l.String())
		}
	}
	if len(texts) > most {
		texts = append(texts[:most], fmt.Sprintf("and in %d more places", len(texts)-most))
	}
	return texts
}
