// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tokapi

// What a dead consent answers. The first text is the platform's own.
const (
	messageConsentExpired = "The bank consent has expired. Please reconnect the bank account."
	messageConsentRevoked = "The bank consent has been revoked. Please reconnect the bank account."
)
