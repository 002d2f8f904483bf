// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption_test

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// kind is a resource whose secret can be encrypted.
type kind struct {
	typeName, plain string
	lines           string // that its configuration needs
	start           func(t *testing.T) *side
}

// side is a platform of a test's own, with a workspace on it.
type side struct {
	kind

	t     *testing.T
	env   *acctest.Env
	hcl   func(blocks ...string) string
	works func(attributes map[string]any, secret string) bool // asks the platform
	w     *acctest.Workspace
}

func kinds() map[string]kind {
	return map[string]kind{
		"api_key":                     {typeName: "openbanking_api_key", plain: "key", lines: `name = "ci"`, start: working(acctest.Tok, "api_key")},
		"api_key of a typed platform": {typeName: "openbanking_api_key", plain: "key", lines: "name = \"ci\"\n  type = \"secret\"", start: working(acctest.Okra, "api_key")},
		"app_secret":                  {typeName: "openbanking_app_secret", plain: "secret", start: working(acctest.Okto, "app_secret")},
		"webhook": {
			typeName: "openbanking_webhook", plain: "signing_secret", lines: "url = \"https://hooks.example.com/bank\"\n  events = [\"consent.expired\"]",
			start: func(t *testing.T) *side {
				t.Helper()
				e := acctest.New(t)
				return &side{env: e, hcl: e.HCL, works: func(attributes map[string]any, secret string) bool {
					id, _ := attributes["id"].(string)
					return e.Must(http.StatusOK, http.MethodGet, "/webhooks/"+id, nil)["secretFingerprint"] == acctest.Fingerprint(secret)
				}}
			},
		},
	}
}

// judged are the kinds that the CLI judges: one, since the same is tested in process
// for each of them.
func judged() map[string]kind {
	all := kinds()
	if acctest.AllOnCLI() {
		return all
	}
	return map[string]kind{"api_key": all["api_key"]}
}

// begin starts a platform and a workspace with a first configuration.
func (k kind) begin(t *testing.T, lines ...string) *side {
	t.Helper()
	s := k.start(t)
	s.kind, s.t = k, t
	s.w = s.env.NewWorkspace(s.hcl(s.block(lines...)))
	// Everything that is said goes to a file, which is searched with the rest.
	s.w.Setenv("TF_LOG", "TRACE")
	s.w.Setenv("TF_LOG_PATH", filepath.Join(s.w.Dir, "trace.log"))
	return s
}

func (k kind) address() string { return k.typeName + ".test" }

func (k kind) block(lines ...string) string {
	return fmt.Sprintf("resource %q \"test\" {\n  %s\n}\n", k.typeName, strings.Join(append([]string{k.lines}, lines...), "\n  "))
}

// declare replaces the configuration.
func (s *side) declare(lines ...string) { s.w.Configure(s.hcl(s.block(lines...))) }

// run runs the CLI, which has to end with the code.
func (s *side) run(code int, args ...string) string {
	s.t.Helper()
	r := s.w.Run(append(args, "-no-color")...)
	if r.Code != code {
		s.t.Fatalf("%s: exit %d, expected %d:\n%s", strings.Join(args, " "), r.Code, code, r.Output)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(r.Output, "│", " ")), " ")
}

func (s *side) apply() {
	s.t.Helper()
	s.run(0, "apply", "-auto-approve", "-input=false")
}

// settled checks that the next plan is empty.
func (s *side) settled() { s.t.Helper(); s.run(0, "plan", "-detailed-exitcode", "-input=false") }

// attributes are the resource's, from the state.
func (s *side) attributes() map[string]any {
	s.t.Helper()
	var state struct {
		Resources []struct {
			Type      string
			Instances []struct{ Attributes map[string]any }
		}
	}
	if err := json.Unmarshal([]byte(s.w.File("terraform.tfstate")), &state); err != nil {
		s.t.Fatal(err)
	}
	for _, r := range state.Resources {
		if r.Type == s.typeName && len(r.Instances) == 1 {
			return r.Instances[0].Attributes
		}
	}
	s.t.Fatalf("the state has no %s", s.typeName)
	return nil
}

// sealed decrypts what the state has for each of the recipients, and checks it
// against the fingerprint, the platform, and every file that the CLI left but the
// named ones, which may have it in the clear.
func (s *side) sealed(recipients []agetest.Pair, mayHave ...string) string {
	s.t.Helper()
	attributes := s.attributes()
	if attributes[s.plain] != nil {
		s.t.Errorf("the state has a plain %s", s.plain)
	}
	var secret string
	for _, p := range recipients {
		secret = p.MustDecrypt(s.t, attributes["encrypted_"+s.plain])
		if got, want := acctest.Fingerprint(secret), attributes["fingerprint"]; got != want {
			s.t.Errorf("the fingerprint of what was decrypted is %s, the state says %v", got, want)
		}
	}
	if !s.works(attributes, secret) {
		s.t.Error("the secret that was decrypted does not work")
	}
	if got := s.having(secret); !slices.Equal(got, mayHave) {
		s.t.Errorf("the plain secret is in %q, expected it in %q", got, mayHave)
	}
	return secret
}

// searches proves that a search looks into a file: it finds what has to be there.
func (s *side) searches(file, text string) {
	s.t.Helper()
	if found := s.having(text); !slices.Contains(found, file) {
		s.t.Errorf("%q is found in %q, expected it in %s, too", text, found, file)
	}
}

// having lists the files that the CLI left with a text in them, sorted. A plan file
// is an archive.
func (s *side) having(text string) []string {
	s.t.Helper()
	var found []string
	err := filepath.WalkDir(s.w.Dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".terraform":
			return fs.SkipDir // The provider itself.
		case entry.IsDir():
			return nil
		}
		data, err := os.ReadFile(path) //nolint:gosec // A file of the test's own.
		if err == nil && strings.HasSuffix(path, ".plan") {
			data, err = unzip(path)
		}
		if strings.Contains(string(data), text) {
			found = append(found, entry.Name())
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

func unzip(path string) ([]byte, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = archive.Close() }()
	var all []byte
	for _, file := range archive.File {
		reader, err := file.Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(reader)
		if err != nil {
			return nil, err
		}
		all = append(all, data...)
	}
	return all, nil
}

func encryptTo(recipients ...string) string {
	return fmt.Sprintf("encrypt_to = [%s]", `"`+strings.Join(recipients, `", "`)+`"`)
}

func trigger(value string) string {
	return fmt.Sprintf("rotation_triggers = { recipients = %q }", value)
}

// working starts a platform on which a secret proves itself by opening the API.
func working(on *acctest.Platform, resource string) func(t *testing.T) *side {
	return func(t *testing.T) *side {
		t.Helper()
		e := acctest.On(t, on)
		return &side{env: e, hcl: e.HCL, works: func(_ map[string]any, secret string) bool {
			return e.Of(resource).Works(secret) == http.StatusOK
		}}
	}
}
