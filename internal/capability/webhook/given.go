// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/extension"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// givenAttributes are how a user gives a webhook its signing secret. It is write-only,
// so that neither plan nor state ever holds it, and has a version beside it, since a
// change of what is never stored could not be seen.
func givenAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		givenSecret: schema.StringAttribute{
			Optional:   true,
			Sensitive:  true,
			WriteOnly:  true,
			Validators: []validator.String{standardSecret{}},
			MarkdownDescription: "Signing secret of your own instead of one that the platform makes: `whsec_` and base64 of 24 to 64 random bytes. It is never stored in plan or state and has no fingerprint. " +
				"It cannot be combined with `rotation_triggers`, `rotate_after` and `encrypt_to`: it rotates, with the `overlap`, when `signing_secret_wo_version` changes.",
		},
		platform.VersionOf(givenSecret): extension.Version(givenSecret),
	}
}

const givenSecret = "signing_secret_wo"

// given is the secret that the user gives, by an attribute of all platforms or by one
// of a single platform; no platform has both. Its version is null where the user gives
// none.
func (m *model) given() extension.Secret {
	if own, ok := m.own.Secret(); ok {
		return own
	}
	return extension.Secret{At: path.Root(givenSecret), Noun: "signing secret", Version: m.SigningSecretWOVersion}
}

// version is that of the user-given secret.
func (m *model) version() types.String { return m.given().Version }

// noun is what the webhook's secret is to people.
func (m *model) noun() string { return m.given().Noun }

// signs reports whether the secret signs deliveries, and does not go along with them.
func (m *model) signs() bool { return m.noun() == "signing secret" }

// forget drops the version, so that the plan sees one to be sent again.
func (m *model) forget(ctx context.Context) {
	m.SigningSecretWOVersion = types.StringNull()
	m.own = m.own.WithoutSecret(ctx)
}

// secret reads the user-given secret from the configuration, the only place that
// has it.
func secret(ctx context.Context, plan model, config tfsdk.Config) (platform.GivenSecret, diag.Diagnostics) {
	given := plan.given()
	if given.Version.IsNull() {
		return "", nil
	}
	var value types.String
	diags := config.GetAttribute(ctx, given.At, &value)
	if !diags.HasError() && value.ValueString() == "" {
		diags.AddAttributeError(given.At, "Secret is missing",
			fmt.Sprintf("Got a %[1]s_version but a null %[1]s. What it refers to has no value in this apply. Give it a value, or remove both.", given.At))
	}
	return platform.GivenSecret(value.ValueString()), diags
}

// ValidateConfig refuses half a pair, and a policy for a secret that the user
// rotates or encryption of it.
func (r *webhookResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(r.get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(extension.CheckPair(path.Root(givenSecret), config.SigningSecretWO, config.SigningSecretWOVersion)...)
	given := config.given()
	if given.Version.IsNull() && config.SigningSecretWO.IsNull() {
		return
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
					policy.name, given.At))
		}
	}
	if !config.EncryptTo.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("encrypt_to"), "Encryption of a secret of your own",
			fmt.Sprintf("Got encrypt_to together with %[1]s. What you give is never stored, so there is nothing to encrypt. Remove encrypt_to, or remove %[1]s so that the platform makes the secret.", given.At))
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
