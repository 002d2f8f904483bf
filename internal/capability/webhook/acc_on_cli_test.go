// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook_test

import "testing"

// These scenarios run on the CLI too, since it has a part in them: a life, and
// write-only arguments.

func TestAccWebhook_lifecycle(t *testing.T) { TestWebhook_lifecycle(t) }

func TestAccWebhookGiven_lifecycle(t *testing.T) { TestWebhookGiven_lifecycle(t) }
