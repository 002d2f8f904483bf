// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// givenAttributes are the ways in which a user gives a webhook its secret. Each
// is write-only, so that neither plan nor state ever holds it, and has a version
// beside it, since a change of what is never stored could not be seen.
func givenAttributes() map[string]schema.Attribute {
	version := func(secret string) schema.Attribute {
		return schema.StringAttribute{
			Optional:   true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: fmt.Sprintf("A text of your own that names the present `%s`, such as `1` or a date. The secret is write-only, so that a change of it alone is not seen: "+
				"change the version with it, and the next apply sends the new one. Both are set, or neither.", secret),
		}
	}
	return map[string]schema.Attribute{
		"signing_secret_wo": schema.StringAttribute{
			Optional:   true,
			Sensitive:  true,
			WriteOnly:  true,
			Validators: []validator.String{standardSecret{}},
			MarkdownDescription: "Signing secret of your own instead of one that the platform makes: `whsec_` and base64 of 24 to 64 random bytes. It is never stored in plan or state and has no fingerprint. " +
				"It cannot be combined with `rotation_triggers`, `rotate_after` and `encrypt_to`: it rotates, with the `overlap`, when `signing_secret_wo_version` changes.",
		},
		"signing_secret_wo_version": version("signing_secret_wo"),
		"bearer_token_wo": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			WriteOnly:           true,
			Validators:          []validator.String{bearerToken{}},
			MarkdownDescription: "Token that deliveries carry in their `Authorization: Bearer` header, on platforms that do so in place of a signature. 1 to 512 visible ASCII characters. It is never stored in plan or state.",
		},
		"bearer_token_wo_version": version("bearer_token_wo"),
	}
}

// given are those attributes in a configuration. In plan and state the secrets
// are null.
type given struct {
	SigningSecretWO        types.String `tfsdk:"signing_secret_wo"`
	SigningSecretWOVersion types.String `tfsdk:"signing_secret_wo_version"`
	BearerTokenWO          types.String `tfsdk:"bearer_token_wo"`
	BearerTokenWOVersion   types.String `tfsdk:"bearer_token_wo_version"`
}

// version is that of the user-given secret, null where the user gives none. No
// platform has both kinds.
func (g given) version() types.String {
	if !g.BearerTokenWOVersion.IsNull() {
		return g.BearerTokenWOVersion
	}
	return g.SigningSecretWOVersion
}

// forget drops the version, so that the plan sees one to be sent again.
func (g *given) forget() {
	g.SigningSecretWOVersion = types.StringNull()
	g.BearerTokenWOVersion = types.StringNull()
}

// noun is what the webhook's secret is to people.
func (g given) noun() string {
	if !g.BearerTokenWOVersion.IsNull() {
		return bearerNoun
	}
	return "signing secret"
}

const bearerNoun = "bearer token"

// secret reads the user-given secret from the configuration, the only place that
// has it.
func secret(ctx context.Context, plan given, config interface {
	GetAttribute(ctx context.Context, at path.Path, target any) diag.Diagnostics
},
) (platform.GivenSecret, diag.Diagnostics) {
	name := "signing_secret_wo"
	if !plan.BearerTokenWOVersion.IsNull() {
		name = "bearer_token_wo"
	}
	if plan.version().IsNull() {
		return "", nil
	}
	var value types.String
	diags := config.GetAttribute(ctx, path.Root(name), &value)
	if !diags.HasError() && value.ValueString() == "" {
		diags.AddAttributeError(path.Root(name), "Secret is missing",
			fmt.Sprintf("Got a %[1]s_version but a null %[1]s. What it refers to has no value in this apply. Give it a value, or remove both.", name))
	}
	return platform.GivenSecret(value.ValueString()), diags
}

// ValidateConfig refuses half a pair, and a policy for a secret that the user
// rotates or encryption of it.
func (r *webhookResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	for _, pair := range []struct {
		name            string
		secret, version types.String
	}{
		{"signing_secret_wo", config.SigningSecretWO, config.SigningSecretWOVersion},
		{"bearer_token_wo", config.BearerTokenWO, config.BearerTokenWOVersion},
	} {
		at := path.Root(pair.name)
		switch {
		case pair.version.IsUnknown() || pair.secret.IsUnknown():
		case !pair.secret.IsNull() && pair.version.IsNull():
			resp.Diagnostics.AddAttributeError(at, "Version is missing",
				fmt.Sprintf("Got %[1]s without %[1]s_version. The secret is write-only, so that only a changed version makes an apply send it. Set %[1]s_version, to \"1\" for a start.", pair.name))
		case pair.secret.IsNull() && !pair.version.IsNull():
			resp.Diagnostics.AddAttributeError(path.Root(pair.name+"_version"), "Secret is missing",
				fmt.Sprintf("Got %[1]s_version without %[1]s. Set both, or neither.", pair.name))
		}
		if pair.secret.IsNull() && pair.version.IsNull() {
			continue
		}
		for _, policy := range []struct {
			name string
			set  bool
		}{
			{"rotation_triggers", !config.Triggers.IsNull()},
			{"rotate_after", !config.RotateAfter.IsNull()},
		} {
			if policy.set {
				resp.Diagnostics.AddAttributeError(path.Root(policy.name), "Policy for a secret of your own",
					fmt.Sprintf("Got %[1]s together with %[2]s. The provider cannot make another %[2]s: it rotates when you change %[2]s_version. Remove %[1]s, or remove %[2]s so that the platform makes the secret.",
						policy.name, pair.name))
			}
		}
		if !config.EncryptTo.IsNull() {
			resp.Diagnostics.AddAttributeError(path.Root("encrypt_to"), "Encryption of a secret of your own",
				fmt.Sprintf("Got encrypt_to together with %[1]s. What you give is never stored, so there is nothing to encrypt. Remove encrypt_to, or remove %[1]s so that the platform makes the secret.", pair.name))
		}
	}
}

// standardSecret checks a signing secret of the Standard Webhooks specification.
// What it says never repeats the value.
type standardSecret struct{}

const standardPrefix = "whsec_"

func (standardSecret) Description(context.Context) string {
	return "whsec_ and base64 of 24 to 64 bytes"
}

func (v standardSecret) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (standardSecret) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	refuse := func(got string) {
		resp.Diagnostics.Append(diagnostics.Unquoted(req.Path, "Not a signing secret",
			"Got a text that "+got+". Expected whsec_ and the standard base64 of 24 to 64 random bytes, padding included, such as the output of: echo \"whsec_$(openssl rand -base64 32)\"."))
	}
	encoded, ok := strings.CutPrefix(req.ConfigValue.ValueString(), standardPrefix)
	if !ok {
		refuse("does not start with whsec_")
		return
	}
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	switch {
	case err != nil || strings.ContainsAny(encoded, "\r\n"):
		refuse("is not base64 after whsec_")
	case len(key) < 24 || len(key) > 64:
		refuse(fmt.Sprintf("holds %d bytes", len(key)))
	}
}

// bearerToken checks what can go into an Authorization header. What it says never
// repeats the value.
type bearerToken struct{}

var visible = regexp.MustCompile(`^[!-~]{1,512}$`)

func (bearerToken) Description(context.Context) string { return "1 to 512 visible ASCII characters" }

func (v bearerToken) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (bearerToken) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || visible.MatchString(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.Append(diagnostics.Unquoted(req.Path, "Not a bearer token",
		fmt.Sprintf("Got %d bytes with a space, a line break or another character that no header takes, or too many of them. Expected 1 to 512 visible ASCII characters, without \"Bearer\" in front.", len(req.ConfigValue.ValueString()))))
}
