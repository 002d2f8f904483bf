// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package nulls stands between the CLI and the plugin framework: OpenTofu (1.12)
// leaves the null arguments of a function out, where Terraform encodes them, and
// the framework (1.19) cannot read what is not there.
package nulls

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Fill returns a function's arguments with a null for each that was left out. An
// argument that may not be null is never left out: both CLIs refuse it by themselves.
func Fill(arguments []*tfprotov6.DynamicValue) []*tfprotov6.DynamicValue {
	all := slices.Clone(arguments)
	for i, argument := range all {
		if argument == nil || len(argument.MsgPack) == 0 && len(argument.JSON) == 0 {
			all[i] = &tfprotov6.DynamicValue{MsgPack: []byte{0xc0}} // MessagePack's nil.
		}
	}
	return all
}
