// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package support

import (
	"strings"
	"testing"
)

// TestPage proves that a page says of a type where it works and on what it stands
// there, and only of the type whose attributes an offer is about, what is different.
func TestPage(t *testing.T) {
	t.Parallel()
	pages := map[string]string{}
	for _, s := range Support(t.Context()) {
		pages[s.Kind+" "+s.Name] = s.page()
	}
	for name, c := range map[string]struct{ says, not []string }{
		"resource openbanking_api_key":      {[]string{"- Tok: control-plane. It lacks `type`.", "- Okra: control-plane. It needs `type`.", "*Control-plane*"}, []string{"Okto", "*Documented*"}},
		"ephemeral openbanking_api_key":     {[]string{"- Tok: control-plane.\n", "- Okra: control-plane.\n"}, []string{"`type`"}},
		"resource openbanking_consent":      {[]string{"- Tok: documented. Tok documents creating"}, []string{"Okra", "*Control-plane*"}},
		"data openbanking_consents":         {[]string{"- Tok: control-plane.\n"}, []string{"*Documented*"}},
		"data openbanking_accounts":         {[]string{"- Tok: documented. It lacks `customer_id`, `date_from` and `date_to`."}, nil},
		"data openbanking_banks":            {[]string{"- Tok: control-plane. Tok documents no list", "- Okra: documented.\n", "*Documented*", "*Control-plane*"}, nil},
		"resource openbanking_webhook":      {[]string{"It needs `events`.", "`consent.authorized`"}, nil},
		"action openbanking_webhook_test":   {[]string{"- Tok: control-plane.\n"}, nil},
		"resource openbanking_app_secret":   {[]string{"- Okto: control-plane. Okto documents"}, []string{"- Tok"}},
		"ephemeral openbanking_accounts":    {[]string{"- Okra: documented.\n"}, nil},
		"list openbanking_app_secret":       {[]string{"- Okto: control-plane.\n"}, nil},
		"data openbanking_transactions":     {[]string{"`trans_date`"}, nil},
		"action openbanking_api_key_revoke": {[]string{"- Okra: control-plane.\n"}, []string{"It needs"}},
	} {
		for _, text := range c.says {
			if !strings.Contains(pages[name], text) {
				t.Errorf("the page of the %s does not say %q:\n%s", name, text, pages[name])
			}
		}
		for _, text := range c.not {
			if strings.Contains(pages[name], text) {
				t.Errorf("the page of the %s says %q:\n%s", name, text, pages[name])
			}
		}
	}
}
