// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario_test

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	tfconfig "github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// example is a test case, and the words with which it has to fail; none where it has
// to pass. The CLI need not judge it again where it is like another one.
type example struct {
	test  resource.TestCase
	fails string
	again bool
}

func thing(name, lines string) string {
	return fmt.Sprintf("resource \"toy_thing\" %q {\n  %s\n}\n", name, lines)
}

func at(name string) tfjsonpath.Path { return tfjsonpath.New(name) }

func planChecks(checks ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: checks}
}

func acts(address string, action plancheck.ResourceActionType) plancheck.PlanCheck {
	return plancheck.ExpectResourceAction(address, action)
}

func has(address, attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, at(attribute), value)
}

// steps is a case of these steps that has to pass; failing, one that has to fail.
func steps(all ...resource.TestStep) example {
	return example{test: resource.TestCase{Steps: all}}
}

func failing(words string, all ...resource.TestStep) example {
	return example{test: resource.TestCase{Steps: all}, fails: words}
}

const a = "toy_thing.a"

var plain = thing("a", `name = "a"`)

// again is a case that the CLI need not judge.
func again(one example) example {
	one.again = true
	return one
}

// cases are what every runner has to judge alike.
var cases = map[string]func(p *toy) example{
	"a life": func(p *toy) example {
		same, differs := statecheck.CompareValue(compare.ValuesSame()), statecheck.CompareValue(compare.ValuesDiffer())
		return example{test: resource.TestCase{
			CheckDestroy: func(before *terraform.State) error {
				if left := p.sorted(); len(left) > 0 || before.RootModule().Resources[a].Primary.Attributes["name"] != "c" {
					return fmt.Errorf("%v are left of %v", left, before)
				}
				return nil
			},
			Steps: []resource.TestStep{
				{
					Config: "provider \"toy\" {\n  account = { name = \"me\" }\n}\n" + thing("a", "name = \"a\"\n  tags = { x = \"1\" }"),
					ConfigPlanChecks: planChecks(
						acts(a, plancheck.ResourceActionCreate),
						plancheck.ExpectUnknownValue(a, at("id")), plancheck.ExpectSensitiveValue(a, at("secret")),
						plancheck.ExpectKnownValue(a, at("tags").AtMapKey("x"), knownvalue.StringExact("1")),
					),
					ConfigStateChecks: []statecheck.StateCheck{
						same.AddStateValue(a, at("id")), has(a, "size", knownvalue.Int64Exact(1)), has(a, "kind", knownvalue.Null()),
						statecheck.ExpectSensitiveValue(a, at("secret")),
					},
					Check: resource.ComposeTestCheckFunc(
						resource.TestCheckResourceAttr(a, "tags.%", "1"), resource.TestCheckResourceAttr(a, "tags.x", "1"),
						resource.TestCheckResourceAttr(a, "size", "1"), resource.TestCheckNoResourceAttr(a, "kind")),
				},
				{
					Config: thing("a", `name = "b"`), ConfigPlanChecks: planChecks(acts(a, plancheck.ResourceActionUpdate)),
					ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(a, at("id")), differs.AddStateValue(a, at("id"))},
				},
				{
					Config:       thing("a", `name = "b"`),
					ResourceName: a, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"secret"},
				},
				{
					Config:            thing("a", "name = \"c\"\n  kind = \"k\""),
					ConfigPlanChecks:  planChecks(acts(a, plancheck.ResourceActionDestroyBeforeCreate)),
					ConfigStateChecks: []statecheck.StateCheck{differs.AddStateValue(a, at("id"))},
				},
				{Config: thing("a", "name = \"c\"\n  kind = \"k\""), ConfigPlanChecks: planChecks(plancheck.ExpectEmptyPlan())},
			},
		}}
	},
	"references, counts, data and outputs": func(*toy) example {
		config := func(kind string) string {
			return thing("b", `name = "b of ${toy_thing.a.id}"`) + thing("a", `name = "a"`+"\n  kind = \""+kind+"\"\n  lifecycle { create_before_destroy = true }") +
				thing("c", "count = 2\n  name = \"c${count.index}\"") + `
data "toy_things" "c" {
  prefix     = "c"
  depends_on = [toy_thing.c]
}
output "b" { value = toy_thing.b.name }
output "c" { value = [for name in data.toy_things.c.names : name] }
`
		}
		return steps(
			resource.TestStep{
				Config: config("1"),
				ConfigPlanChecks: planChecks(
					plancheck.ExpectUnknownValue("toy_thing.b", at("name")), plancheck.ExpectUnknownOutputValue("b"),
					acts("data.toy_things.c", plancheck.ResourceActionRead),
				),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("c", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("c0"), knownvalue.StringExact("c1")})),
					has("toy_thing.c[1]", "name", knownvalue.StringExact("c1")),
				},
				Check: resource.TestCheckResourceAttr("toy_thing.c.1", "name", "c1"),
			},
			resource.TestStep{
				Config: config("2"),
				ConfigPlanChecks: planChecks(
					acts(a, plancheck.ResourceActionCreateBeforeDestroy), acts("toy_thing.b", plancheck.ResourceActionUpdate),
					acts("toy_thing.c[0]", plancheck.ResourceActionNoop),
				),
			},
			resource.TestStep{Config: config("2"), ConfigPlanChecks: planChecks(plancheck.ExpectEmptyPlan())},
		)
	},
	"variables": func(*toy) example {
		config := thing("a", "name = var.name\n  tags = { n = var.number }") + `
variable "name" { default = "a" }
variable "number" { type = number }
output "name" { value = var.name }`
		return steps(
			resource.TestStep{
				Config: config, ConfigVariables: tfconfig.Variables{"number": tfconfig.StringVariable("7")},
				Check: resource.ComposeTestCheckFunc(resource.TestCheckResourceAttr(a, "name", "a"), resource.TestCheckResourceAttr(a, "tags.n", "7")),
			},
			resource.TestStep{
				Config: config, ConfigVariables: tfconfig.Variables{"name": tfconfig.StringVariable("b"), "number": tfconfig.IntegerVariable(7)},
				ConfigPlanChecks:  planChecks(acts(a, plancheck.ResourceActionUpdate)),
				ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("name", knownvalue.StringExact("b"))},
			},
		)
	},
	"a move": func(*toy) example {
		same := statecheck.CompareValue(compare.ValuesSame())
		moved := thing("b", "count = 1\n  name = \"a\"") + "moved {\n  from = toy_thing.a\n  to   = toy_thing.b[0]\n}\n"
		return steps(
			resource.TestStep{Config: plain, ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(a, at("id"))}},
			resource.TestStep{
				Config: moved, ConfigPlanChecks: planChecks(acts("toy_thing.b[0]", plancheck.ResourceActionNoop)),
				ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue("toy_thing.b[0]", at("id"))},
			},
			resource.TestStep{Config: moved, ConfigPlanChecks: planChecks(plancheck.ExpectEmptyPlan())},
		)
	},
	"taint, refresh, destroy": func(p *toy) example {
		return steps(
			resource.TestStep{Config: plain, PlanOnly: true, ExpectNonEmptyPlan: true},
			resource.TestStep{Config: plain},
			resource.TestStep{Config: plain, Taint: []string{a}, ConfigPlanChecks: planChecks(acts(a, plancheck.ResourceActionDestroyBeforeCreate))},
			resource.TestStep{
				PreConfig: func() { p.put("t-2", "drifted") }, RefreshState: true, ExpectNonEmptyPlan: true,
				Check: resource.TestCheckResourceAttr(a, "name", "drifted"),
			},
			resource.TestStep{Config: plain, Destroy: true, Check: resource.TestCheckResourceAttr(a, "name", "drifted")},
		)
	},
	"an import that stays": func(p *toy) example {
		p.put("t-9", "a")
		return steps(
			resource.TestStep{Config: plain, ResourceName: a, ImportState: true, ImportStateId: "t-9", ImportStatePersist: true},
			resource.TestStep{Config: plain, ConfigPlanChecks: planChecks(plancheck.ExpectEmptyPlan())},
		)
	},
	"an import block by identity": func(*toy) example {
		one := steps(
			resource.TestStep{Config: plain},
			resource.TestStep{ResourceName: a, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		)
		one.test.TerraformVersionChecks = []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)}
		return one
	},
	"an import block that changes something": func(*toy) example {
		return failing("expected a no-op import operation", resource.TestStep{Config: plain}, resource.TestStep{
			Config: thing("a", `name = "other"`), ResourceName: a, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
		})
	},
	"an import that is not the same": func(*toy) example {
		return failing("ImportStateVerify attributes not equivalent.*secret", resource.TestStep{Config: plain}, resource.TestStep{
			Config: plain, ResourceName: a, ImportState: true, ImportStateVerify: true,
		})
	},
	"an import of nothing": func(*toy) example {
		return failing("Cannot import non-existent remote object", resource.TestStep{Config: plain, ResourceName: a, ImportState: true, ImportStateId: "t-9"})
	},
	"a wrong action": func(*toy) example {
		return failing(`Pre-apply plan check\(s\) failed.*expected Update`, resource.TestStep{Config: plain, ConfigPlanChecks: planChecks(acts(a, plancheck.ResourceActionUpdate))})
	},
	"a known value that should not be": func(*toy) example {
		return again(failing(`Expected unknown value at "name"`, resource.TestStep{Config: plain, ConfigPlanChecks: planChecks(plancheck.ExpectUnknownValue(a, at("name")))}))
	},
	"a public value that should not be": func(*toy) example {
		return failing("Pre-apply plan check.*name", resource.TestStep{Config: plain, ConfigPlanChecks: planChecks(plancheck.ExpectSensitiveValue(a, at("name")))})
	},
	"a wrong state": func(*toy) example {
		return again(failing(`state check\(s\) failed`, resource.TestStep{Config: plain, ConfigStateChecks: []statecheck.StateCheck{has(a, "name", knownvalue.StringExact("b"))}}))
	},
	"a wrong check": func(*toy) example {
		return again(failing("Check failed: it is wrong", resource.TestStep{Config: plain, Check: func(*terraform.State) error { return errWrong }}))
	},
	"a wrong end": func(*toy) example {
		one := failing("Error running post-test destroy.*it is wrong", resource.TestStep{Config: plain})
		one.test.CheckDestroy = func(*terraform.State) error { return errWrong }
		return one
	},
	"a plan that is never empty": func(*toy) example {
		return failing("After applying this test step, the refresh plan was not empty", resource.TestStep{Config: thing("a", `name = "restless"`)})
	},
	"a plan that is empty": func(*toy) example {
		return again(failing("Expected a non-empty plan", resource.TestStep{Config: plain, ExpectNonEmptyPlan: true}))
	},
	"a refresh that finds drift": func(p *toy) example {
		return failing("After refreshing state during this test step, a followup plan was not empty",
			resource.TestStep{Config: plain}, resource.TestStep{PreConfig: p.clear, RefreshState: true})
	},
	"a plan alone that is not empty": func(*toy) example {
		return again(failing("The non-refresh plan was not empty", resource.TestStep{Config: plain, PlanOnly: true}))
	},
	"no error": func(*toy) example {
		return again(failing("expected an error but got none", resource.TestStep{Config: plain, ExpectError: regexp.MustCompile(`x`)}))
	},
	"another error": func(*toy) example {
		return failing("Step 1/1.*no match on: Error running apply.*Could not make a thing.*It was refused",
			resource.TestStep{Config: thing("a", `name = "refused"`), ExpectError: regexp.MustCompile(`accepted`)})
	},
	"an error that is expected": func(*toy) example {
		return steps(
			resource.TestStep{Config: thing("a", `name = "refused"`), ExpectError: regexp.MustCompile(`Could not make a thing`)},
			resource.TestStep{Config: thing("a", `title = "a"`), ExpectError: regexp.MustCompile(`(?s)Unsupported argument.*title`)},
			resource.TestStep{Config: thing("a", ``), ExpectError: regexp.MustCompile(`(?s)Missing required argument.*name`)},
			resource.TestStep{Config: thing("a", `name = {}`), ExpectError: regexp.MustCompile(`(?s)Incorrect attribute value type.*name`)},
			resource.TestStep{Config: plain + `output "s" { value = toy_thing.a.secret }`, ExpectError: regexp.MustCompile(`Output refers to sensitive values`)},
			resource.TestStep{
				Config:      "provider \"toy\" {\n  account = { name = \"nobody\" }\n}\n" + plain,
				ExpectError: regexp.MustCompile(`(?s)Unknown account.*There\s+is\s+no\s+such\s+account`),
			},
			resource.TestStep{Config: "provider \"toy\" {\n  acount = {}\n}\n" + plain, ExpectError: regexp.MustCompile(`(?s)Unsupported argument.*acount`)},
		)
	},
	"what depends on a failure is left alone": func(p *toy) example {
		return steps(resource.TestStep{
			Config:      thing("a", `name = "refused"`) + thing("b", `name = "b of ${toy_thing.a.id}"`) + thing("c", `name = "c"`),
			ExpectError: regexp.MustCompile(`Could not make a thing`),
		}, resource.TestStep{
			PreConfig: func() {
				if left := p.sorted(); !slices.Equal(left, []string{"c"}) {
					panic(fmt.Sprintf("the apply made %v", left))
				}
			},
			Config: thing("c", `name = "c"`), ConfigPlanChecks: planChecks(acts("toy_thing.c", plancheck.ResourceActionNoop)),
		})
	},
}
