// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package okranode runs okra-node, the client that Okra publishes for Node.js,
// against the sandbox. Nobody here wrote it, so that it can judge what the
// sandbox, the OpenAPI document and the dialect might all have got wrong alike.
//
// It is a development dependency alone, installed from package-lock.json into the
// user's cache, outside of the source tree. bridge.mjs calls it for the tests.
package okranode
