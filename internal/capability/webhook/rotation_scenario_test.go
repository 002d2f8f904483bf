// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

func rotating(url, lines string) string {
	return `resource "openbanking_webhook" "test" {
  url    = "` + url + `"
  events = ["consent.expired"]
  ` + lines + `
}`
}

const hook = "https://hooks.example.com/bank"

func trigger(value string) string {
	return fmt.Sprintf("\n  rotation_triggers = { version = %q }\n", value)
}

func advance(t *testing.T, e *acctest.Env, d time.Duration) {
	t.Helper()
	if err := e.Sandbox().Advance(d); err != nil {
		t.Fatal(err)
	}
}

func empty() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}

// receiver takes deliveries and verifies each as a user's would, with the
// Standard Webhooks library and whatever secret it knows at that time.
type receiver chan message

type message struct {
	body   []byte
	header http.Header
}

func (r receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
	r <- message{body, req.Header.Clone()}
}

// deliver has the platform send a test event and returns it once it is there.
func (r receiver) deliver(t *testing.T, e *acctest.Env, id string) message {
	t.Helper()
	e.Must(http.StatusAccepted, http.MethodPost, "/webhooks/"+id+"/test", nil)
	return r.next(t)
}

// next waits for a delivery.
func (r receiver) next(t *testing.T) message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	select {
	case m := <-r:
		return m
	case <-ctx.Done():
		t.Fatal("the delivery has not arrived")
		return message{}
	}
}

// verifies reports whether the secret verifies the message. The sandbox's clock
// is not this machine's, so the age of the message is not looked at.
func verifies(t *testing.T, m message, secret string) bool {
	t.Helper()
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return w.VerifyIgnoringTimestamp(m.body, m.header) == nil
}

// The signing secret rotates in place. During the overlap a receiver verifies
// every delivery with either secret; after it only the new one signs.
func TestWebhookRotation_receiverMissesNothing(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsDeliveries()
	r := make(receiver, 1)
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	sameID := statecheck.CompareValue(compare.ValuesSame())
	differs := statecheck.CompareValue(compare.ValuesDiffer())
	config := func(version string) string { return e.HCL(rotating(server.URL, `overlap = "1h"`+trigger(version))) }
	var id, old, second string
	check := func(withOld, withNew bool) resource.TestCheckFunc {
		return func(*terraform.State) error {
			m := r.deliver(t, e, id)
			if got := verifies(t, m, old); got != withOld {
				return fmt.Errorf("the old secret verifies the delivery: %t, expected %t", got, withOld)
			}
			if got := verifies(t, m, second); got != withNew {
				return fmt.Errorf("the new secret verifies the delivery: %t, expected %t", got, withNew)
			}
			return nil
		}
	}
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("webhook").CheckDestroyed(),
		Steps: []resource.TestStep{
			{
				Config: config("1"),
				ConfigStateChecks: []statecheck.StateCheck{
					sameID.AddStateValue(address, tfjsonpath.New("id")),
					differs.AddStateValue(address, tfjsonpath.New("signing_secret")),
				},
				Check: resource.ComposeTestCheckFunc(
					acctest.Remember(address, "id", &id), acctest.Remember(address, "signing_secret", &old), acctest.Remember(address, "signing_secret", &second),
					check(true, true)),
			},
			{
				Config: config("2"),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("signing_secret")),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					sameID.AddStateValue(address, tfjsonpath.New("id")),
					differs.AddStateValue(address, tfjsonpath.New("signing_secret")),
					attribute("secret_version", knownvalue.Int64Exact(2)),
				},
				Check: resource.ComposeTestCheckFunc(acctest.Remember(address, "signing_secret", &second), check(true, true)),
			},
			{
				PreConfig: func() { advance(t, e, 30*time.Minute) }, Config: config("2"), ConfigPlanChecks: empty(), Check: check(true, true),
			},
			{
				PreConfig: func() { advance(t, e, 31*time.Minute) }, Config: config("2"), ConfigPlanChecks: empty(), Check: check(false, true),
			},
		},
	})
}

// A secret of age rotates by the plan that sees it; settings change along.
func TestWebhookRotation_age(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	config := e.HCL(rotating(hook, `rotate_after = "30d"`))
	differs := statecheck.CompareValue(compare.ValuesDiffer())
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("webhook").CheckDestroyed(),
		Steps: []resource.TestStep{
			{Config: config, ConfigStateChecks: []statecheck.StateCheck{differs.AddStateValue(address, tfjsonpath.New("signing_secret"))}},
			{PreConfig: func() { advance(t, e, 29*24*time.Hour) }, Config: config, ConfigPlanChecks: empty()},
			{
				PreConfig:        func() { advance(t, e, 25*time.Hour) },
				Config:           e.HCL(rotating(hook+"/moved", `rotate_after = "720h"`)),
				ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					differs.AddStateValue(address, tfjsonpath.New("signing_secret")),
					attribute("secret_version", knownvalue.Int64Exact(2)),
					attribute("url", knownvalue.StringExact(hook+"/moved")),
					attribute("ready_for_rotation", knownvalue.Bool(false)),
				},
			},
			{Config: e.HCL(rotating(hook+"/moved", `rotate_after = "720h"`)), ConfigPlanChecks: empty()},
		},
	})
}

// A secret that was rotated past the provider is not the state's any more: the
// state lets go of it, and the next apply makes one that it does hold.
func TestWebhookRotation_rotatedOutside(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	var id string
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("webhook").CheckDestroyed(),
		Steps: []resource.TestStep{
			{Config: e.HCL(minimal), Check: acctest.Remember(address, "id", &id)},
			{
				PreConfig: func() {
					e.Must(http.StatusOK, http.MethodPost, "/webhooks/"+id+"/rotate-secret", map[string]any{"overlapSeconds": 0})
				},
				RefreshState:       true,
				ExpectNonEmptyPlan: true,
				Check: resource.ComposeTestCheckFunc(
					resource.TestCheckNoResourceAttr(address, "signing_secret"),
					resource.TestCheckResourceAttr(address, "secret_version", "2"),
					resource.TestCheckResourceAttr(address, "ready_for_rotation", "true"),
				),
			},
			{
				Config: e.HCL(minimal), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute("secret_version", knownvalue.Int64Exact(3)), attribute("signing_secret", knownvalue.NotNull()),
				},
			},
			{Config: e.HCL(minimal), ConfigPlanChecks: empty()},
		},
	})
}

// An import holds no secret and rotates nothing; the next rotation fills it in.
func TestWebhookRotation_afterImport(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	id, _ := e.Must(http.StatusCreated, http.MethodPost, "/webhooks", map[string]any{"url": hook, "events": []string{"consent.expired"}})["id"].(string)
	e.Run(resource.TestCase{Steps: []resource.TestStep{
		{Config: e.HCL(rotating(hook, "")), ResourceName: address, ImportState: true, ImportStateId: id, ImportStatePersist: true},
		{Config: e.HCL(rotating(hook, "")), ConfigPlanChecks: empty()},
		{
			Config: e.HCL(rotating(hook, trigger("1"))), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{attribute("secret_version", knownvalue.Int64Exact(1)), attribute("signing_secret", knownvalue.Null())},
		},
		{
			Config: e.HCL(rotating(hook, trigger("2"))), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{attribute("secret_version", knownvalue.Int64Exact(2)), attribute("signing_secret", knownvalue.NotNull())},
		},
	}})
}

// A rotation whose answer is lost for good leaves the triggers as they were. The
// secret that the platform made meanwhile is in nobody's hands; the next apply
// makes one that is in the state's.
func TestWebhookRotation_answerLost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings string
		times    int
		fails    bool
	}{
		"and repeated in the same apply": {"", 1, false},
		"and every repetition's too":     {"max_retries = 1", 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t)
			config := func(version string) string { return e.HCLWith(c.settings, rotating(hook, trigger(version))) }
			breaking := resource.TestStep{
				PreConfig: func() {
					if err := e.Sandbox().AddFault(sandbox.Fault{Kind: "reset_after", Method: http.MethodPost, Path: "/tok/v1/webhooks/*/rotate-secret", Count: c.times}); err != nil {
						t.Fatal(err)
					}
				},
				Config: config("2"),
			}
			if c.fails {
				breaking.ExpectError = regexp.MustCompile(`(?s)Could not rotate the signing secret.*not\s+known\s+whether`)
			}
			e.Run(resource.TestCase{
				CheckDestroy: e.Of("webhook").CheckDestroyed(),
				Steps: []resource.TestStep{
					{Config: config("1")},
					breaking,
					{
						Config: config("2"),
						Check:  holdsWhatSigns(e),
					},
					{Config: config("2"), ConfigPlanChecks: empty()},
				},
			})
		})
	}
}

// holdsWhatSigns compares the secret in the state with the server's fingerprint.
func holdsWhatSigns(e *acctest.Env) resource.TestCheckFunc {
	return func(state *terraform.State) error {
		attributes := state.RootModule().Resources[address].Primary.Attributes
		server := e.Must(http.StatusOK, http.MethodGet, "/webhooks/"+attributes["id"], nil)
		if got := acctest.Fingerprint(attributes["signing_secret"]); got != server["secretFingerprint"] {
			return fmt.Errorf("the state holds the secret %s, the platform signs with %v", got, server["secretFingerprint"])
		}
		return nil
	}
}
