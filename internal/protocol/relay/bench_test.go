// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package relay_test

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/discreet"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/lend"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/nulls"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/waits"
)

// reader answers each read with the same.
type reader struct {
	relay.Framework

	resp *tfprotov6.ReadResourceResponse
}

func (r reader) ReadResource(context.Context, *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return r.resp, nil
}

// BenchmarkReadResource measures what all that stands between adds to a read of an
// object.
func BenchmarkReadResource(b *testing.B) {
	hooks := relay.Hooks{Context: lend.Context, Arguments: nulls.Fill, Text: discreet.Clean}
	waits.Tell(&hooks)
	s := relay.Server(reader{resp: &tfprotov6.ReadResourceResponse{}}, hooks)
	req := &tfprotov6.ReadResourceRequest{}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.ReadResource(b.Context(), req); err != nil {
			b.Fatal(err)
		}
	}
}
