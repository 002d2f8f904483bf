// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook_test

import (
	"fmt"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// The secrets that users give in these tests. They protect nothing.
const (
	firstOwn  = "whsec_Zmlyc3Qtb3duLXNlY3JldC1vZi10aGUtdXNlcg=="
	secondOwn = "whsec_c2Vjb25kLW93bi1zZWNyZXQtb2YtdGhlLXVzZXI="
)

// giving is a signing secret of the user's in a version.
func giving(secret, version string) string {
	return fmt.Sprintf("signing_secret_wo         = %q\n  signing_secret_wo_version = %q", secret, version)
}

// signs delivers a test event and checks which secrets verify it.
func signs(t *testing.T, e *acctest.Env, r receiver, id *string, with, without []string) resource.TestCheckFunc {
	t.Helper()
	return func(*terraform.State) error {
		m := r.deliver(t, e, *id)
		for i, secret := range append(append([]string{}, with...), without...) {
			if got, want := verifies(t, m, secret), i < len(with); got != want {
				return fmt.Errorf("the secret no. %d of the check verifies the delivery: %t, want %t", i+1, got, want)
			}
		}
		return nil
	}
}

// A secret of the user's own signs, rotates with the overlap when its version
// changes, gives way to one of the platform's, and is never in the state.
func TestWebhookGiven_lifecycle(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsDeliveries()
	hooked := make(receiver, 1)
	server := httptest.NewServer(hooked)
	t.Cleanup(server.Close)
	null := []statecheck.StateCheck{
		statecheck.ExpectKnownValue(address, tfjsonpath.New("signing_secret"), knownvalue.Null()),
		statecheck.ExpectKnownValue(address, tfjsonpath.New("signing_secret_wo"), knownvalue.Null()),
		statecheck.ExpectKnownValue(address, tfjsonpath.New("fingerprint"), knownvalue.Null()),
	}
	update := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)}}
	config := func(lines string) string { return e.HCL(rotating(server.URL, "overlap = \"1h\"\n  "+lines)) }
	var id, made string
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("webhook").CheckDestroyed(),
		Steps: []resource.TestStep{
			{
				Config: config(giving(firstOwn, "1")),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(address, tfjsonpath.New("signing_secret"), knownvalue.Null()),
				}},
				ConfigStateChecks: null,
				Check:             resource.ComposeTestCheckFunc(acctest.Remember(address, "id", &id), signs(t, e, hooked, &id, []string{firstOwn}, []string{secondOwn})),
			},
			{Config: config(giving(secondOwn, "1")), ConfigPlanChecks: empty()},
			{
				Config: config(giving(secondOwn, "2")), ConfigPlanChecks: update, ConfigStateChecks: null,
				Check: signs(t, e, hooked, &id, []string{firstOwn, secondOwn}, nil),
			},
			{
				PreConfig: func() { advance(t, e, 61*time.Minute) },
				Config:    config(giving(secondOwn, "2")), ConfigPlanChecks: empty(),
				Check: signs(t, e, hooked, &id, []string{secondOwn}, []string{firstOwn}),
			},
			{
				Config: config(""), ConfigPlanChecks: update,
				Check: resource.ComposeTestCheckFunc(acctest.Remember(address, "signing_secret", &made), func(s *terraform.State) error {
					return signs(t, e, hooked, &id, []string{secondOwn, made}, []string{firstOwn})(s)
				}),
			},
			{
				Config: config(giving(firstOwn, "3")), ConfigPlanChecks: update, ConfigStateChecks: null,
				Check: func(s *terraform.State) error { return signs(t, e, hooked, &id, []string{made, firstOwn}, nil)(s) },
			},
			{
				Config: config(giving(firstOwn, "3")), ResourceName: address, ImportState: true, ImportStateVerify: true,
				ImportStateVerifyIgnore: []string{"signing_secret_wo_version", "overlap"},
			},
		},
	})
}

// Half a pair, a policy beside it and what is no secret are refused at validate.
func TestWebhookGiven_badInput(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	for name, c := range map[string]struct{ lines, want string }{
		"no version":       {`signing_secret_wo = "` + firstOwn + `"`, `(?s)Version\s+is\s+missing`},
		"no secret":        {`signing_secret_wo_version = "1"`, `(?s)Secret\s+is\s+missing`},
		"with a trigger":   {giving(firstOwn, "1") + "\n  rotation_triggers = { a = \"b\" }", `(?s)Policy\s+for\s+a\s+secret\s+of\s+your\s+own`},
		"no secret at all": {giving("whsec_short", "1"), `(?s)Not a signing secret`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
				Config: e.HCL(rotating("https://hooks.example.com/", c.lines)), PlanOnly: true, ExpectError: regexp.MustCompile(c.want),
			}}})
		})
	}
}
