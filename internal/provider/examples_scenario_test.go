// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

var declared = regexp.MustCompile(`(?m)^variable "(\w+)" \{([^}]*)\}`)

// given are values for the variables that an example declares and does not give a
// default.
func given(text string) config.Variables {
	values := config.Variables{}
	for _, found := range declared.FindAllStringSubmatch(text, -1) {
		if strings.Contains(found[2], "default") {
			continue
		}
		value := "a-token-of-the-user"
		if strings.Contains(found[1], "signing") {
			value = "whsec_YW4tZXhhbXBsZS1vZi1hLXNlY3JldC0wMTIz"
		}
		values[found[1]] = config.StringVariable(value)
	}
	return values
}

// Every example of a resource or data source is applied, planned again to
// nothing, and destroyed.
func TestExamples_apply(t *testing.T) {
	t.Parallel()
	applied(t, "resources/*/resource*.tf", "data-sources/*/data-source*.tf")
}

func applied(t *testing.T, patterns ...string) {
	t.Helper()
	var paths []string
	for _, pattern := range patterns {
		paths = append(paths, files(t, pattern)...)
	}
	for _, path := range paths {
		t.Run(name(path), func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, acctest.AutoAuthorize(), acctest.Bank(2, 400))
			e.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/"})
			text := read(t, path)
			whole := on(e, path)(text)
			e.Run(resource.TestCase{Steps: []resource.TestStep{
				{Config: whole, ConfigVariables: given(text)},
				{
					Config:           whole,
					ConfigVariables:  given(text),
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
				},
			}})
		})
	}
}
