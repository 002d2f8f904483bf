// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"fmt"
	"regexp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// bearerToken is how a user gives Okra's webhook its token.
var bearerToken = platform.Field{
	Name:        "bearer_token_wo",
	Secret:      "bearer token",
	WriteOnly:   true,
	Check:       checkToken,
	Description: "Token that deliveries carry in their `Authorization: Bearer` header, in place of a signature. 1 to 512 visible ASCII characters. It is never stored in plan or state.",
}

var visible = regexp.MustCompile(`^[!-~]{1,512}$`)

// checkToken says of what cannot go into an Authorization header how it cannot.
func checkToken(text string) string {
	if visible.MatchString(text) {
		return ""
	}
	return fmt.Sprintf("Got %d bytes with a space, a line break or another character that no header takes, or too many of them. Expected 1 to 512 visible ASCII characters, without \"Bearer\" in front.", len(text))
}
