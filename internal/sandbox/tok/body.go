// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import "github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"

// fields is the JSON object of a request.
type fields struct{ apihttp.Fields }

// object parses the request's body as an object that has no other fields than
// the allowed ones.
func (c *call) object(allowed ...string) (fields, error) {
	if err := apihttp.JSONType(c.r); err != nil {
		return fields{}, err
	}
	f, err := apihttp.ParseFields(c.body)
	if err == nil {
		err = f.Only(allowed...)
	}
	return fields{f}, err
}
