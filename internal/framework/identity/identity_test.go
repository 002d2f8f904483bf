// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package identity_test

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// thing is a resource that has nothing but an identity.
type thing struct{ connection *platform.Connection }

func (r *thing) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_thing"
}

func (r *thing) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"id": schema.StringAttribute{Computed: true}}}
}

func (r *thing) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identity.Schema("thing")
}

func (r *thing) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	identity.Import(ctx, r.connection, req, resp)
}

func (r *thing) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}

func (r *thing) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (r *thing) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (r *thing) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// connection is one to the production environment of Tok.
func connection() *platform.Connection {
	return &platform.Connection{Platform: &platform.Platform{Name: "tok", Title: "Tok", Environment: platform.Production}}
}

// TestImport proves that an import takes an id or an identity, completes the
// identity, and refuses one of another platform or environment.
func TestImport(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		id       string
		identity inprocess.Values
		wrong    []string // of the error; none for none
	}{
		"an id":                 {id: "thing_1"},
		"an identity":           {identity: inprocess.Values{"id": "thing_1"}},
		"with the platform":     {identity: inprocess.Values{"id": "thing_1", "platform": "tok"}},
		"with everything":       {identity: inprocess.Values{"id": "thing_1", "platform": "tok", "environment": "production"}},
		"another platform":      {identity: inprocess.Values{"id": "thing_1", "platform": "okra"}, wrong: []string{"platform: ", `"okra"`, `"tok"`, "alias"}},
		"another environment":   {identity: inprocess.Values{"id": "thing_1", "environment": "sandbox"}, wrong: []string{"environment: ", `"sandbox"`, `"production"`, "alias"}},
		"an empty id":           {identity: inprocess.Values{"id": ""}, wrong: []string{"empty text"}},
		"an identity of no id":  {identity: inprocess.Values{"platform": "tok"}, wrong: []string{"empty text"}},
		"an id with a break":    {id: "thing_1\n", wrong: []string{`"thing_1\n"`, "white space at its beginning or end"}},
		"an id of spaces":       {id: "\u3000", wrong: []string{"nothing but white space"}},
		"identity with a break": {identity: inprocess.Values{"id": "thing_1\r\n"}, wrong: []string{`"thing_1\r\n"`, "white space at its beginning or end"}},
		"an identity of spaces": {identity: inprocess.Values{"id": " "}, wrong: []string{"nothing but white space"}},
		"a key":                 {id: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", wrong: []string{"id: Got a credential"}},
		"an empty platform":     {identity: inprocess.Values{"id": "thing_1", "platform": ""}, wrong: []string{"platform: "}},
		"nothing by id at all":  {id: "", wrong: []string{"empty text"}},
		"the name in uppercase": {identity: inprocess.Values{"id": "thing_1", "platform": "TOK"}, wrong: []string{`"TOK"`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := connection()
			r := inprocess.Connected(t, c, []func() resource.Resource{func() resource.Resource { return &thing{c} }}, nil).Resource("openbanking_thing")
			object, diags := r.Import(test.id, test.identity)
			if test.wrong != nil {
				diags.OneError(t, test.wrong...)
				if object.Attributes != nil {
					t.Errorf("imported %v", object.Attributes)
				}
				return
			}
			diags.None(t)
			if object.Attributes["id"] != "thing_1" {
				t.Errorf("the state is %v", object.Attributes)
			}
			for name, want := range map[string]any{"id": "thing_1", "platform": "tok", "environment": "production"} {
				if object.Identity[name] != want {
					t.Errorf("the identity's %s is %v, want %v", name, object.Identity[name], want)
				}
			}
		})
	}
}

// TestSchema keeps the schema of identities as it is: changing it breaks the
// states of users.
func TestSchema(t *testing.T) {
	t.Parallel()
	s := identity.Schema("thing")
	if s.Version != 0 || len(s.Attributes) != 3 {
		t.Errorf("the version is %d and there are %d attributes, want 0 and 3", s.Version, len(s.Attributes))
	}
	for name, required := range map[string]bool{"id": true, "platform": false, "environment": false} {
		a, ok := s.Attributes[name].(identityschema.StringAttribute)
		if !ok || a.IsRequiredForImport() != required || a.IsOptionalForImport() == required || a.GetDescription() == "" {
			t.Errorf("%s is %+v", name, s.Attributes[name])
		}
	}
	if diags := s.ValidateImplementation(t.Context()); diags.HasError() {
		t.Errorf("the schema is not valid: %v", diags)
	}
}

// TestSetWithoutIdentity proves that a CLI which does not know identities is no
// error.
func TestSetWithoutIdentity(t *testing.T) {
	t.Parallel()
	var none *tfsdk.ResourceIdentity
	if diags := identity.Set(t.Context(), none, connection(), "thing_1"); len(diags) != 0 {
		t.Errorf("got %v", diags)
	}
}
