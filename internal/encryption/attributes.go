// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package encryption

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Attributes are those of every secret that can be encrypted. The noun names the
// secret in their descriptions, such as "signing secret"; plain is its attribute.
func Attributes(noun, plain string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		attribute: schema.SetAttribute{
			Optional:    true,
			ElementType: types.StringType,
			Validators:  []validator.Set{valid{}},
			MarkdownDescription: fmt.Sprintf("Recipients of [age](https://age-encryption.org) encryption: X25519 ones (`age1…`) and SSH public keys (`ssh-ed25519 …`, `ssh-rsa …` of 2048 bits and more). "+
				"With it, the state holds `encrypted_%[1]s`, which each of them can decrypt, and `%[1]s` is null: neither state nor plan ever holds the plain text. "+
				"Adding it encrypts the %[2]s in place; older versions of the state go on holding the plain text until the %[2]s is rotated. "+
				"The provider cannot decrypt, so that other recipients need a new %[2]s: change a value of `rotation_triggers` in the same apply. Removing it leaves the ciphertext until the next rotation.", plain, noun),
		},
		"encrypted_" + plain: schema.StringAttribute{
			Computed:      true,
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			MarkdownDescription: fmt.Sprintf("The exact text of the %[2]s, without a line break at its end, encrypted to the recipients of `encrypt_to` in age's armored format. "+
				"Whoever has the identity of one of them decrypts it, from an output of this attribute: `terraform output -raw encrypted_%[1]s | age -d -i key.txt`, "+
				"where `key.txt` is the file that `age-keygen` wrote for an `age1…` recipient, or the private key of an SSH one, such as `~/.ssh/id_ed25519`. `fingerprint` is the SHA-256 of what comes out. Null without `encrypt_to`, and after an import until the next rotation.", plain, noun),
		},
	}
}

// valid checks what is known of the recipients before a plan is made.
type valid struct{}

func (valid) Description(context.Context) string {
	return "age X25519 recipients and SSH public keys, at least one"
}

func (v valid) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (valid) ValidateSet(_ context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	_, diags := parseAll(req.ConfigValue)
	resp.Diagnostics.Append(diags...)
}
