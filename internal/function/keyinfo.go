// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// NewKeyInfo returns what makes the function `key_info`, which knows the
// credentials of some platforms.
func NewKeyInfo(dialects []platform.Dialect) func() function.Function {
	f := keyFunction{}
	for _, d := range dialects {
		reader, ok := d.(platform.KeyReader)
		if !ok {
			continue
		}
		for _, form := range reader.KeyForms() {
			f.forms = append(f.forms, ownedForm{form, d.Name(), d.Title()})
		}
	}
	f.forms = append(f.forms, ownedForm{KeyForm: signingSecret})
	return func() function.Function { return f }
}

type keyFunction struct{ forms []ownedForm }

// ownedForm is a form and the platform that it is of, "" for a standard's.
type ownedForm struct {
	platform.KeyForm

	platform, title string
}

// signingSecret is the form of the Standard Webhooks specification.
var signingSecret = platform.KeyForm{
	Kind:  "signing_secret",
	Looks: "`" + secretPrefix + "…`",
	Read: func(text string) (platform.KeyFacts, bool) {
		_, err := decodeSigningSecret(text)
		return platform.KeyFacts{Prefix: secretPrefix}, err == nil
	},
}

// keyInfo is the function's result.
type keyInfo struct {
	Platform    types.String `tfsdk:"platform"`
	Environment types.String `tfsdk:"environment"`
	Kind        types.String `tfsdk:"kind"`
	Hint        types.String `tfsdk:"hint"`
	Fingerprint types.String `tfsdk:"fingerprint"`
	IssuedAt    types.String `tfsdk:"issued_at"`
	ExpiresAt   types.String `tfsdk:"expires_at"`
}

func (keyFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "key_info"
}

func (f keyFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Says what a credential is, without showing it",
		MarkdownDescription: "Says of a credential what can be known from its text, and never repeats it, neither in the result nor in an error: which platform and environment it is of, " +
			"and the hint and fingerprint by which it is compared with those of `openbanking_api_key`, `openbanking_webhook` and the dashboards. Whether it works, only the platform knows.\n\n" +
			"It knows these forms; another text is an error. What has no form of its own, as the secrets of some apps, cannot be told.\n\n" +
			f.table() + "\n\n" +
			"A form is no proof: other ids are UUIDs and hexadecimal digits, too.\n\n" +
			"The result is an object:\n\n" +
			"- `platform`: the name of the platform's block in the provider block. Null for `signing_secret`, which is a standard's.\n" +
			"- `environment`: `sandbox` or `production`. Null where the credential does not say.\n" +
			"- `kind`: as in the table.\n" +
			"- `hint`: how the credential begins, as far as that is no secret, and its last four characters: enough to recognise it.\n" +
			"- `fingerprint`: `sha256:` and the lower-case hex SHA-256 of the exact text, as the attributes `fingerprint` have it. Do not publish the one of a secret that a person made up: it can be guessed from it.\n" +
			"- `issued_at`, `expires_at`: what a JSON Web Token says of itself, RFC 3339 in UTC. Null where it does not. The signature is not checked." + pure,
		Parameters: []function.Parameter{function.StringParameter{
			Name:                "key",
			MarkdownDescription: "The credential, as it was copied. Pass it as a sensitive value: the CLI prints other values where it reports an error.",
		}},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
			"platform":    types.StringType,
			"environment": types.StringType,
			"kind":        types.StringType,
			"hint":        types.StringType,
			"fingerprint": types.StringType,
			"issued_at":   types.StringType,
			"expires_at":  types.StringType,
		}},
	}
}

// table lists the forms for the documentation.
func (f keyFunction) table() string {
	var out strings.Builder
	out.WriteString("| `kind` | of | form |\n|---|---|---|")
	for _, form := range f.forms {
		of := form.title
		if of == "" {
			of = "Standard Webhooks"
		}
		fmt.Fprintf(&out, "\n| `%s` | %s | %s |", form.Kind, of, form.Looks)
	}
	return out.String()
}

func (f keyFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	for _, form := range f.forms {
		facts, ok := form.Read(text)
		if !ok {
			continue
		}
		resp.Error = resp.Result.Set(ctx, keyInfo{
			Platform:    convert.Text(form.platform),
			Environment: convert.Text(string(facts.Environment)),
			Kind:        types.StringValue(form.Kind),
			Hint:        types.StringValue(hint(text, facts.Prefix)),
			Fingerprint: types.StringValue(platform.Fingerprint(text)),
			IssuedAt:    convert.Time(facts.IssuedAt),
			ExpiresAt:   convert.Time(facts.ExpiresAt),
		})
		return
	}
	resp.Error = function.NewArgumentFuncError(0, f.refusal(text))
}

// refusal says why a text is no credential that is known, without repeating it.
func (f keyFunction) refusal(text string) string {
	got := "it has none of the forms that are known"
	switch {
	case text == "":
		got = "it is empty"
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		got = "it has a space, a line break or another character that no key has"
	}
	looks := make([]string, len(f.forms))
	for i, form := range f.forms {
		looks[i] = strings.ReplaceAll(form.Looks, "`", "")
	}
	return fmt.Sprintf("Not a credential that can be told by its form: %s. Expected one of these: %s. Copy the whole credential, without quotes or spaces",
		got, strings.Join(looks, "; "))
}

// minHidden is how many characters a hint leaves out at least: of a shorter text
// its end would be too much.
const minHidden = 12

// hint returns a credential's beginning and its last four characters, as the
// platforms write hints.
func hint(text, prefix string) string {
	const shown = 4
	if len(text)-len(prefix)-shown < minHidden {
		return prefix + "…"
	}
	return prefix + "…" + text[len(text)-shown:]
}
