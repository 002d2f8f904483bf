// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package pacing decides when a request may be sent, so that the platform refuses
// none. It learns the platform's limit from the headers of the answers, shares it
// among all clients with the same credential, and leaves room for other processes.
package pacing
