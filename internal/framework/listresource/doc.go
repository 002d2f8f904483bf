// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package listresource is what the list resources share: how a platform's list
// becomes the results of a `terraform query`, and the filters that more than one
// type has.
//
// A list is read page by page as far as its results are taken, and no further:
// ten of ten thousand cost the first page. Whatever goes wrong is pushed as a
// result. It has no other way out: the error may come when the results of the
// first page are long with the CLI, and what is assigned to the stream by then
// is never looked at.
package listresource
