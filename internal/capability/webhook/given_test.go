// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption/agetest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// The secrets that users give in these tests. They protect nothing.
const (
	firstGiven  = "whsec_Zmlyc3QtZ2l2ZW4tYnktdGhlLXVzZXIwMQ=="
	secondGiven = "whsec_c2Vjb25kLWdpdmVuLWJ5LXRoZS11c2VyMDI="
)

func giving(secret, version any, more inprocess.Values) inprocess.Values {
	values := inprocess.Values{"signing_secret_wo": secret, "signing_secret_wo_version": version}
	maps.Copy(values, more)
	return config(values)
}

// TestGivenLifeCycle gives a secret, gives another one, and lets the platform make
// one again. Neither plan nor state ever holds what was given.
func TestGivenLifeCycle(t *testing.T) {
	t.Parallel()
	h := &hooks{webhook: stored(1)}
	r := resourceOn(t, h)
	object, diags := r.Create(giving(firstGiven, "1", nil))
	diags.None(t)
	hidden(t, object, nil)

	if changes := r.Plan(object, giving(secondGiven, "1", nil)).Changes(); len(changes) != 0 {
		t.Errorf("another secret of the same version changes %v", changes)
	}
	object, diags = r.Apply(r.Plan(object, giving(secondGiven, "1", inprocess.Values{"enabled": false})))
	diags.None(t)
	plan := r.Plan(object, giving(secondGiven, "2", inprocess.Values{"enabled": false, "overlap": "1h"}))
	plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates", `changed from "1" to "2"`, "both secrets for 1h")
	if len(plan.Replaces) != 0 {
		t.Errorf("another version replaces the webhook because of %v", plan.Replaces)
	}
	object, diags = r.Apply(plan)
	diags.None(t)
	hidden(t, object, int64(2))
	if want := []platform.GivenSecret{firstGiven, secondGiven}; !slices.Equal(h.given, want) {
		t.Errorf("%d secrets were sent, want the two in their order", len(h.given))
	}

	plan = r.Plan(object, config(inprocess.Values{"enabled": false}))
	plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates", "you no longer give it", "a secret that it makes")
	object, diags = r.Apply(plan)
	diags.None(t)
	if object.Attributes["signing_secret"] != secretText || h.given[2] != "" {
		t.Errorf("after that the state is %v", object.Attributes)
	}
	plan = r.Plan(object, giving(firstGiven, "3", inprocess.Values{"enabled": false}))
	plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates", `you give one yourself, version "3"`)
	object, diags = r.Apply(plan)
	diags.None(t)
	hidden(t, object, int64(4))
}

// hidden checks that the state holds neither a secret nor its fingerprint.
func hidden(t *testing.T, object inprocess.Object, version any) {
	t.Helper()
	for _, name := range []string{"signing_secret", "fingerprint", "signing_secret_wo"} {
		if object.Attributes[name] != nil {
			t.Errorf("the state has a value for %s", name)
		}
	}
	if version != nil && object.Attributes["secret_version"] != version {
		t.Errorf("the secret's version is %v, want %v", object.Attributes["secret_version"], version)
	}
	for _, text := range []string{firstGiven, secondGiven} {
		if strings.Contains(fmt.Sprint(object), text) {
			t.Error("the state holds what the user gave")
		}
	}
}

// TestGivenWithoutValue proves that a version whose secret turns out to be null
// ends the apply before anything is called.
func TestGivenWithoutValue(t *testing.T) {
	t.Parallel()
	h := &hooks{webhook: stored(1)}
	r := resourceOn(t, h)
	_, diags := r.Create(giving(nil, "1", nil))
	diags.OneError(t, "signing_secret_wo: ", "Secret is missing")
	_, diags = r.Apply(r.Plan(state(nil), giving(nil, "1", nil)))
	diags.OneError(t, "Secret is missing")
	if len(h.keys)+len(h.sent) != 0 {
		t.Errorf("calls were made: %v %v", h.keys, h.sent)
	}
}

// TestGivenVersionUnknown proves that a version which is not known at plan rotates
// only if it turns out to be another one.
func TestGivenVersionUnknown(t *testing.T) {
	t.Parallel()
	for version, rotates := range map[string]bool{"1": false, "2": true} {
		h := &hooks{webhook: stored(1)}
		r := resourceOn(t, h)
		object, diags := r.Create(giving(firstGiven, "1", nil))
		diags.None(t)
		plan := r.Plan(object, giving(unknown, unknown, nil))
		plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates", "not known yet")
		_, diags = r.Apply(r.Plan(object, giving(secondGiven, version, nil)))
		diags.None(t)
		if got := len(h.given) == 2; got != rotates {
			t.Errorf("version %s rotated: %t", version, got)
		}
	}
}

// TestGivenIsLost proves that a secret which was replaced outside is sent again.
func TestGivenIsLost(t *testing.T) {
	t.Parallel()
	missing, there := false, true
	for name, test := range map[string]struct {
		change func(*platform.Webhook)
		want   string // of the warning, "" for none
	}{
		"nothing":         {func(w *platform.Webhook) { w.HasGivenSecret = &there }, ""},
		"rotated":         {func(w *platform.Webhook) { w.SecretVersion = 9 }, "version 9"},
		"removed":         {func(w *platform.Webhook) { w.HasGivenSecret = &missing }, "has none any more"},
		"nobody can tell": {func(w *platform.Webhook) { w.HasGivenSecret = nil }, ""},
	} {
		h := &hooks{webhook: stored(1)}
		r := resourceOn(t, h)
		object, diags := r.Create(giving(firstGiven, "1", nil))
		diags.None(t)
		test.change(&h.webhook)
		object, diags = r.Read(object)
		if test.want == "" {
			diags.None(t)
			if changes := r.Plan(object, giving(firstGiven, "1", nil)).Changes(); len(changes) != 0 {
				t.Errorf("%s: the plan changes %v", name, changes)
			}
			continue
		}
		diags.OneWarning(t, "The signing secret of the webhook whk_1 is another one: it was changed outside", test.want)
		plan := r.Plan(object, giving(firstGiven, "1", nil))
		plan.Diagnostics.OneWarning(t, "The signing secret of the webhook whk_1 rotates", "it was changed outside")
		_, diags = r.Apply(plan)
		diags.None(t)
		if len(h.given) != 2 || h.given[1] != firstGiven {
			t.Errorf("%s: the secret was not sent again", name)
		}
	}
}

// TestValidateGiven proves that half a pair, a policy beside it and a text that is
// no secret are refused, without repeating the text.
func TestValidateGiven(t *testing.T) {
	t.Parallel()
	sized := func(n int) string {
		return "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", n)))
	}
	r := resourceOn(t, &hooks{})
	for _, valid := range []inprocess.Values{
		giving(firstGiven, "1", nil), giving(sized(24), "1", nil), giving(sized(64), "a", nil),
		giving(unknown, "1", nil), giving(unknown, unknown, nil), giving(firstGiven, unknown, nil),
		giving(firstGiven, "1", inprocess.Values{"overlap": "1h"}),
	} {
		r.Validate(valid).None(t)
	}
	for name, test := range map[string]struct {
		config inprocess.Values
		want   []string
	}{
		"no version":    {giving(firstGiven, nil, nil), []string{"signing_secret_wo: Version is missing", "signing_secret_wo_version"}},
		"no secret":     {giving(nil, "1", nil), []string{"signing_secret_wo_version: Secret is missing"}},
		"triggers":      {giving(firstGiven, "1", inprocess.Values{"rotation_triggers": map[string]any{"a": "b"}}), []string{"rotation_triggers: ", "signing_secret_wo_version"}},
		"an age":        {giving(firstGiven, "1", inprocess.Values{"rotate_after": "90d"}), []string{"rotate_after: ", "Remove rotate_after"}},
		"no prefix":     {giving("SECRET", "1", nil), []string{"does not start with whsec_", "openssl"}},
		"no base64":     {giving("whsec_SECRET!", "1", nil), []string{"is not base64"}},
		"too short":     {giving(sized(23), "1", nil), []string{"holds 23 bytes"}},
		"too long":      {giving(sized(65), "1", nil), []string{"holds 65 bytes"}},
		"a broken line": {giving(sized(24)[:20]+"\n"+sized(24)[20:], "1", nil), []string{"is not base64"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := r.Validate(test.config)
			diags.OneError(t, test.want...)
			for _, text := range diags.Errors() {
				if strings.Contains(text, "SECRET") || strings.Contains(text, firstGiven) {
					t.Errorf("the error repeats the secret: %s", text)
				}
			}
		})
	}
}

// single is a platform that has one webhook, with a bearer token and without all
// that Tok's have.
func single(t *testing.T, h *hooks) inprocess.Resource {
	t.Helper()
	connection := inprocess.Offering(&platform.Platform{Name: "okra", Title: "Okra", Environment: platform.Sandbox, Webhooks: h}, platform.Offer{
		Capability: platform.CapabilityWebhook,
		Lacks: []string{
			"events", "enabled", "description", "overlap", "rotation_triggers", "rotate_after", "signing_secret_wo", "signing_secret_wo_version",
			"signing_secret", "fingerprint", "secret_version", "secret_created_at",
		},
		Fields: []platform.Field{{Name: "bearer_token_wo", Secret: "bearer token", WriteOnly: true}},
	})
	return inprocess.Connected(t, connection, []func() resource.Resource{NewResource(connection.Dialects)}, []func() datasource.DataSource{NewDataSource}).Resource("openbanking_webhook")
}

// TestBearerToken manages a webhook on a platform whose deliveries carry a token:
// what the platform lacks is null in plan and state.
func TestBearerToken(t *testing.T) {
	t.Parallel()
	has := true
	h := &hooks{webhook: platform.Webhook{ID: "whk_1", HasGivenSecret: &has}, plain: true}
	r := single(t, h)
	with := func(url, token, version string) inprocess.Values {
		return inprocess.Values{"url": url, "okra": map[string]any{"bearer_token_wo": token, "bearer_token_wo_version": version}}
	}
	object, diags := r.Create(with("https://example.com/hook", "t0ken", "1"))
	diags.None(t)
	for _, name := range []string{"events", "enabled", "description", "signing_secret", "fingerprint", "secret_version"} {
		if object.Attributes[name] != nil {
			t.Errorf("%s is %v, want null", name, object.Attributes[name])
		}
	}
	plan := r.Plan(object, with("https://example.com/new", "t0ken", "1"))
	plan.Diagnostics.None(t)
	if slices.Contains(plan.Changes(), "secret_version") || slices.Contains(plan.Changes(), "enabled") {
		t.Errorf("the plan changes %v", plan.Changes())
	}
	object, diags = r.Apply(plan)
	diags.None(t)
	plan = r.Plan(object, with("https://example.com/new", "0ther", "2"))
	plan.Diagnostics.OneWarning(t, "The bearer token of the webhook whk_1 rotates", "bearer token of the webhook whk_1", "the old one no more")
	object, diags = r.Apply(plan)
	diags.None(t)
	plan = r.Plan(object, inprocess.Values{"url": "https://example.com/new"})
	plan.Diagnostics.OneWarning(t, "rotates", "you no longer give it", "none where the platform makes none")
	_, diags = r.Apply(plan)
	diags.None(t)
	if want := []platform.GivenSecret{"t0ken", "0ther", ""}; !slices.Equal(h.given, want) {
		t.Errorf("the tokens were %q, want %q", h.given, want)
	}
	r.Plan(inprocess.Object{}, inprocess.Values{"url": "https://example.com/hook", "events": []any{"a"}}).Diagnostics.OneError(t, "events: Okra has no events", "Remove it")
	for name, test := range map[string]struct {
		config inprocess.Values
		want   []string
	}{
		"no version": {inprocess.Values{"okra": map[string]any{"bearer_token_wo": "SECRET"}}, []string{"okra.bearer_token_wo: Version is missing", "Set bearer_token_wo_version"}},
		"no secret":  {inprocess.Values{"okra": map[string]any{"bearer_token_wo_version": "1"}}, []string{"okra.bearer_token_wo_version: Secret is missing"}},
		"encrypted": {
			inprocess.Values{"okra": map[string]any{"bearer_token_wo": "SECRET", "bearer_token_wo_version": "1"}, "encrypt_to": []any{agetest.X25519(t).Recipient}},
			[]string{"encrypt_to: ", "okra.bearer_token_wo"},
		},
	} {
		test.config["url"] = "https://example.com/hook"
		diags := r.Validate(test.config)
		diags.OneError(t, test.want...)
		if strings.Contains(strings.Join(diags.Errors(), " "), "SECRET") {
			t.Errorf("%s: the error repeats the secret", name)
		}
	}
}

// TestExists proves that a second webhook, where there can be only one, is refused
// with the way to adopt the first.
func TestExists(t *testing.T) {
	t.Parallel()
	h := &hooks{webhook: platform.Webhook{ID: "whk_1"}, err: fails(platform.KindExists)}
	object, diags := single(t, h).Create(inprocess.Values{"url": "https://example.com/hook"})
	diags.OneError(t, "Could not create the webhook for https://example.com/hook: one exists already", "create_before_destroy", "went wrong", "import", "openbanking_webhook.<name>")
	if object.Attributes != nil {
		t.Errorf("left the state %v", object.Attributes)
	}
	h.listed = true
	_, diags = single(t, h).Create(inprocess.Values{"url": "https://example.com/hook"})
	diags.OneError(t, "terraform import openbanking_webhook.<name> whk_1", `id = "whk_1"`)
}
