// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lend_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/lend"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// TestServer proves that the framework's server is accepted with all that it does,
// and that what is not one is refused.
func TestServer(t *testing.T) {
	t.Parallel()
	inner := providerserver.NewProtocol6(provider.New("test")())()
	served := lend.Server(inner)
	if _, ok := served.(tfprotov6.ListResourceServer); !ok {
		t.Error("has no list resources")
	}
	if _, ok := served.(tfprotov6.ActionServer); !ok {
		t.Error("has no actions")
	}
	read, err := served.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || len(read.ResourceSchemas) == 0 {
		t.Errorf("got %v and %v", read, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a server of another kind is accepted")
		}
	}()
	lend.Server(struct{ tfprotov6.ProviderServer }{inner})
}
