// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// rotating declares a key with further lines in its block.
func rotating(lines ...string) string {
	return "resource \"openbanking_api_key\" \"test\" {\n  name = \"ci\"\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

// ci is the name of a key.
const ci = `name = "ci"`

// keyRotating declares a key with further lines in its block, among them what the
// platform needs.
func keyRotating(e *acctest.Keys, lines ...string) string {
	return "resource \"openbanking_api_key\" \"test\" {\n  " + e.Lines + "\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

func trigger(value string) string { return fmt.Sprintf("rotation_triggers = { version = %q }", value) }

const cbd = "lifecycle { create_before_destroy = true }"

func action(a plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, a)}}
}

func empty() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}

func advance(t *testing.T, e interface{ Sandbox() *sandbox.Sandbox }, d time.Duration) func() {
	t.Helper()
	return func() {
		if err := e.Sandbox().Advance(d); err != nil {
			t.Fatal(err)
		}
	}
}

// works checks whether a key that a former step remembered still opens the API.
func works(e *acctest.Keys, key *string, status int) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if got := e.Works(*key); got != status {
			return fmt.Errorf("a call with the key answers %d, want %d", got, status)
		}
		return nil
	}
}

// A changed trigger makes a new key. With an overlap the old one goes on working
// until it is over, not a moment longer, and the plans stay empty throughout.
func TestAPIKeyRotation_triggerWithOverlap(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lifecycle string
		action    plancheck.ResourceActionType
	}{
		"destroy then create":   {"", plancheck.ResourceActionDestroyBeforeCreate},
		"create before destroy": {cbd, plancheck.ResourceActionCreateBeforeDestroy},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.OnKeys(t, func(t *testing.T, e *acctest.Keys) {
				t.Helper()
				differs := statecheck.CompareValue(compare.ValuesDiffer())
				same := statecheck.CompareValue(compare.ValuesSame())
				config := func(version string) string {
					return e.HCL(keyRotating(e, ci, `overlap = "1h"`, trigger(version), c.lifecycle))
				}
				var old, second string
				e.Run(resource.TestCase{Steps: []resource.TestStep{
					{
						Config:            config("1"),
						ConfigStateChecks: []statecheck.StateCheck{differs.AddStateValue(address, tfjsonpath.New("key"))},
						Check:             acctest.Remember(address, "key", &old),
					},
					{
						Config:           config("2"),
						ConfigPlanChecks: action(c.action),
						ConfigStateChecks: []statecheck.StateCheck{
							differs.AddStateValue(address, tfjsonpath.New("key")),
							same.AddStateValue(address, tfjsonpath.New("key")),
						},
						Check: resource.ComposeTestCheckFunc(
							acctest.Remember(address, "key", &second), works(e, &second, http.StatusOK), works(e, &old, http.StatusOK)),
					},
					{
						PreConfig:         advance(t, e, 30*time.Minute),
						Config:            config("2"),
						ConfigPlanChecks:  empty(),
						ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("key"))},
						Check:             resource.ComposeTestCheckFunc(works(e, &old, http.StatusOK), works(e, &second, http.StatusOK)),
					},
					{
						PreConfig:         advance(t, e, 31*time.Minute),
						Config:            config("2"),
						ConfigPlanChecks:  empty(),
						ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("key"))},
						Check:             resource.ComposeTestCheckFunc(works(e, &old, http.StatusUnauthorized), works(e, &second, http.StatusOK)),
					},
				}})
			})
		})
	}
}

// Without an overlap the old key ends with its resource.
func TestAPIKeyRotation_triggerWithoutOverlap(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		var old, second string
		e.Run(resource.TestCase{
			CheckDestroy: e.CheckDestroyed(),
			Steps: []resource.TestStep{
				{Config: e.HCL(keyRotating(e, ci, trigger("1"))), Check: acctest.Remember(address, "key", &old)},
				{
					Config: e.HCL(keyRotating(e, ci, trigger("2"))), ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate),
					Check: resource.ComposeTestCheckFunc(
						acctest.Remember(address, "key", &second), works(e, &second, http.StatusOK), works(e, &old, http.StatusUnauthorized)),
				},
			},
		})
	})
}

// Pins GitLab's trap of a rotation block that replaces when it is added or
// removed: the whole policy comes and goes in place.
func TestAPIKeyRotation_policyComesAndGoesInPlace(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		same := statecheck.CompareValue(compare.ValuesSame())
		step := func(lines ...string) resource.TestStep {
			return resource.TestStep{
				Config: e.HCL(keyRotating(e, append([]string{ci}, lines...)...)), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("key"))},
			}
		}
		e.Run(resource.TestCase{Steps: []resource.TestStep{
			{Config: e.HCL(keyRotating(e, ci)), ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("key"))}},
			step(trigger("1"), `rotate_after = "90d"`, `overlap = "1d"`),
			step(`rotation_triggers = { version = "1", owner = "ana" }`, `rotate_after = "60d"`),
			step(`rotation_triggers = { owner = "ana" }`),
			step(),
		}})
	})
}

// A key that has reached its age is replaced by the plan that sees it, and that
// plan's own next plan is empty.
func TestAPIKeyRotation_age(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(t *testing.T, e *acctest.Keys) {
		t.Helper()
		config := e.HCL(keyRotating(e, ci, `rotate_after = "30d"`, `overlap = "1d"`, cbd))
		differs := statecheck.CompareValue(compare.ValuesDiffer())
		var old string
		e.Run(resource.TestCase{Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					differs.AddStateValue(address, tfjsonpath.New("key")),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("ready_for_rotation"), knownvalue.Bool(false)),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("rotates_at"), knownvalue.NotNull()),
				},
				Check: acctest.Remember(address, "key", &old),
			},
			{PreConfig: advance(t, e, 29*24*time.Hour), Config: config, ConfigPlanChecks: empty()},
			{
				PreConfig: advance(t, e, 25*time.Hour), Config: config,
				ConfigPlanChecks: action(plancheck.ResourceActionCreateBeforeDestroy),
				ConfigStateChecks: []statecheck.StateCheck{
					differs.AddStateValue(address, tfjsonpath.New("key")),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("ready_for_rotation"), knownvalue.Bool(false)),
				},
				Check: works(e, &old, http.StatusOK),
			},
			{Config: config, ConfigPlanChecks: empty()},
			{PreConfig: advance(t, e, 25*time.Hour), Config: config, ConfigPlanChecks: empty(), Check: works(e, &old, http.StatusUnauthorized)},
		}})
	})
}

// Pins the trap of expired secrets that are read as gone: a key near its expiry
// is due, an expired one is replaced, neither ever leaves the state.
func TestAPIKeyRotation_expiry(t *testing.T) {
	t.Parallel()
	for name, passed := range map[string]time.Duration{"near": 9*24*time.Hour + time.Hour, "past": 11 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.OnKeys(t, func(t *testing.T, e *acctest.Keys) {
				t.Helper()
				config := e.HCL(keyRotating(e, ci, `expires_after = "10d"`, `overlap = "1d"`))
				differs := statecheck.CompareValue(compare.ValuesDiffer())
				e.Run(resource.TestCase{Steps: []resource.TestStep{
					{
						Config: config,
						ConfigStateChecks: []statecheck.StateCheck{
							differs.AddStateValue(address, tfjsonpath.New("key")),
							statecheck.ExpectKnownValue(address, tfjsonpath.New("expires_at"), knownvalue.NotNull()),
						},
					},
					{Config: config, ConfigPlanChecks: empty()},
					{
						PreConfig: advance(t, e, passed), Config: config,
						// Replaced, not created: it is still in the state.
						ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate),
						ConfigStateChecks: []statecheck.StateCheck{
							differs.AddStateValue(address, tfjsonpath.New("key")),
							statecheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact("active")),
						},
					},
					{Config: config, ConfigPlanChecks: empty()},
				}})
			})
		})
	}
}

// The expiry counts from the key's creation, can be changed in place, and is set
// back where somebody changed it.
func TestAPIKeyRotation_expiryIsManaged(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(t *testing.T, e *acctest.Keys) {
		t.Helper()
		same := statecheck.CompareValue(compare.ValuesSame())
		var id, created string
		expires := func(after time.Duration) resource.TestCheckFunc {
			return func(*terraform.State) error {
				born, err := time.Parse(time.RFC3339, created)
				if err != nil {
					return err
				}
				end, err := time.Parse(time.RFC3339, e.Read(id).ExpiresAt)
				if err != nil {
					return err
				}
				// The platform takes whole seconds from its own now on.
				if off := end.Sub(born.Add(after)); off < -2*time.Second || off > 2*time.Second {
					return fmt.Errorf("the key expires at %s, which is %s off", end, off)
				}
				return nil
			}
		}
		keep := []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("key"))}
		e.Run(resource.TestCase{
			CheckDestroy: e.CheckDestroyed(),
			Steps: []resource.TestStep{
				{
					Config: e.HCL(keyRotating(e, ci)), ConfigStateChecks: keep,
					Check: resource.ComposeTestCheckFunc(acctest.Remember(address, "id", &id), acctest.Remember(address, "created_at", &created)),
				},
				{
					PreConfig: advance(t, e, 5*24*time.Hour), Config: e.HCL(keyRotating(e, ci, `expires_after = "20d"`)),
					ConfigPlanChecks:  action(plancheck.ResourceActionUpdate),
					ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("key"))},
					Check:             expires(20 * 24 * time.Hour),
				},
				{Config: e.HCL(keyRotating(e, ci, `expires_after = "20d"`)), ConfigPlanChecks: empty()},
				{
					PreConfig: func() {
						e.Expire(id, nil)
					},
					Config: e.HCL(keyRotating(e, ci, `expires_after = "20d"`)), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
					Check: expires(20 * 24 * time.Hour),
				},
				{
					Config:      e.HCL(keyRotating(e, ci, `expires_after = "4d"`)),
					ExpectError: regexp.MustCompile(`(?s)older than that already.*rotation_triggers`),
				},
				{ // Not managed any more: left as it is.
					Config: e.HCL(keyRotating(e, ci)), ConfigPlanChecks: action(plancheck.ResourceActionUpdate), Check: expires(20 * 24 * time.Hour),
				},
				{Config: e.HCL(keyRotating(e, ci)), ConfigPlanChecks: empty()},
			},
		})
	})
}

func TestAPIKeyRotation_badPolicy(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(t *testing.T, e *acctest.Keys) {
		t.Helper()
		for name, c := range map[string]struct {
			lines []string
			want  string
		}{
			"an age of nothing":        {[]string{`rotate_after = "0s"`}, `(?s)rotate_after.*at\s+least\s+one\s+second`},
			"a negative overlap":       {[]string{`overlap = "-1h"`}, `(?s)overlap.*zero,\s+or`},
			"an expiry that is a word": {[]string{`expires_after = "never"`}, `(?s)expires_after.*Expected`},
			"expires before it rotates": {
				[]string{`rotate_after = "90d"`, `overlap = "2d"`, `expires_after = "91d"`}, `(?s)would expire before it is rotated.*add\s+up`,
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				e.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
					Config: e.HCL(keyRotating(e, append([]string{ci}, c.lines...)...)), PlanOnly: true, ExpectError: regexp.MustCompile(c.want),
				}}})
			})
		}
	})
}

// A trigger and the overlap cannot change together: Delete sees the old overlap.
func TestAPIKeyRotation_overlapFirst(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		same := statecheck.CompareValue(compare.ValuesSame())
		e.Run(resource.TestCase{Steps: []resource.TestStep{
			{Config: e.HCL(keyRotating(e, ci, trigger("1"))), ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("key"))}},
			{
				Config:      e.HCL(keyRotating(e, ci, trigger("2"), `overlap = "1h"`)),
				ExpectError: regexp.MustCompile(`(?s)Overlap and trigger of the API key.*change together.*Apply\s+the\s+overlap\s+first`),
			},
			{
				Config: e.HCL(keyRotating(e, ci, trigger("1"), `overlap = "1h"`)), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("key"))},
			},
			{Config: e.HCL(keyRotating(e, ci, trigger("2"), `overlap = "1h"`)), ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate)},
		}})
	})
}
