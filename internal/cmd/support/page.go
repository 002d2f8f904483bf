// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package support

import (
	"context"
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// meanings are those of the sources, for each page that names them.
var meanings = []struct {
	source platform.Source
	means  string
}{
	{platform.Documented, "*Documented*: the platform's own public documents have it."},
	{platform.ControlPlane, "*Control-plane*: the platform's public documents do not have it. The control-plane contract takes their place, which the sandbox serves and a platform team or a proxy can implement."},
}

// AddTo ends the description of each type in a schema with what it is on the
// platforms, by their own offers.
func AddTo(ctx context.Context, schema *tfjson.ProviderSchema) {
	for _, s := range Support(ctx) {
		var block *tfjson.SchemaBlock
		switch s.Kind {
		case "resource":
			block = schema.ResourceSchemas[s.Name].Block
		case "data":
			block = schema.DataSourceSchemas[s.Name].Block
		case "ephemeral":
			block = schema.EphemeralResourceSchemas[s.Name].Block
		case "list":
			block = schema.ListResourceSchemas[s.Name].Block
		case "action":
			block = schema.ActionSchemas[s.Name].Block
		}
		block.Description += "\n\n" + s.page()
	}
}

// page says in Markdown on which platforms a type works, and how.
func (s Supported) page() string {
	var text strings.Builder
	text.WriteString("**Platforms**\n\n")
	told := map[platform.Source]bool{}
	for i, d := range provider.Dialects() {
		if s.On[i] == "" {
			continue
		}
		told[s.On[i]] = true
		fmt.Fprintf(&text, "- %s: %s.%s\n", d.Title(), s.On[i], s.notes(s.offers[i]))
	}
	for _, m := range meanings {
		if told[m.source] {
			text.WriteString("\n" + m.means + "\n")
		}
	}
	return strings.TrimSpace(text.String())
}

// notes is what a platform says of the type that its offer is about, after a space.
func (s Supported) notes(offer platform.Offer) string {
	if s.Kind == "ephemeral" || s.Kind == "list" || !strings.HasSuffix(s.Name, "_"+string(offer.Capability)) {
		return "" // Its attributes are others.
	}
	var notes strings.Builder
	if len(offer.Requires) > 0 {
		notes.WriteString(" It needs " + quoted(offer.Requires) + ".")
	}
	if len(offer.Lacks) > 0 {
		notes.WriteString(" It lacks " + quoted(offer.Lacks) + ".")
	}
	if offer.Notes != "" {
		notes.WriteString(" " + offer.Notes)
	}
	return notes.String()
}

// quoted writes attributes as people say them.
func quoted(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = "`" + name + "`"
	}
	return platform.Enumerate(all)
}
