// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package nulls stands between the CLI and the plugin framework: OpenTofu (1.12)
// leaves the null arguments of a function out, where Terraform encodes them, and
// the framework (1.19) cannot read what is not there.
package nulls

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// framework is all that the plugin framework's server does and this provider may
// offer.
type framework interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// server passes everything on.
type server struct{ framework }

// Server returns a server that does what the given one, of the plugin framework,
// does, and reads an argument that was left out as null. It panics where the
// framework's server has become one that it does not know.
func Server(inner tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	known, ok := inner.(framework)
	if !ok {
		panic(fmt.Sprintf("%T is not a server of the plugin framework with list resources and actions", inner))
	}
	return server{known}
}

// CallFunction fills in the nulls. An argument that may not be null is never left
// out: both CLIs refuse it by themselves.
func (s server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	filled := *req
	filled.Arguments = slices.Clone(req.Arguments)
	for i, argument := range filled.Arguments {
		if argument == nil || len(argument.MsgPack) == 0 && len(argument.JSON) == 0 {
			filled.Arguments[i] = &tfprotov6.DynamicValue{MsgPack: []byte{0xc0}} // MessagePack's nil.
		}
	}
	return s.framework.CallFunction(ctx, &filled)
}
