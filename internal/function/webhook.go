// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// NewWebhookSignatureValid returns the function `webhook_signature_valid`.
func NewWebhookSignatureValid() function.Function { return signatureFunction{} }

type signatureFunction struct{}

// The arguments that can be wrong of themselves, by their place.
const (
	argumentSecret    = 0
	argumentAt        = 5
	argumentTolerance = 6
)

// defaultTolerance is what the libraries of the specification use.
const defaultTolerance = 5 * time.Minute

func (signatureFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "webhook_signature_valid"
}

func (signatureFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Checks the signature of a webhook delivery",
		MarkdownDescription: "Checks whether a delivery was signed with a signing secret, by the [Standard Webhooks](https://www.standardwebhooks.com) specification, " +
			"as `openbanking_webhook` makes such secrets: HMAC-SHA256 over id, timestamp and body. It is for checks and tests of a receiver's configuration.\n\n" +
			"The result is `true` where one of the signatures is the secret's and, if `at` is given, the timestamp is near it; otherwise `false`, whatever is wrong with the delivery. " +
			"A malformed `secret`, `at` or `tolerance` is an error: these are the receiver's own. Signatures are compared in constant time; those of other versions than `v1` are passed over. " +
			"While a rotation's overlap lasts, a delivery has a signature by the old secret and one by the new: each secret finds its own.\n\n" +
			"The time is an argument since a function that reads a clock would break saved plans: `plantimestamp()` is the plan's, and null checks none, which also takes old deliveries that somebody sends again." + pure,
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "secret",
				MarkdownDescription: "The signing secret, `whsec_…`, such as `openbanking_webhook.ledger.signing_secret`.",
			},
			function.StringParameter{
				Name:                "id",
				MarkdownDescription: "The delivery's header `webhook-id`.",
			},
			function.Int64Parameter{
				CustomType:          validators.Whole{},
				Name:                "timestamp",
				MarkdownDescription: "The delivery's header `webhook-timestamp`: when it was sent, in Unix seconds.",
			},
			function.StringParameter{
				Name:                "body",
				MarkdownDescription: "The delivery's body, exactly as it came: `jsonencode(jsondecode(…))` of it is another text.",
			},
			function.StringParameter{
				Name:                "signature",
				MarkdownDescription: "The delivery's header `webhook-signature`: one or more `v1,…`, with spaces between.",
			},
			function.StringParameter{
				Name:                "at",
				AllowNullValue:      true,
				MarkdownDescription: "When the delivery came, RFC 3339 such as `2026-01-31T12:00:00Z`. Null checks no time.",
			},
			function.StringParameter{
				Name:                "tolerance",
				AllowNullValue:      true,
				MarkdownDescription: "How far `at` and `timestamp` may be apart, in either direction: a duration such as `30s` or `1h`. Null is `5m`.",
			},
		},
		Return: function.BoolReturn{},
	}
}

func (signatureFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var (
		secret        string
		got           message
		at, tolerance *string
	)
	if resp.Error = req.Arguments.Get(ctx, &secret, &got.id, &got.timestamp, &got.body, &got.signature, &at, &tolerance); resp.Error != nil {
		return
	}
	key, err := decodeSigningSecret(secret)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(argumentSecret, fmt.Sprintf(
			"Not a signing secret: %v. Expected whsec_ and base64 of 24 to 64 bytes. Copy the whole secret, without quotes or spaces", err))
		return
	}
	var received time.Time
	if at != nil {
		received, err = time.Parse(time.RFC3339, *at)
		if err != nil {
			resp.Error = function.NewArgumentFuncError(argumentAt,
				"Not an instant. Expected RFC 3339 with a zone, such as 2026-01-31T12:00:00Z, or null to check no time")
			return
		}
	}
	within := defaultTolerance
	if tolerance != nil {
		within, err = validators.ParseDuration(*tolerance)
		if err != nil || within < 0 {
			resp.Error = function.NewArgumentFuncError(argumentTolerance,
				"Not a usable duration. Expected zero or more and at most 36500d, a number with a unit such as 30s, 5m or 1h, or null for 5m")
			return
		}
	}
	resp.Error = resp.Result.Set(ctx, got.signedBy(key) && (at == nil || got.sentWithin(within, received)))
}
