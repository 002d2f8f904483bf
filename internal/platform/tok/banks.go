// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"iter"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// banks lists the banks that Tok reaches (control-plane: Tok's own registry of
// banks is not published).
type banks struct{ *client }

type bankWire struct {
	identified

	Name       string   `json:"name"`
	Country    string   `json:"country"`
	Currencies []string `json:"currencies"`
}

func (w bankWire) domain(platform.AsOf) (platform.Bank, error) {
	return platform.Bank{ID: w.ID, Name: w.Name, Country: w.Country, Currencies: wire.Once(w.Currencies)}, wire.ID("id", w.ID)
}

func (b banks) List(ctx context.Context) iter.Seq2[platform.Bank, error] {
	return list(ctx, b.client, "/banks", nil, bankWire.domain)
}
